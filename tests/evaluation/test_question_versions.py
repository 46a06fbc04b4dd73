"""Rewording a question that was asked writes a new version, after a warning."""

import pytest
from django.urls import reverse

from evaluation.actions import questions
from evaluation.models import Question, QuestionSet
from tests.admin_forms import shown_on
from tests.factories import make_form, make_hub, make_staff, make_work_group
from workgroups.models import AuditEntry

pytestmark = pytest.mark.django_db


def own_set(hub=None, *, asked=True) -> QuestionSet:
    group = make_work_group(hub=hub or make_hub())
    if asked:
        return make_form(group).question_set
    return questions.question_set_for(group.hub, "session")


def url_of(question_set) -> str:
    return reverse("admin:evaluation_questionset_change", args=[question_set.pk])


def wording(question_set) -> dict[str, str]:
    return dict(question_set.questions.order_by("number").values_list("key", "text"))


def posted(client, question_set, **changes):
    url = url_of(question_set)
    return client.post(url, {**shown_on(client, url), **changes}, follow=True)


def test_a_reworded_question_is_warned_of_and_nothing_is_saved(signed_in):
    old = own_set()
    before = wording(old)
    office = signed_in(make_staff("hub_lead"))

    page = posted(office, old, **{"questions-0-text": "How was it?"}).content.decode()

    assert "Nothing is saved yet" in page
    assert "cannot be compared with earlier ones" in page
    assert "What we write" not in page
    assert (wording(old), QuestionSet.objects.filter(hub=old.hub).count()) == (
        before,
        1,
    )


def test_saved_again_it_is_a_new_version_with_a_key_of_its_own(signed_in):
    old = own_set()
    before = wording(old)
    lead = make_staff("hub_lead")
    office = signed_in(lead)
    change = {"questions-0-text": "How was it?", "questions-1-hint": "A hint."}
    first = posted(office, old, **change)
    key = first.context["asked_first"].key

    page = posted(office, old, **change, read_first=key).content.decode()

    new = questions.question_set_for(old.hub, "session")
    assert (new.version, new.title, new.kind) == (3, old.title, "session")
    assert "Version 3 is asked from now on." in page
    assert wording(old) == before
    assert list(wording(new)) == ["useful_v3", "supported", "words"]
    assert wording(new)["useful_v3"] == "How was it?"
    assert new.questions.get(key="supported").hint == "A hint."
    entry = AuditEntry.objects.get(action="write_version")
    assert (entry.actor, entry.object_id) == (lead, str(new.pk))


def test_a_change_confirmed_for_other_words_is_asked_again(signed_in):
    old = own_set()
    office = signed_in(make_staff("hub_lead"))
    first = posted(office, old, **{"questions-0-text": "How was it?"})
    key = first.context["asked_first"].key

    posted(office, old, **{"questions-0-text": "Other words?", "read_first": key})

    assert QuestionSet.objects.filter(hub=old.hub).count() == 1


def test_a_question_that_is_taken_out_stays_in_the_version_that_was_asked(signed_in):
    old = own_set()
    office = signed_in(make_staff("hub_lead"))
    change = {"questions-2-DELETE": "on"}
    key = posted(office, old, **change).context["asked_first"].key

    posted(office, old, **change, read_first=key)

    new = questions.question_set_for(old.hub, "session")
    assert list(wording(new)) == ["useful", "supported"]
    assert list(wording(old)) == ["useful", "supported", "words"]


def test_a_hint_is_changed_and_an_unasked_set_reworded_without_a_version(signed_in):
    asked = own_set()
    office = signed_in(make_staff("hub_lead"))

    posted(office, asked, **{"questions-0-hint": "A hint."})

    assert asked.questions.get(key="useful").hint == "A hint."
    other = make_hub("Wolds")
    unasked = own_set(other, asked=False)
    theirs = signed_in(make_staff("hub_lead", hub=other))
    posted(theirs, unasked, **{"questions-0-text": "How was it?"})
    assert wording(unasked)["useful"] == "How was it?"
    assert QuestionSet.objects.filter(hub__isnull=False).count() == 2


def test_another_hub_rewords_nothing(signed_in):
    old = own_set()
    theirs = signed_in(make_staff("hub_lead", hub=make_hub("Wolds")))

    assert theirs.get(url_of(old)).status_code in (302, 403, 404)
    assert theirs.post(url_of(old), {}).status_code in (302, 403, 404)
    assert Question.objects.filter(hub=old.hub).count() == 3
