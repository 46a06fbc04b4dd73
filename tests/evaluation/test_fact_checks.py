"""The hub and leads say what is wrong in a report; the evaluator answers."""

import pytest
from django.urls import reverse

from evaluation import snapshots
from evaluation.actions import fact_checks
from evaluation.errors import AlreadyPublished
from evaluation.models import Evaluation, FactCheck, Report
from evaluation.queries import freezing
from evaluation.reports import facts
from tests import factories as make
from tests.evaluation.small_counts import inputs

AT = make.FRIDAY_5PM
#: Of the drafted context of small_counts.
SENTENCE = "26 people have or had a secured place."


def snapshot():
    return snapshots.build(inputs())


def checked(hub=None, title="Ashby") -> Report:
    """A finished version on two groups, each with its own lead."""
    hub = hub or make.make_hub()
    groups = [make.make_work_group(f"{title} {n}", hub=hub) for n in (1, 2)]
    evaluation = make.make_evaluation(hub, work_groups=groups)
    report = Report.objects.create(
        hub=hub,
        evaluation=evaluation,
        version=1,
        requested_at=AT,
        finished_at=AT,
        state="done",
        snapshot=snapshot(),
    )
    return report


def lead_of(report: Report, at: int = 0):
    lead = make.make_staff("work_group_lead", hub=report.hub)
    report.evaluation.work_groups.order_by("pk")[at].leads.add(lead)
    return lead


def key_of(text: str) -> str:
    return next(each.key for each in facts.of_snapshot(snapshot()) if each.text == text)


# --- the facts


def test_a_report_is_cut_into_sentences_and_rows_under_their_headings():
    found = [(each.section, each.text) for each in facts.of_snapshot(snapshot())]

    assert ("Context", SENTENCE) in found
    assert ("Significant themes", "Mentors (Finding): x") in found
    assert (
        "Recruitment",
        "All: Registered interest 32; Asked to confirm 32; Place secured 26; "
        "Came to session 1 too few to show",
    ) in found
    assert len({each.key for each in facts.of_snapshot(snapshot())}) == len(found)
    assert "Evidence references" not in {name for name, _ in found}


def test_leads_are_not_shown_marks_and_means_of_others():
    shown = {each.section for each in facts.of_snapshot(snapshot(), is_lead=True)}

    assert shown == {
        *("Context", "Activity and data collection", "Significant themes"),
        *("Conclusion", "Recruitment", "Attendance by session", "The second year"),
        "Confidence before and after",
    }


def test_sentences_end_where_a_new_one_begins():
    assert facts.sentences("At 4.30 p.m. we met. 26 came!  “So many?” Yes.") == [
        "At 4.30 p.m. we met.",
        "26 came!",
        "“So many?” Yes.",
    ]


# --- who sees and says what


@pytest.mark.django_db
def test_a_lead_says_that_a_sentence_is_wrong_and_reads_the_answer(signed_in):
    report = checked()
    lead, evaluator = lead_of(report), make.make_staff("evaluator", hub=report.hub)
    ours = signed_in(lead)
    page = reverse("evaluation:check_facts", args=[report.pk])
    wrong = reverse("evaluation:question_fact", args=[report.pk])
    named = f"{wrong}?fact={key_of(SENTENCE)}"

    assert page in ours.get(reverse("evaluation:list_feedback_forms")).text
    assert named in ours.get(page).text
    assert SENTENCE in ours.get(named).text
    refused = ours.post(named, {"why": " "})
    kept = ours.post(named, {"why": "It was 27."})

    assert refused.status_code == 200
    assert kept["Location"] == page
    row = FactCheck.objects.get()
    assert (row.section, row.text, row.why) == ("Context", SENTENCE, "It was 27.")
    assert (row.raised_by, row.state) == (lead, "open")

    theirs = signed_in(evaluator)
    freeze = reverse("evaluation:make_report", args=[report.evaluation_id])
    answer = reverse("evaluation:answer_fact_check", args=[row.pk])
    assert answer in theirs.get(freeze).text
    assert "It was 27." in theirs.get(freeze).text
    theirs.post(answer, {"is_put_right": "no", "answer": "One came later."})

    row.refresh_from_db()
    assert (row.state, row.answered_by) == ("answered", evaluator)
    assert answer not in theirs.get(freeze).text
    assert "One came later." in signed_in(lead).get(page).text


