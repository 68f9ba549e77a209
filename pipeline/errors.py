"""One error root, few leaves; each message says what to do."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Collection
from difflib import get_close_matches

_MAKE_ROOM = "Make room on the disk and run it again: what is kept stays kept."
_RIGHTS = "Check the name and the rights."
_STORE_ADVICE = {
    sqlite3.SQLITE_BUSY: "Is another run going? Wait, or use --db.",
    sqlite3.SQLITE_FULL: _MAKE_ROOM,
    sqlite3.SQLITE_READONLY: _RIGHTS,
    sqlite3.SQLITE_CANTOPEN: _RIGHTS,
    sqlite3.SQLITE_CORRUPT: "It is damaged: go back to a backup, or run again on a new store.",
}


class NetralitasError(Exception):
    """Anything this program refuses, with the mend in its message."""


class SourceFileError(NetralitasError):
    """A source file that cannot be read as one."""


class DataError(NetralitasError):
    """A file of facts in ``data/`` that says what nothing reads."""


class CorpusError(NetralitasError):
    """Labelled data that breaks the label scheme."""


class ModelError(NetralitasError):
    """A model that is missing, damaged or made for another version."""


class InputError(NetralitasError):
    """Text, a file or an address that cannot be assessed. ``code`` is a failure code."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


class ConflictError(NetralitasError):
    """Somebody else decided in between; nothing was changed."""


def unknown_key(key: str, known: Collection[str]) -> str:
    """What to say of a key that nobody reads in a file that people write."""
    near = get_close_matches(key, known, 1)
    return f"unknown key {key!r}. {f'Did you mean {str(near[0])!r}? ' if near else ''}Known are {', '.join(known)}"


def store_advice(problem: sqlite3.Error) -> str:
    """What to do where SQLite refuses."""
    return _STORE_ADVICE.get(getattr(problem, "sqlite_errorcode", 0) & 0xFF, "'netralitas db check' tells more.")


def is_forbidden(problem: Exception) -> bool:
    """Whether the rights of a file or its folder stand in the way."""
    if isinstance(problem, OSError):
        return problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
    return isinstance(problem, sqlite3.Error) and store_advice(problem) == _RIGHTS


def store_refused(problem: sqlite3.Error) -> str:
    """What to say where SQLite refuses."""
    return f"the store cannot be used ({problem}). {store_advice(problem)}"


def file_refused(problem: OSError) -> str:
    """What to say where the system refuses a file."""
    advice = _MAKE_ROOM if problem.errno in (errno.ENOSPC, errno.EDQUOT) else _RIGHTS
    return f"{problem.filename or 'a file'}: {problem.strerror}. {advice}"
