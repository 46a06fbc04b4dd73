"""The yardstick: bare Django that answers the same requests as Hubsite.

As many steps, the same kinds of questions, the same confirmation, session and account
checks and the same number of plain emails, written as Django's tutorial would. It
uses nothing of Hubsite: forms are drawn by Django's own `as_div`.

    python -m benchmarks.bare_filling                  creates and fills the tables
    gunicorn benchmarks.bare:application
    celery -A benchmarks.bare:celery worker            sends the emails

DATABASE_URL, REDIS_URL and MAIL (a folder) say where.
"""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import dj_database_url
import django
from celery import Celery
from django.conf import settings

HERE = Path(__file__).resolve().parent

settings.configure(
    SECRET_KEY="for the benchmark alone",
    ALLOWED_HOSTS=["*"],
    CSRF_TRUSTED_ORIGINS=["https://hubsite.example.org"],
    SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"),
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            **dj_database_url.parse(os.environ["DATABASE_URL"]),
            "CONN_MAX_AGE": 120,
            "OPTIONS": {"options": "-c jit=off"},
        }
    },
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
        "benchmarks",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [HERE / "templates"],
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ],
            },
        }
    ],
    EMAIL_BACKEND="django.core.mail.backends.filebased.EmailBackend",
    EMAIL_FILE_PATH=os.environ.get("MAIL", ""),
    LOGIN_URL="/admin/login/",
    STATIC_URL="/static/",
    USE_TZ=True,
    TIME_ZONE="Europe/London",
    LANGUAGE_CODE="en-gb",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.contrib import admin  # noqa: E402
