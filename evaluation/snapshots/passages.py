"""Which comments a report lists: those of earlier reports, and enough others.

A comment that is listed for the first time, with its themes, would otherwise be known
as one of the form that closed between two reports, or of the few read meanwhile.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from evaluation.snapshots.inputs import EvidenceInput, ReportInputs
from evaluation.snapshots.repeats import Addition


def listed(inputs: ReportInputs) -> ReportInputs:
    """The inputs without the comments that must wait.

    Comments of forms that no report of the hub and year has counted wait until they are
    enough together. Comments that no report of this evaluation has counted as read
    wait as if they were unread. What was said or seen on a visit has no form and never
    waits.
    """
    forms = _forms_counted(inputs)
    late = _waiting([one for one in _written(inputs) if one.form not in forms], forms)
    cited = {one.evidence for one in inputs.codings}
    read = {number for each in _of_evaluation(inputs) for number in _counted(each)}
    unread = _waiting(
        [
            one
            for one in _written(inputs)
            if (one.is_read or one.number in cited) and one.number not in late | read
        ],
        read,
    )
    return replace(
        inputs,
        evidence=[
            replace(one, is_read=one.is_read and one.number not in unread)
            for one in inputs.evidence
            if one.number not in late
        ],
        codings=[one for one in inputs.codings if one.evidence not in late | unread],
    )


def _written(inputs: ReportInputs) -> list[EvidenceInput]:
    return [one for one in inputs.evidence if one.form]


def _waiting(new: Collection[EvidenceInput], before: Collection[int]) -> set[int]:
    """The numbers of new comments that must wait; none where nothing was counted."""
    forms = {one.form for one in new}
    if not before or Addition(len(new), len(forms), reveals=False).is_enough:
        return set()
    return {one.number for one in new}


def _forms_counted(inputs: ReportInputs) -> set[int]:
    """Forms whose comments an earlier report has counted.

    A report made before forms were noted has counted the forms of what it listed.
    """
    forms = {
        form for each in inputs.earlier for form in each["evidence"].get("forms", [])
    }
    numbers = {number for each in _of_evaluation(inputs) for number in _counted(each)}
    return forms | {one.form for one in inputs.evidence if one.number in numbers} - {0}


def _of_evaluation(inputs: ReportInputs) -> Iterable[Mapping[str, Any]]:
    """What earlier reports of this evaluation say of evidence; numbers are its own."""
    pk = inputs.evaluation["pk"]
    return [
        each["evidence"] for each in inputs.earlier if each["evaluation"]["pk"] == pk
    ]


def _counted(evidence: Mapping[str, Any]) -> set[int]:
    """The comments that a report counted as read; of an old report, what it listed."""
    if "counted" in evidence:
        return set(evidence["counted"])
    quoted = {one["number"] for one in evidence["quotes"]}
    return quoted.union(*(row["numbers"] for row in evidence["others"]))
