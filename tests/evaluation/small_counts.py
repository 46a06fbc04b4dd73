"""The inputs of a report in which many counts are small."""

from datetime import date
from itertools import count

from evaluation.snapshots.inputs import (
    CodingInput,
    GroupInput,
    RatingInput,
    ReportInputs,
    ResponseInput,
)
from recruitment.queries.figures import CohortMember, FunnelEntry, SessionAttendance

PLACES = ["Ashby", "Birley", "Corby", "Dunmow"]  # one group in each
SET = 7


def group(pk: int, name: str) -> GroupInput:
    return GroupInput(
        pk=pk,
        title=f"Group {name}",
        authority=name,
        phase="Primary",
        stage="ECT 1",
        leads=1,
        sessions_held=2,
        first_on=date(2025, 10, 1),
        last_on=date(2025, 11, 1),
        days=2.0,
        delivered={},
    )


def funnel() -> list[FunnelEntry]:
    """Interested, offered, secured and came, by group."""
    stages = {1: (12, 12, 11, 10), 2: (9, 9, 7, 6), 3: (3, 3, 2, 1), 4: (8, 8, 6, 6)}
    return [
        FunnelEntry(pk, number < offered, number < secured, number < came)
        for pk, (interested, offered, secured, came) in stages.items()
        for number in range(interested)
    ]


def registers() -> list[SessionAttendance]:
    """(present, marked) by group: Corby has few, and no register of session 2."""
    marks = {
        1: [(11, 12), (9, 9), (2, 3), (8, 8)],
        2: [(12, 12), (8, 9), (0, 0), (3, 8)],
    }
    return [
        SessionAttendance(pk, number, date(2025, 10, number), marked, present)
        for number, cells in marks.items()
        for pk, (present, marked) in enumerate(cells, start=1)
    ]


def cohort() -> list[CohortMember]:
    """Continued and lost: 8 and 5, 6 and 2, 7 and 6, 5 and 5; reasons 11, 5 and 2."""
    outcomes = {1: (8, 5), 2: (6, 2), 3: (7, 6), 4: (5, 5)}
    lost_to = {1: "moved school", 2: "left teaching", 3: "no cover", 4: "no cover"}
    return [
        CohortMember(pk, False, "continued" if number < stayed else "lost", why)
        for pk, (stayed, lost) in outcomes.items()
        for why in [lost_to[pk]]
        for number in range(stayed + lost)
    ]


#: Agreed and not, or wrote of the theme and not: by group.
AGREED = {1: (6, 6), 2: (3, 9), 3: (6, 5), 4: (2, 11)}


def ratings() -> list[RatingInput]:
    return [
        RatingInput(
            SET, "session", pk, "useful", "Useful?", 4 if number < agreed else 3
        )
        for pk, (agreed, other) in AGREED.items()
        for number in range(agreed + other)
    ]


def paired() -> list[RatingInput]:
    """Before and after: 8 rose, 3 stayed, 1 fell; 2 answered before, 3 after only."""
    ways = [(2, 4)] * 8 + [(3, 3)] * 3 + [(4, 3)]
    found = []
    for number, (before, after) in enumerate(ways):
        who = f"p{number}"
        found.append(RatingInput(8, "baseline", 1, "sure", "Sure?", before, who))
        found.append(RatingInput(9, "final", 1, "sure", "Sure?", after, who))
    once = [
        RatingInput(8, "baseline", 1, "sure", "Sure?", 1, f"q{n}") for n in range(2)
    ]
    late = [RatingInput(9, "final", 1, "sure", "Sure?", 1, f"z{n}") for n in range(3)]
    return found + once + late


def responses_and_codings() -> tuple[list[ResponseInput], list[CodingInput]]:
    numbers, responses, coded = count(1), [], []
    for pk, (wrote, other) in AGREED.items():
        for number in range(wrote + other):
            name = next(numbers)
            responses.append(ResponseInput(f"r{name}", SET, pk, True))
            if number < wrote:
                coded.append(
                    CodingInput(
                        *(name, "written", 1, f"r{name}", None),
                        *("person", None, date(2026, 7, 1)),
                    )
                )
    return responses, coded


def inputs() -> ReportInputs:
    responses, coded = responses_and_codings()
    return ReportInputs(
        as_at=date(2026, 11, 3),
        hub={"name": "Wolds", "slug": "wolds", "smallest_count": 5},
        evaluation={
            "pk": 1,
            "title": "SKTM",
            "start_year": 2025,
            "year": "2025/26",
            "strategic_goal": "",
            "case": "",
            "context": "",
            "activity": "",
            "conclusion": "",
        },
        groups=[group(pk, name) for pk, name in enumerate(PLACES, start=1)],
        recruiting_authorities=[],
        schools=0,
        leads=0,
        question_sets={SET: {"title": "After a session", "kind": "session"}},
        forms=[],
        questions=[
            {
                "group_number": 1,
                "group_title": "ECTs",
                "letter": "a",
                "text": "Why?",
                "figures": [],
                "answers": 4,
                "themes": [],
            }
        ],
        visits=[],
        responses=responses,
        ratings=ratings() + paired(),
        themes=[
            {
                "pk": 1,
                "name": "Mentors",
                "kind": "finding",
                "finding": "x",
                "description": "",
                "origin": "person",
            }
        ],
        implications=[],
        codings=coded,
        evidence=[],
        last_year=[],
        funnel=funnel(),
        attendance=registers(),
        cohort=cohort(),
    )
