"""A minimal Django application for the same work, with which Hubsite is compared.

One file with settings, models, views and URLs. It uses the same crispy template
pack, so that the difference between the two is the cost of Hubsite.

    python -m benchmarks.bare        creates and fills the tables
    gunicorn benchmarks.bare:application

DATABASE_URL names the database.
"""

import csv
import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path

import dj_database_url
import django
from django.conf import settings

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE.parent / "templates"
LOADERS = "django.template.loaders"

settings.configure(
    SECRET_KEY="for the benchmark alone",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            **dj_database_url.parse(os.environ["DATABASE_URL"]),
            "CONN_MAX_AGE": 120,
        }
    },
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
        "crispy_forms",
        "benchmarks",
    ],
    CRISPY_ALLOWED_TEMPLATE_PACKS=("hub",),
    CRISPY_TEMPLATE_PACK="hub",
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
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
            "OPTIONS": {
                # Django's own admin templates come first; Hubsite adds the pack only
                "loaders": [
                    (
                        f"{LOADERS}.cached.Loader",
                        [
                            (f"{LOADERS}.filesystem.Loader", [HERE / "templates"]),
                            f"{LOADERS}.app_directories.Loader",
                            (
                                f"{LOADERS}.filesystem.Loader",
                                [HERE.parent / "templates"],
                            ),
                        ],
                    )
                ],
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ],
            },
        }
    ],
    STATIC_URL="/static/",
    USE_TZ=True,
    LANGUAGE_CODE="en-gb",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django import forms  # noqa: E402
from django.contrib import admin  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.http import (  # noqa: E402
    HttpRequest,
    HttpResponse,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import path  # noqa: E402

from benchmarks.counting import counted  # noqa: E402

PHASES = ("early years", "primary", "secondary", "post-16")
ROLES = ("teacher", "subject lead", "senior leader", "teaching assistant", "other")
PAGE = 50


class Group(models.Model):
    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    capacity = models.PositiveIntegerField(default=10**6)

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return self.title


class Person(models.Model):
    group = models.ForeignKey(Group, models.CASCADE)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    email = models.EmailField()
    phone = models.CharField(max_length=40, blank=True)
    school = models.CharField(max_length=200)
    urn = models.CharField(max_length=6, blank=True)
    postcode = models.CharField(max_length=10)
    role = models.CharField(max_length=40, choices=[(role, role) for role in ROLES])
    phase = models.CharField(max_length=40, choices=[(each, each) for each in PHASES])
    years_taught = models.PositiveSmallIntegerField(default=0)
    access_needs = models.TextField(blank=True)
    agrees = models.BooleanField(default=False)
    waits = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return self.last_name


class Session(models.Model):
    group = models.ForeignKey(Group, models.CASCADE)
    on = models.DateField()

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return f"{self.on}"


class Mark(models.Model):
    session = models.ForeignKey(Session, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE)
    mark = models.CharField(max_length=12)

    class Meta:
        app_label = "benchmarks"
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="bare_one_mark")
        ]

    def __str__(self) -> str:
        return self.mark


ASKED = [
    field.name for field in Person._meta.fields[2:14]
]  # the twelve fields of the form


class PersonForm(forms.ModelForm):
    class Meta:
        model = Person
        fields = ASKED


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    list_display = ["last_name", "first_name", "email", "school", "role", "group", "at"]
    list_filter = ["phase", "role"]
    list_select_related = ["group"]
    list_per_page = PAGE


