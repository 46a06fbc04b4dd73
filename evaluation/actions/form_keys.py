"""The key of each open form, destroyed once the form has closed."""

from datetime import datetime, timedelta
from pathlib import Path

from evaluation import key_files
from evaluation.errors import KeyMissing
from evaluation.models import FeedbackForm

FOLDER = "form-keys"
LEFT_OVER_AFTER = timedelta(days=1)  # a file without a form, and half a file


def key_file(form_id: int) -> Path:
    return key_files.folder(FOLDER) / f"{form_id}.key"


def key_for_writing(form: FeedbackForm) -> bytes:
    """The form's key, made for its first answers.

    The caller holds the form's lock. Raises KeyMissing where there are answers without
    their key: a new one would hide that the folder is gone.
    """
    path = key_file(form.pk)
    if not path.exists() and form.encrypted_answers.exists():
        raise KeyMissing
    return key_files.find_or_make(path)


def key_for_reading(form_id: int) -> bytes:
    """The form's key. Raises KeyMissing."""
    key = key_files.find(key_file(form_id))
    if key is None:
        raise KeyMissing
    return key


def destroy_key(form_id: int) -> bool:
    return key_files.destroy(key_file(form_id))


def destroy_old_keys(*, at: datetime) -> int:
    """Destroy the keys of closed forms, and files that belong to no form.

    It finishes what a killed process left undone. A file without a form may belong to
    one that is not committed yet, so it stays for a day.
    """
    files = list(key_files.folder(FOLDER).glob("*"))
    named = {path: int(path.stem) for path in files if path.match("[0-9]*.key")}
    forms = FeedbackForm.objects.filter(pk__in=named.values())
    closed = dict(forms.values_list("pk", "closed_at"))
    old = (at - LEFT_OVER_AFTER).timestamp()
    doomed = [
        path
        for path in files
        if (
            closed.get(named[path])
            if named.get(path) in closed
            else _is_older(path, old)
        )
    ]
    return sum(key_files.destroy(path) for path in doomed)


def _is_older(path: Path, than: float) -> bool:
    try:
        return path.stat().st_mtime < than
    except FileNotFoundError:
        return False
