"""The store of HTTP sessions: the database, with one statement for a new one."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.utils.crypto import get_random_string


class SessionStore(db.SessionStore):
    def _get_new_session_key(self) -> str:
        """A random key, without looking whether a session has it already.

        A new session is inserted, never updated, and `create` draws another key where
        the database refuses one that is taken.
        """
        return get_random_string(32, VALID_KEY_CHARS)
