"""Hub staff add notes, read others' redacted only, and see whose voice is missing."""

import pytest

from evaluation.actions import evidence, hub_notes
from evaluation.errors import AlreadyPublished
from evaluation.models import Evaluation, Evidence
from evaluation.queries import hub_notes as queries
from tests.evaluation.workspace_pages import at, text_of
from tests.factories import (
    FRIDAY_5PM,
    make_authority,
    make_evaluation,
    make_evidence,
    make_hub,
    make_participant,
    make_session,
    make_staff,
    make_visit,
    make_work_group,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_work_group("North")


@pytest.fixture
def evaluation(group):
    make_participant(first_name="Ada", last_name="Brook")
    return make_evaluation(work_groups=[group])


@pytest.mark.parametrize("kind", ["hub_lead", "hub_administrator", "evaluator"])
def test_a_note_is_added_and_its_writer_alone_reads_it_as_typed(
    signed_in, evaluation, group, kind
):
    writer, reader = make_staff(kind), make_staff("hub_lead")
    url = at("add_hub_note", evaluation.pk)

    saved = signed_in(writer).post(
        url,
        {
            "text": "Ada Brook wants MORE.",
            "kind": "spoken",
            "work_group": group.pk,
            "on": "2026-06-03",
            "writer_agreed": "on",
        },
    )

    note = Evidence.objects.get()
    assert saved["Location"] == url
    assert (note.noted_by, note.work_group) == (writer, group)
    assert str(note.on) == "2026-06-03"
    assert "Ada Brook wants MORE." in signed_in(writer).get(url).text
    others = signed_in(reader).get(url).text
    assert "[name] wants MORE." in others
    assert "Ada Brook" not in others


def test_words_of_others_that_may_not_be_quoted_are_not_shown(signed_in, evaluation):
    writer = make_staff("hub_lead")
    hub_notes.add_hub_note(evaluation, text="Less haste.", by=writer, at=FRIDAY_5PM)
    url = at("add_hub_note", evaluation.pk)

    page = signed_in(make_staff("hub_lead")).get(url)

    assert "Less haste." not in page.text
    assert "did not agree to be quoted" in text_of(page)
    assert "Less haste." in signed_in(writer).get(url).text


def test_notes_of_visits_are_read_and_written_feedback_is_not(
    signed_in, evaluation, evaluator
):
    visit = make_visit(evaluation, meeting="Board")
    evidence.note_on_visit(visit, "Ada Brook spoke.", by=evaluator, at=FRIDAY_5PM)
    make_evidence(evaluation, "Written by hand.", kind="written")

    page = signed_in(make_staff("hub_lead")).get(at("add_hub_note", evaluation.pk))

    assert "[name] spoke." in page.text
    assert "Ada Brook" not in page.text
    assert "Written by hand." not in page.text


def test_a_group_of_another_evaluation_or_no_words_are_refused(signed_in, evaluation):
    other = make_work_group("Other")
    client = signed_in(make_staff("hub_lead"))
    url = at("add_hub_note", evaluation.pk)

    empty = client.post(url, {"text": " ", "kind": "spoken"})
    foreign = client.post(url, {"text": "x", "kind": "spoken", "work_group": other.pk})

    assert "Type the note first." in text_of(empty)
    assert foreign.status_code == 200
    assert Evidence.objects.count() == 0


def test_others_and_other_hubs_find_no_notes(signed_in, evaluation):
    lead = make_staff("work_group_lead")
    for who in (lead, make_staff("hub_lead", hub=make_hub("Another Hub"))):
        client = signed_in(who)
        url = at("add_hub_note", evaluation.pk)
        assert client.get(url).status_code == 404
        assert client.post(url, {"text": "x", "kind": "spoken"}).status_code == 404
    assert Evidence.objects.count() == 0


def test_a_published_evaluation_takes_no_notes(evaluation):
    Evaluation.objects.update(state="published")

    with pytest.raises(AlreadyPublished):
        hub_notes.add_hub_note(
            evaluation, text="x", by=make_staff("hub_lead"), at=FRIDAY_5PM
        )


@pytest.fixture
def heard():
    """North was visited and heard, South heard once, West neither."""
    north, south, west = (
        make_work_group(
            name,
            local_authority=make_authority(authority),
            school_phase=phase,
        )
        for name, authority, phase in [
            ("North", "Barnet", "primary"),
            ("South", "Sutton", "secondary"),
            ("West", "Sutton", "primary"),
        ]
    )
    made = make_evaluation(work_groups=[north, south, west])
    visit = make_visit(made, session=make_session(north))
    make_visit(made, session=make_session(north, number=2))
    make_evidence(made, "a", visit=visit, work_group=north, kind="spoken")
    make_evidence(made, "b", work_group=north, kind="written")
    make_evidence(made, "c", work_group=north, kind="written")
    make_evidence(made, "d", work_group=south, kind="written")
    foreign = make_evaluation(title="Other", work_groups=[west])
    make_visit(foreign, session=make_session(west))
    make_evidence(foreign, "e", work_group=west, kind="written")
    return made


def test_groups_are_counted_with_their_visits_comments_and_notes(
    heard, django_assert_num_queries
):
    with django_assert_num_queries(1):
        found = queries.heard_groups(heard)

    assert [(g.title, g.visits, g.comments, g.notes, g.is_unheard) for g in found] == [
        ("North", 2, 2, 1, False),
        ("South", 0, 1, 0, False),
        ("West", 0, 0, 0, True),
    ]
    by_area = queries.voices_by(found, lambda each: each.authority)
    assert [(v.label, v.groups, v.visited, v.comments, v.notes) for v in by_area] == [
        ("Barnet", 1, 1, 2, 1),
        ("Sutton", 2, 0, 1, 0),
    ]


def test_the_page_names_groups_never_visited_and_voices_not_heard(workspace, heard):
    page = text_of(workspace.get(at("show_voices", heard.pk)))

    assert "2 of 3 groups were never visited: South, West." in page
    assert page.count("nothing heard yet") == 1
    assert "By local authority" in page
