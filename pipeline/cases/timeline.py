"""A case as an analyst sees it: its stories in time, its latest stage, who and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.places import Region, region_of
from pipeline.records import Article, Assessment, Role, Status

_DECIDED = (Status.TERBUKTI, Status.TIDAK_TERBUKTI)


@dataclass(frozen=True, slots=True)
class Case:
    """Stories of one case, oldest first. ``status``: the latest decision told, else ``dugaan``."""

    id: str
    stories: Sequence[tuple[Article, Assessment]]

    @property
    def title(self) -> str:
        """The headline of the latest story."""
        return self.stories[-1][0].title

    @property
    def status(self) -> Status:
        decided = [assessment.status for _, assessment in self.stories if assessment.status in _DECIDED]
        return decided[-1] if decided else Status.DUGAAN

    @property
    def chance(self) -> float:
        """The highest chance of its stories."""
        return max(assessment.flagged_probability for _, assessment in self.stories)

    @property
    def first(self) -> datetime | None:
        return min((a.published_at for a, _ in self.stories if a.published_at), default=None)

    @property
    def last(self) -> datetime | None:
        return max((a.published_at for a, _ in self.stories if a.published_at), default=None)

    @property
    def outlets(self) -> list[str]:
        return list(dict.fromkeys(article.outlet for article, _ in self.stories))

    @property
    def persons(self) -> list[str]:
        """Names of the accused, as first told."""
        return list(
            dict.fromkeys(m.person for _, a in self.stories for m in a.mentions if m.role is Role.TERDUGA and m.person)
        )

    @property
    def groups(self) -> list[str]:
        return sorted({m.group.value for _, a in self.stories for m in a.mentions if m.role is Role.TERDUGA})

    @property
    def region(self) -> Region | None:
        """The first region one of its stories tells."""
        found = (region_of(article.title, article.text, article.place) for article, _ in self.stories)
        return next((region for region in found if region and region.code), None)
