"""What one run is asked for, beyond what the sources say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Plan:
    """The wishes and the bounds of one run, over all its sources.

    ``search`` asks the outlets' own search for words instead of reading what is newest; ``since`` goes back
    to a day. ``seconds``, ``pages`` (stories) and ``bytes`` (of bodies) bound the run: what is left over
    waits in the store for the next one. ``lists_only`` reads what the sources list and no story. ``any_text`` takes
    answers that are no page too, such as JSON.
    """

    search: str | None = None
    since: date | None = None
    seconds: float | None = None
    pages: int | None = None
    bytes: int | None = None
    lists_only: bool = False
    any_text: bool = False

    @property
    def goes_back(self) -> bool:
        """Whether it asks for more than what is new: nothing is then left out because it was read before."""
        return bool(self.search or self.since)


ALL_NEW = Plan()
"""What is new, without bounds."""