def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Lock the group, count, insert: the minimal cost of a correct registration."""
    form = PersonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with transaction.atomic():
            group = Group.objects.select_for_update().get(slug=slug)
            taken = Person.objects.filter(group=group).count()
            form.instance.group = group
            form.instance.waits = taken >= group.capacity
            form.save()
        return redirect("done", form.instance.pk)
    group = get_object_or_404(Group, slug=slug)
    request.session["group"] = slug
    return render(request, "bare/form.html", {"form": form, "group": group})


def done(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person.objects.select_related("group"), pk=pk)
    return render(request, "bare/done.html", {"person": person})


def people(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Person.objects.filter(group__slug=slug).order_by("-at")
    first = (int(request.GET.get("page", 1)) - 1) * PAGE
    page = {"rows": rows[first : first + PAGE], "number": rows.count()}
    return render(request, "bare/list.html", page)


def export(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    class Echo:
        def write(self, text: str) -> str:
            return text

    writer = csv.writer(Echo())
    rows = Person.objects.filter(group__slug=slug).order_by("pk").values_list(*ASKED)

    def lines() -> Iterator[str]:
        for row in rows.iterator(chunk_size=2000):
            yield writer.writerow(row)

    return StreamingHttpResponse(lines(), content_type="text/csv")


def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody's marks at every session; POST saves those of the last one."""
    group = get_object_or_404(Group, slug=slug)
    sessions = list(Session.objects.filter(group=group).order_by("on"))
    if request.method == "POST":
        return save_marks(request, sessions[-1])
    persons = list(Person.objects.filter(group=group).order_by("last_name"))
    marks = {
        (session, person): mark
        for session, person, mark in Mark.objects.filter(
            session__in=sessions
        ).values_list("session_id", "person_id", "mark")
    }
    rows = [
        (person, [(each.pk, marks.get((each.pk, person.pk), "")) for each in sessions])
        for person in persons
    ]
    page = {"group": group, "sessions": sessions, "rows": rows}
    return render(request, "bare/register.html", page)


def save_marks(request: HttpRequest, session: Session) -> HttpResponse:
    chosen = {
        int(name.removeprefix("mark_")): mark
        for name, mark in request.POST.items()
        if name.startswith("mark_")
    }
    if len(chosen) == 1:
        [(person, mark)] = chosen.items()
        Mark.objects.update_or_create(
            session=session, person_id=person, defaults={"mark": mark}
        )
        return JsonResponse({"saved": 1})
    with transaction.atomic():
        Mark.objects.bulk_create(
            [Mark(session=session, person_id=pk, mark=m) for pk, m in chosen.items()],
            update_conflicts=True,
            unique_fields=["session", "person"],
            update_fields=["mark"],
        )
    return redirect(request.path)


urlpatterns = [
    path("admin/", admin.site.urls),
    path("register/<slug:slug>/", register),
    path("done/<int:pk>/", done, name="done"),
    path("people/<slug:slug>/", people),
    path("export/<slug:slug>/", export),
    path("sheet/<slug:slug>/", sheet),
]
application = counted(get_wsgi_application())


def fill() -> None:
    """Create tables and rows: a group of 5,000 people, one of 30 with six sessions."""
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        for model in (Group, Person, Session, Mark):
            editor.create_model(model)
    for slug, number in {"open": 0, "few": 30, "big": 5_000}.items():
        group = Group.objects.create(slug=slug, title=f"Group {slug}")
        Person.objects.bulk_create(
            [person(group, number) for number in range(number)], batch_size=2000
        )
    few = Group.objects.get(slug="few")
    for number in range(6):
        session = Session.objects.create(group=few, on=dt.date(2026, 1 + number, 10))
        Mark.objects.bulk_create(
            Mark(session=session, person=each, mark="present")
            for each in Person.objects.filter(group=few)
            if number < 5
        )


def person(group: Group, number: int) -> Person:
    return Person(
        group=group,
        first_name=f"Ada {number}",
        last_name=f"Brook {number:05}",
        email=f"ada{number}@example.org",
        phone="0200 000 0000",
        school=f"School {number % 400}",
        urn=f"{900_000 + number % 400}",
        postcode="AB1 2CD",
        role=ROLES[number % 5],
        phase=PHASES[number % 4],
        years_taught=number % 30,
        agrees=True,
    )


def sign_in() -> str:
    """The session cookie of a user who may open the admin."""
    user = User.objects.create_superuser("admin", "admin@example.org")
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def main() -> None:
    fill()
    few = Person.objects.filter(group__slug="few").values_list("pk", flat=True)
    big = Group.objects.get(slug="big").pk
    found = {"sessionid": sign_in(), "people": list(few), "big": big}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
