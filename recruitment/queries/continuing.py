"""What became of last year's people in the year asked for, by place.

The conditions say the same as `figures.second_year_retention`; here they are parts of
a statement, so that a list can show the rows of each count.
"""

from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from recruitment.choices import SECURED, OptionCode, PlaceState
from recruitment.models import AnswerOption, Place, PlaceEvent
from recruitment.queries.figures import (
    CONTINUED,
    DEFERRED,
    LOSS_REASONS,
    LOST,
    NO_SECOND_PLACE,
)
from workgroups.counted_lists import REASON, Asked, CountedList, Split, add_list
from workgroups.models import Stage
from workgroups.words import LONDON

Rows = QuerySet[Any]
#: Reasons that are no row of AnswerOption: why somebody is not back.
NEVER_ASKED = "never_asked"
REASONS = {NEVER_ASKED: NO_SECOND_PLACE} | {str(k): v for k, v in LOSS_REASONS.items()}
#: Two states have one reason, so the first stands for both.
SAME_REASON = {PlaceState.INTERESTED: PlaceState.PROVISIONAL}


def last_years_people(places: Rows, asked: Asked) -> Rows:
    """The people of the asked hub who may be back in the asked year."""
    return may_be_back(places.filter(hub=asked.hub_id), asked.year, at=asked.at)


def may_be_back(places: Rows, year: int, *, at: datetime) -> Rows:
    """Places of the year before that were secured and may go on to a next stage.

    Annotated with `outcome`, and with `why` for those who are lost. People who moved to
    another hub are left out, because no hub lost them.
    """
    until = min(at, datetime(year, 11, 1, tzinfo=LONDON))
    next_stage = Stage.objects.filter(
        programme=OuterRef("programme"), order__gt=OuterRef("stage__order")
    )
    was_secured = PlaceEvent.objects.filter(
        place=OuterRef("pk"), to_state__in=SECURED, at__lte=until
    )
    cohort = places.filter(
        Exists(next_stage),
        Exists(was_secured),
        start_year=year - 1,
        work_group__isnull=False,
    ).exclude(state=PlaceState.MOVED)
    found = _with_outcome(cohort, until)
    return found.exclude(outcome=LOST, why=str(OptionCode.OTHER_HUB))


def _with_outcome(cohort: Rows, until: datetime) -> Rows:
    second = _second_places(until)
    is_back = Exists(second.filter(last__in=SECURED))
    is_deferred = Q(Exists(second.filter(last=PlaceState.DEFERRED))) | Q(
        own_last=PlaceState.DEFERRED
    )
    return cohort.alias(own_last=_last_state(until)).annotate(
        outcome=Case(
            When(is_back, then=Value(CONTINUED)),
            When(is_deferred, then=Value(DEFERRED)),
            default=Value(LOST),
            output_field=TextField(),
        ),
        why=Case(
            When(own_last=PlaceState.WITHDRAWN, then=_own_reason()),
            default=Coalesce(
                Subquery(second.order_by("-pk").values("why")[:1], TextField()),
                Value(NEVER_ASKED, TextField()),
            ),
            output_field=TextField(),
        ),
    )


def _last_state(until: datetime) -> Subquery:
    events = PlaceEvent.objects.filter(place=OuterRef("pk"), at__lte=until)
    return Subquery(events.order_by("-at", "-pk").values("to_state")[:1])


def _second_places(until: datetime) -> Rows:
    """The person's places in later stages of the programme, one year on."""
    given = Q(end_reason__isnull=False, state=F("last"))
    return (
        Place.objects.filter(
            participant=OuterRef("participant"),
            programme=OuterRef("programme"),
            start_year=OuterRef("start_year") + 1,
            stage__order__gt=OuterRef("stage__order"),
        )
        .exclude(state=PlaceState.MOVED)
        .annotate(last=_last_state(until))
        .filter(last__isnull=False)
        .annotate(
            why=Case(
                When(given, then=Cast("end_reason_id", TextField())),
                *(
                    When(last=one, then=Value(str(two)))
                    for one, two in SAME_REASON.items()
                ),
                default=Cast("last", TextField()),
                output_field=TextField(),
            )
        )
    )


def _own_reason() -> Case:
    """The reason given with a withdrawal in the first year."""
    return Case(
        When(
            end_reason__isnull=False,
            state=PlaceState.WITHDRAWN,
            then=Cast("end_reason_id", TextField()),
        ),
        default=Value(str(OptionCode.FIRST_YEAR_ENDED)),
        output_field=TextField(),
    )


def continued(asked: Asked) -> Q:
    return Q(outcome=CONTINUED)


def deferred(asked: Asked) -> Q:
    return Q(outcome=DEFERRED)


def not_back(asked: Asked) -> Q:
    """Lost, for the reason asked for where there is one."""
    reason = Q(why=asked.reason) if asked.reason else Q()
    return Q(outcome=LOST) & reason


def outcomes(asked: Asked) -> list[tuple[str, str, int]]:
    """Outcome, reason ("" but for the lost) and number of people. One statement."""
    rows = last_years_people(Place.objects.all(), asked).order_by()
    counted = rows.values("outcome", "why").annotate(n=Count("pk"))
    found: dict[tuple[str, str], int] = {}
    for outcome, why, n in counted.values_list("outcome", "why", "n"):
        key = (outcome, why if outcome == LOST else "")
        found[key] = found.get(key, 0) + n
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [(outcome, why, n) for (outcome, why), n in ordered]


def reason_labels() -> dict[str, str]:
    """Why somebody is not back, in words. One statement."""
    options = AnswerOption.objects.order_by().values_list("code", "label")
    return {**dict(options), **{str(code): text for code, text in REASONS.items()}}


def reasons(places: Rows, asked: Asked) -> Rows:
    """The places of people who were lost, with the reason as `value` and its `label`.

    The label is "" for a reason that is no AnswerOption.
    """
    label = AnswerOption.objects.filter(code=OuterRef("why")).values("label")
    return places.filter(outcome=LOST).annotate(
        value=F("why"),
        label=Coalesce(Subquery(label), Value(""), output_field=TextField()),
    )


def reason_named(asked: Asked) -> str:
    """The reason asked for, in words; "" for none and for one that nobody knows."""
    if not asked.reason:
        return ""
    known = REASONS.get(asked.reason)
    if known is not None:
        return known
    own = AnswerOption.objects.filter(Q(hub=asked.hub_id) | Q(hub=None))
    option = own.filter(code=asked.reason).first()
    return option.label if option else ""


BY_REASON = Split(
    REASON,
    "not back for year two, by reason",
    reasons,
    words=lambda reason, label: REASONS.get(reason, label or reason),
    is_by_size=True,
    named=reason_named,
)


def add_lists() -> None:
    for name, title, when, split in (
        ("back", "of last year’s people, back", continued, None),
        ("put-off", "of last year’s people, put off to a later year", deferred, None),
        ("not-back", "of last year’s people, not back", not_back, BY_REASON),
    ):
        add_list(CountedList(name, Place, title, when, last_years_people, split=split))
