"""Pseudonyms that pair a person's answers over the years, and their keys.

A pseudonym is an HMAC of participant and programme under the key of the hub and the
cohort, so it also pairs year one with year two. The key is a file: nobody holding the
database alone can turn a pseudonym back into a person.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from evaluation import key_files
from evaluation.choices import PAIRED, QuestionSetKind
from evaluation.models import FeedbackForm, FeedbackRequest, Response
from evaluation.queries.cohorts import cohorts
from evaluation.rules import Pattern
from recruitment.models import Place

FOLDER = "pairing"


def key_file(hub_id: int, cohort: int) -> Path:
    return key_files.folder(FOLDER) / f"{hub_id}-{cohort}.key"


def pseudonyms(places: Iterable[Place]) -> dict[int, str]:
    """The pseudonym of each place's person in its programme, by place id."""
    places = list(places)
    cohort_of = cohorts(places)
    files = {place.pk: key_file(place.hub_id, cohort_of[place.pk]) for place in places}
    keys = {
        file: key_files.find_or_make(file) for file in dict.fromkeys(files.values())
    }
    return {place.pk: _pseudonym(place, keys[files[place.pk]]) for place in places}


def _pseudonym(place: Place, key: bytes) -> str:
    about = f"participant {place.participant_id} programme {place.programme_id}"
    return hmac.new(key, about.encode(), hashlib.sha256).hexdigest()


def patterns_of(hub_id: int) -> dict[str, Pattern]:
    """The forms that each pseudonym of a hub links."""
    rows = Response.objects.filter(hub=hub_id).exclude(pseudonym="")
    forms: dict[str, set[int]] = defaultdict(set)
    for pseudonym, form in rows.order_by().values_list("pseudonym", "form"):
        forms[pseudonym].add(form)
    return {each: tuple(sorted(found)) for each, found in forms.items()}


def close_pairing(*, hub_id: int, cohort: int) -> bool:
    """Destroy a cohort's key, so its pseudonyms can never be turned back.

    True where there was a key.
    """
    return key_files.destroy(key_file(hub_id, cohort))


def close_finished_pairings() -> int:
    """Destroy the key of each cohort whose follow-up has closed.

    It stays while a form of the cohort that is paired is open.
    """
    files = key_files.folder(FOLDER).glob("*-*.key")
    named = [tuple(map(int, path.stem.split("-"))) for path in files]
    return sum(
        close_pairing(hub_id=hub, cohort=cohort)
        for hub, cohort in named
        if _is_finished(hub, cohort)
    )


def _is_finished(hub_id: int, cohort: int) -> bool:
    paired = FeedbackForm.objects.filter(hub=hub_id, question_set__kind__in=PAIRED)
    followed = paired.filter(question_set__kind=QuestionSetKind.FOLLOW_UP)
    if not _asks(followed.exclude(closed_at=None), cohort):
        return False
    return not _asks(paired.filter(closed_at=None), cohort)


def _asks(forms: Iterable[FeedbackForm], cohort: int) -> bool:
    """Whether one of these forms asks somebody of the cohort."""
    requests = FeedbackRequest.objects.filter(form__in=forms).select_related("place")
    return cohort in cohorts(each.place for each in requests).values()
