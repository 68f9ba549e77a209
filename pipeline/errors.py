"""One error root, few leaves; each message says what to do."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches


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