from django.contrib.auth.decorators import login_required  # noqa: E402
from django.core import signing  # noqa: E402
from django.core.mail import EmailMessage  # noqa: E402
from django.core.paginator import Paginator  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import transaction  # noqa: E402
from django.db.models import Count, Min  # noqa: E402
from django.http import (  # noqa: E402
    HttpRequest,
    HttpResponse,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from django.urls import path  # noqa: E402

from benchmarks.bare_forms import STEPS, ConfirmForm  # noqa: E402
from benchmarks.bare_models import Group, Mark, Person, Session  # noqa: E402
from benchmarks.counting import counted  # noqa: E402

GROUPS_PER_PAGE = 20
EXPORTED = [field.name for field in Person._meta.fields if not field.is_relation]

celery = Celery("bare", broker=os.environ.get("REDIS_URL"))
celery.conf.task_ignore_result = True


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    list_display = [
        "last_name",
        "first_name",
        "email",
        "school",
        "years",
        "group",
        "at",
    ]
    list_filter = ["state", "years"]
    list_select_related = ["group", "school"]
    list_per_page = 50


@celery.task(name="bare.send_email")
def send_email(kind: str, pk: int) -> None:
    person = Person.objects.select_related("group").get(pk=pk)
    page = {"person": person, "kind": kind, "token": signing.dumps(pk, salt="confirm")}
    to = person.mentor_email if kind == "mentor" else person.email
    subject = f"{person.group.title}: {kind}"
    EmailMessage(subject, render_to_string("bare/email.txt", page), to=[to]).send()


def enqueue(kind: str, person: Person) -> None:
    transaction.on_commit(
        lambda: celery.send_task("bare.send_email", [kind, person.pk])
    )


# --- visitors


def groups(request: HttpRequest) -> HttpResponse:
    """The list of groups, 20 a page, with first dates and seats taken."""
    rows = Group.objects.filter(listed=True).annotate(starts_on=Min("session__on"))
    page = Paginator(rows.order_by("title"), GROUPS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    here = Person.objects.filter(group__in=[group.pk for group in page])
    taken = here.exclude(state="waiting").values_list("group").annotate(Count("pk"))
    counted = dict(taken)
    for group in page:
        group.taken = counted.get(group.pk, 0)
    return render(request, "bare/groups.html", {"page": page})


def step(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One step; its answers are kept in the session until the last."""
    group = get_object_or_404(Group, slug=slug)
    kept = request.session.get("answers", {})
    form = STEPS[name](request.POST or kept.get(name))
    if request.method == "POST" and form.is_valid():
        request.session["answers"] = {**kept, name: form.kept()}
        names = [*STEPS, "check"]
        onwards = names[names.index(name) + 1]
        return redirect(
            "check" if onwards == "check" else "step", slug, *_name(onwards)
        )
    sessions = group.session_set.order_by("on") if name == "dates" else []
    page = {"form": form, "group": group, "sessions": sessions}
    return render(request, "bare/form.html", page)


def _name(onwards: str) -> list[str]:
    return [] if onwards == "check" else [onwards]


def check(request: HttpRequest, slug: str) -> HttpResponse:
    """All answers; POST locks the group, counts its seats and inserts a row."""
    group = get_object_or_404(Group, slug=slug)
    forms = [make(request.session["answers"][name]) for name, make in STEPS.items()]
    if any(not form.is_valid() for form in forms):
        return redirect("step", slug, "you")
    if request.method == "POST":
        request.session["person"] = _insert(group, forms).pk
        del request.session["answers"]
        return redirect("registered", slug)
    answers = [(bound.label, bound.value()) for form in forms for bound in form]
    return render(request, "bare/check.html", {"group": group, "answers": answers})


def _insert(group: Group, forms: list) -> Person:
    values = {key: value for form in forms for key, value in form.cleaned_data.items()}
    with transaction.atomic():
        group = Group.objects.select_for_update().get(pk=group.pk)
        taken = group.person_set.exclude(state="waiting").count()
        state = "offered" if taken < group.capacity else "waiting"
        person = Person.objects.create(group=group, state=state, **values)
        enqueue("registered", person)
    return person


def registered(request: HttpRequest, slug: str) -> HttpResponse:
    group = get_object_or_404(Group, slug=slug)
    return render(request, "bare/done.html", {"group": group})


def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the email; the session remembers whose it is."""
    request.session["person"] = signing.loads(token, salt="confirm")
    return redirect("confirm")


def confirm(request: HttpRequest) -> HttpResponse:
    people = Person.objects.select_related("group")
    person = get_object_or_404(people, pk=request.session.get("person"))
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            Group.objects.select_for_update().get(pk=person.group_id)
            person = Person.objects.select_for_update().get(pk=person.pk)
            person.state = "confirmed"
            person.save(update_fields=["state"])
            enqueue("confirmed", person)
            enqueue("mentor", person)
        return redirect("my")
    return render(request, "bare/form.html", {"form": form, "group": person.group})


def my(request: HttpRequest) -> HttpResponse:
    """A participant's own place with its dates."""
    people = Person.objects.select_related("group")
    person = get_object_or_404(people, pk=request.session.get("person"))
    sessions = person.group.session_set.order_by("on")
    return render(request, "bare/my.html", {"person": person, "sessions": sessions})


# --- staff


@login_required
def export(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    class Echo:
        def write(self, text: str) -> str:
            return text

    writer = csv.writer(Echo())
    rows = Person.objects.filter(group__slug=slug).order_by("pk")

    def lines() -> Iterator[str]:
        for row in rows.values_list(*EXPORTED).iterator(chunk_size=2000):
            yield writer.writerow(row)

    return StreamingHttpResponse(lines(), content_type="text/csv")


@login_required
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody's marks at every session; POST saves those of the last one."""
    group = get_object_or_404(Group, slug=slug, leads=request.user)
    sessions = list(group.session_set.order_by("on"))
    if request.method == "POST":
        return save_marks(request, sessions[-1])
    people = list(group.person_set.order_by("last_name"))
    marks = {
        (session, person): mark
        for session, person, mark in Mark.objects.filter(
            session__in=sessions
        ).values_list("session_id", "person_id", "mark")
    }
    rows = [
        (person, [(each.pk, marks.get((each.pk, person.pk), "")) for each in sessions])
        for person in people
    ]
    page = {"group": group, "sessions": sessions, "rows": rows}
    return render(request, "bare/register.html", page)


def save_marks(request: HttpRequest, session: Session) -> HttpResponse:
    chosen = {
        int(name.removeprefix("mark_")): mark
        for name, mark in request.POST.items()
        if name.startswith("mark_")
    }
    with transaction.atomic():
        people = session.group.person_set.filter(pk__in=chosen)
        Mark.objects.bulk_create(
            [
                Mark(session=session, person_id=pk, mark=chosen[pk])
                for pk in people.values_list("pk", flat=True)
            ],
            update_conflicts=True,
            unique_fields=["session", "person"],
            update_fields=["mark"],
        )
    if len(chosen) == 1:
        return JsonResponse({"saved": 1})
    return redirect(request.path)


urlpatterns = [
    path("admin/", admin.site.urls),
    path("groups/", groups),
    path("register/<slug:slug>/check/", check, name="check"),
    path("register/<slug:slug>/<slug:name>/", step, name="step"),
    path("registered/<slug:slug>/", registered, name="registered"),
    path("confirm/", confirm, name="confirm"),
    path("confirm/<str:token>/", open_link),
    path("my/", my, name="my"),
    path("export/<slug:slug>/", export),
    path("sheet/<slug:slug>/", sheet),
]
application = counted(get_wsgi_application())
