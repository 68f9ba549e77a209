"""Two printings of one text, compared."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(1024)  # one page asks for most of its lines more than once
def key(text: str) -> str:
    """A text reduced to its letters and digits, to compare two printings of it."""
    return re.sub(r"[\W_]+", "", text.casefold())
