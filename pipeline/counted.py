"""Numbers beside what they count, in words."""

from __future__ import annotations


def counted(number: int, one: str, more: str = "") -> str:
    """``1 story``, ``2 stories``; ``more`` is ``one`` with an s unless given."""
    return f"{number} {one if number == 1 else more or one + 's'}"
