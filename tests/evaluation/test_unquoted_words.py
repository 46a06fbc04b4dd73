"""Words that may not be quoted count, and stand on no page of a lead or a hub."""

import pytest
from django.urls import reverse

from evaluation import queries
from evaluation.actions import evidence, feedback
from evaluation.models import Answer, Evidence
from tests import factories as make

pytestmark = pytest.mark.django_db
AT = make.FRIDAY_5PM
QUOTED = "More talk."
UNQUOTED = "Less haste."


@pytest.fixture
def form():
    """A closed form: five answered, and the words of two may not be quoted."""
    group = make.make_work_group()
    form = make.make_form(group)
    for quoted in [True, True, True, False, False]:
        make.make_response(form, quoted=quoted, words=QUOTED if quoted else UNQUOTED)
    feedback.close_form(form, at=AT)
    evaluation = make.make_evaluation(work_groups=[group])
    evidence.bring_in_feedback(evaluation, by=make.make_staff("evaluator"), at=AT)
    form.refresh_from_db()
    return form


@pytest.mark.parametrize(
    "kind", ["work_group_lead", "hub_lead", "hub_administrator", "evaluator"]
)
def test_nobody_reads_unquoted_words_among_the_results(signed_in, form, kind):
    Answer.objects.update(fit_to_share=True)  # ticked before leave was asked for
    reader = make.make_staff(kind)
    form.work_group.leads.add(reader)
    client = signed_in(reader)

    page = client.get(reverse("evaluation:show_feedback_form", args=[form.pk]))

    assert page.status_code == 200
    assert "5 people answered" in page.text
    assert page.text.count(QUOTED) == 3
    assert UNQUOTED not in page.text


def test_unquoted_words_are_not_shared_by_a_tick(form):
    for passage in Evidence.objects.order_by("number"):
        evidence.code_passage(
            passage,
            themes=[],
            strong_quote=True,
            fit_to_share=True,
            by=make.make_staff("evaluator"),
            at=AT,
        )

    shared = Answer.objects.filter(fit_to_share=True)

    assert sorted(shared.values_list("text", flat=True)) == [QUOTED] * 3
    assert queries.feedback_summary(form).comments == (QUOTED,) * 3


@pytest.mark.parametrize(("quoted", "is_disabled"), [(True, False), (False, True)])
def test_the_tick_is_disabled_where_words_may_not_be_quoted(
    signed_in, form, quoted, is_disabled
):
    passages = Evidence.objects.all()
    passage = passages.filter(answer__response__may_be_quoted=quoted).first()
    client = signed_in(make.make_staff("evaluator"))
    url = reverse("evaluation:code_passages", args=[passage.evaluation_id])

    page = client.get(url, {"passage": passage.pk}).text

    tick = page.split('id="id_fit_to_share"')[1].split(">")[0]
    assert ("disabled" in tick) is is_disabled