@pytest.mark.django_db
def test_two_hubs_and_two_groups_see_their_own(signed_in):
    report, other = checked(), checked(make.make_hub("Wolds"), "Birley")
    first, second, stranger = lead_of(report), lead_of(report, 1), lead_of(other)
    elsewhere = make.make_staff("work_group_lead", hub=report.hub)
    fact = facts.Fact("Context", SENTENCE)
    fact_checks.question_fact(report, fact, why="Mine.", by=first, at=AT)
    page = reverse("evaluation:check_facts", args=[report.pk])

    def reads(user) -> tuple[int, bool]:
        got = signed_in(user).get(page)
        return got.status_code, "Mine." in got.text

    assert reads(first) == (200, True)
    assert reads(second) == (200, False)
    assert reads(make.make_staff("hub_lead", hub=report.hub)) == (200, True)
    assert reads(make.make_staff("evaluator", hub=report.hub)) == (200, True)
    assert reads(stranger) == (404, False)
    assert reads(elsewhere) == (404, False)  # of the hub, but of no group in it
    assert reads(make.make_staff("evaluator", hub=other.hub)) == (404, False)


@pytest.mark.django_db
def test_only_finished_versions_are_checked(signed_in):
    report = checked()
    Report.objects.update(state="running")

    page = signed_in(lead_of(report)).get(
        reverse("evaluation:check_facts", args=[report.pk])
    )

    assert page.status_code == 404


@pytest.mark.django_db
def test_saying_it_again_changes_the_open_one_and_not_an_answered_one():
    report, by = checked(), make.make_user()
    fact = facts.Fact("Context", SENTENCE)

    first = fact_checks.question_fact(report, fact, why="a", by=by, at=AT)
    again = fact_checks.question_fact(report, fact, why="b", by=by, at=AT)
    fact_checks.answer_fact_check(again, is_put_right=True, answer="c", by=by, at=AT)
    third = fact_checks.question_fact(report, fact, why="d", by=by, at=AT)

    assert (first.pk, third.pk == first.pk) == (again.pk, False)
    rows = FactCheck.objects.order_by("pk").values_list("why", "state")
    assert list(rows) == [("b", "put_right"), ("d", "open")]


@pytest.mark.django_db
def test_a_published_report_is_no_longer_questioned():
    report, by = checked(), make.make_user()
    fact = facts.Fact("Context", SENTENCE)
    check = fact_checks.question_fact(report, fact, why="a", by=by, at=AT)
    Evaluation.objects.update(state="published")

    with pytest.raises(AlreadyPublished):
        fact_checks.question_fact(report, fact, why="b", by=by, at=AT)
    with pytest.raises(AlreadyPublished):
        fact_checks.answer_fact_check(check, is_put_right=True, answer="", by=by, at=AT)


# --- before freezing


@pytest.mark.django_db
def test_a_sentence_that_says_all_was_read_is_pointed_out_while_some_is_not(signed_in):
    evaluation = make.make_evaluation(
        activity="We met often. All comments were read. Each group had a visit.",
    )
    make.make_theme(evaluation, finding="Every answer was coded by hand.")
    make.make_evidence(evaluation, number=1, read_at=AT)
    unread = make.make_evidence(evaluation, number=2)

    assert freezing.contradicted(evaluation) == [
        {"text": "All comments were read.", "why": "1 of 2 comments have been read."},
        {
            "text": "Every answer was coded by hand.",
            "why": "1 of 2 comments have been read.",
        },
    ]
    client = signed_in(make.make_staff("evaluator", hub=evaluation.hub))
    page = client.get(reverse("evaluation:make_report", args=[evaluation.pk]))
    assert "“All comments were read.” 1 of 2 comments have been read." in page.text
    unread.read_at = AT
    unread.save()
    assert freezing.contradicted(evaluation) == []
