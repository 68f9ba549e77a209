"""Two printings of one text, compared."""

from __future__ import annotations

import re


def key(text: str) -> str:
    """A text reduced to its letters and digits, to compare two printings of it."""
    return re.sub(r"[\W_]+", "", text.casefold())
