"""Only quotes leave that a person read beside the words as typed."""

import pytest

from evaluation.actions import evidence, feedback, quotes
from evaluation.errors import AlreadyPublished, NotToBeQuoted, WordsChanged
from evaluation.models import Evaluation, Evidence
from tests.evaluation.workspace_pages import at, text_of
from tests.factories import (
    FRIDAY_5PM,
    make_evaluation,
    make_evidence,
    make_form,
    make_hub,
    make_response,
    make_staff,
    make_work_group,
)
from workgroups.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def quote():
    return make_evidence(
        make_evaluation(),
        "Ada Brook helped.",
        redacted="[name] helped.",
        strong_quote=True,
    )


def check(passage, by, *, is_fit=True, redacted="[name] helped."):
    return quotes.check_quote(
        passage, is_fit=is_fit, redacted=redacted, by=by, at=FRIDAY_5PM
    )


def test_a_quote_is_fit_once_somebody_said_so_and_no_more_once_it_changes(
    quote, evaluator
):
    assert check(quote, evaluator).fit_to_publish

    passage = Evidence.objects.get()
    evidence.correct_redaction(passage, "[name] helped.", by=evaluator, at=FRIDAY_5PM)
    assert Evidence.objects.get().fit_to_publish
    evidence.correct_redaction(passage, "Somebody helped.", by=evaluator, at=FRIDAY_5PM)

    passage.refresh_from_db()
    assert (passage.fit_to_publish, passage.checked_at) == (False, None)


def test_words_that_changed_meanwhile_are_not_published_unread(quote, evaluator):
    Evidence.objects.update(redacted="[name] helped Zoe.")

    with pytest.raises(WordsChanged):
        check(quote, evaluator)

    assert not Evidence.objects.get().fit_to_publish


def test_a_quote_that_was_fit_can_be_kept_back(quote, evaluator):
    check(quote, evaluator)

    check(quote, evaluator, is_fit=False, redacted="")

    passage = Evidence.objects.get()
    assert (passage.fit_to_publish, passage.checked_at) == (False, FRIDAY_5PM)


def test_words_whose_writer_did_not_agree_are_never_fit(evaluator):
    group = make_work_group()
    form = make_form(group)
    for _ in range(5):
        make_response(form, quoted=False, words="Less haste.")
    feedback.close_form(form, at=FRIDAY_5PM)
    evaluation = make_evaluation(work_groups=[group])
    evidence.bring_in_feedback(evaluation, by=evaluator, at=FRIDAY_5PM)
    imported = make_evidence(evaluation, "Imported.", writer_agreed=False)

    for passage in [evaluation.evidence.first(), imported]:
        with pytest.raises(NotToBeQuoted):
            check(passage, evaluator, redacted=passage.redacted)


def test_nothing_is_ticked_once_published(quote, evaluator):
    Evaluation.objects.update(state="published")

    with pytest.raises(AlreadyPublished):
        check(quote, evaluator)


def test_both_wordings_stand_side_by_side_and_the_opening_is_logged(
    workspace, quote, evaluator
):
    page = workspace.get(at("check_quote", quote.pk))

    assert "Ada Brook helped." in page.text
    assert "[name] helped." in page.text
    assert page["Cache-Control"] == "no-store"
    entry = AuditEntry.objects.get(action="open_original")
    assert (entry.actor, entry.object_id) == (evaluator, str(quote.pk))


def test_quotes_are_checked_one_after_the_other(workspace, quote):
    evaluation = quote.evaluation
    second = make_evidence(
        evaluation, "Two\r\nlines.", redacted="Two\nlines.", strong_quote=True
    )
    plain = make_evidence(evaluation, "Not strong.")
    listed = workspace.get(at("list_quotes", evaluation.pk))
    assert "Ada Brook" not in listed.text
    assert "Not strong." not in listed.text
    assert listed.text.count("not checked yet") == 2

    to_second = workspace.post(
        at("check_quote", quote.pk), {"fit": "1", "redacted": "[name] helped."}
    )
    done = workspace.post(
        to_second["Location"], {"fit": "1", "redacted": "Two\r\nlines."}, follow=True
    )

    assert to_second["Location"] == at("check_quote", second.pk)
    assert done.redirect_chain[0][0] == at("list_quotes", evaluation.pk)
    fit = Evidence.objects.filter(fit_to_publish=True)
    assert set(fit) == {quote, second}
    assert plain not in fit


def test_the_words_that_were_read_are_what_is_ticked(workspace, quote):
    page = workspace.post(
        at("check_quote", quote.pk), {"fit": "1", "redacted": "Else."}, follow=True
    )

    assert "The words have changed since you read them." in text_of(page)
    assert not Evidence.objects.get().fit_to_publish


@pytest.mark.parametrize("kind", ["hub_lead", "work_group_lead"])
def test_nobody_but_the_hubs_evaluator_reaches_the_quotes(signed_in, quote, kind):
    for who in (make_staff(kind), make_staff("evaluator", hub=make_hub("Another Hub"))):
        client = signed_in(who)
        for page in (
            at("check_quote", quote.pk),
            at("list_quotes", quote.evaluation_id),
        ):
            assert client.get(page).status_code == 404
    assert AuditEntry.objects.filter(action="open_original").count() == 0


def test_coding_ticks_nothing_as_fit_to_publish(workspace, quote):
    workspace.post(
        at("code_passages", quote.evaluation_id),
        {"passage": quote.pk, "strong_quote": "on", "fit_to_publish": "on"},
    )

    assert not Evidence.objects.get().fit_to_publish
