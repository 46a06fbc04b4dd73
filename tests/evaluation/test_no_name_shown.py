"""Names stay out: of what is brought in, and of every page that shows passages."""

import pytest
from django.urls import reverse

from evaluation.actions import evidence, feedback
from recruitment.models import Place
from tests import factories as make

pytestmark = pytest.mark.django_db
AT = make.FRIDAY_5PM
REDACTED_PAGES = [
    "/evaluations/{evaluation}/",
    "/evaluations/{evaluation}/evidence/",
    "/evaluations/{evaluation}/code/",
    "/evaluations/{evaluation}/code/?passage={passage}",
    "/evaluations/{evaluation}/themes/",
    "/themes/{theme}/",
    "/visits/{visit}/",
]
#: Pages of the above that print the passage.
PRINTED = {1, 2, 3, 5, 6}


@pytest.mark.parametrize("number", range(len(REDACTED_PAGES)))
def test_pages_print_passages_without_the_names(signed_in, number):
    evaluation = make.make_evaluation()
    visit = make.make_visit(evaluation)
    passage = make.make_evidence(
        evaluation, "Ada Brook helped.", redacted="[name] helped.", visit=visit
    )
    theme = make.make_theme(evaluation)
    theme.codings.create(hub=evaluation.hub, evidence=passage, coded_at=AT)
    client = signed_in(make.make_staff("evaluator"))
    url = REDACTED_PAGES[number].format(
        evaluation=evaluation.pk, passage=passage.pk, theme=theme.pk, visit=visit.pk
    )

    page = client.get(url)

    assert page.status_code == 200
    assert "Ada Brook" not in page.text
    assert ("[name] helped." in page.text) is (number in PRINTED)


def test_a_suggested_theme_is_shown_with_redacted_quotes(signed_in):
    evaluation = make.make_evaluation()
    passage = make.make_evidence(
        evaluation, "Ada Brook helped.", redacted="[name] helped."
    )
    theme = make.make_theme(evaluation, state="suggested", origin="engine")
    theme.codings.create(
        hub=evaluation.hub, evidence=passage, reviewed=False, coded_at=AT
    )
    client = signed_in(make.make_staff("evaluator"))

    page = client.get(reverse("evaluation:arrange_themes", args=[evaluation.pk]))

    assert "Ada Brook" not in page.text
    assert "[name] helped." in page.text


def test_the_original_is_on_its_own_page_alone(signed_in):
    passage = make.make_evidence(
        make.make_evaluation(), "Ada Brook helped.", redacted="[name] helped."
    )
    client = signed_in(make.make_staff("evaluator"))

    page = client.get(reverse("evaluation:open_original", args=[passage.pk]))

    assert "Ada Brook helped." in page.text


def deputy(hub):
    place = make.make_place(work_group=make.make_work_group(hub=hub))
    Place.objects.filter(pk=place.pk).update(deputy_name="Orla Vine")


def who_agreed_release(hub):
    place = make.make_place(work_group=make.make_work_group(hub=hub))
    Place.objects.filter(pk=place.pk).update(release_name="Orla Vine")


def participant(hub):
    make.make_participant(hub, first_name="Orla", last_name="Vine")


def lead(hub):
    make.make_staff("work_group_lead", hub=hub, name="Orla Vine")


def mentor(hub):
    make.make_mentor(hub, name="Orla Vine")


@pytest.mark.parametrize(
    ("known", "shown"),
    [
        (deputy, "[name]"),
        (who_agreed_release, "[name]"),
        (participant, "[name]"),
        (lead, "[name]"),
        (mentor, "[mentor]"),
    ],
)
def test_everybody_whom_the_hub_knows_is_redacted(known, shown):
    hub, other = make.make_hub(), make.make_hub("Wolds and Dales")
    known(hub)

    notes = [
        evidence.note_on_visit(
            make.make_visit(make.make_evaluation(each)),
            "We met Orla Vine there.",
            by=make.make_staff("evaluator", hub=each),
            at=AT,
        ).redacted
        for each in (hub, other)
    ]

    assert notes == [f"We met {shown} there.", "We met Orla Vine there."]


@pytest.mark.parametrize("kept", ["typed", "matched", "in the hub's area"])
def test_schools_of_the_hub_are_redacted(kept):
    group = make.make_work_group()
    place = make.make_place(work_group=group)
    if kept == "typed":
        Place.objects.filter(pk=place.pk).update(school_name="Marsh Lane Primary")
    else:
        far = make.make_authority("Orkney")
        school = make.make_school("Marsh Lane Primary", local_authority=far)
        if kept == "matched":
            Place.objects.filter(pk=place.pk).update(school=school)
        else:
            group.hub.areas.create(local_authority=far, start_year=2026)

    note = evidence.note_on_visit(
        make.make_visit(make.make_evaluation()),
        "We met at Marsh Lane Primary today.",
        by=make.make_staff("evaluator"),
        at=AT,
    )

    assert note.redacted == "We met at [school] today."


def test_what_a_form_brings_in_is_redacted_too():
    group = make.make_work_group()
    form = make.make_form(group, session=make.make_session(group))
    deputy(group.hub)
    for _ in range(5):
        make.make_response(form, words="Orla Vine helped me.")
    feedback.close_form(form, at=AT)
    evaluation = make.make_evaluation(work_groups=[group])

    evidence.bring_in_feedback(evaluation, by=make.make_staff("evaluator"), at=AT)

    shown = set(evaluation.evidence.values_list("redacted", flat=True))
    assert shown == {"[name] helped me."}
