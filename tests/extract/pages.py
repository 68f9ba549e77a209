"""Pages made of a theme and a story: what each should give is known to the word.

A theme (``themes/*.html``) holds the markup of one family of news sites, with all that stands around a story there; the
stories are articles of the corpus whose text holds no page furniture of its own.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, Template

from pipeline.extract.captions import is_caption
from pipeline.extract.furniture import blank_furniture
from pipeline.extract.signature import without_signature
from pipeline.learn.corpus import LabelledArticle, read_corpus
from pipeline.records import Page

ROOT = Path(__file__).resolve().parents[2]
THEMES = Path(__file__).with_name("themes")
ZONE = ZoneInfo("Asia/Makassar")
_DAYS = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
_MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
_PEOPLE = ("Nadia Rahmi", "Bagas Prasetyo", "Yustina Kelen", "Rizal Amri", "Made Suardika", "Fitri Handayani")


@dataclass(frozen=True)
class Made:
    """A page and what it should give. ``others``: headlines around the story, ``caption``: below its picture."""

    page: Page
    title: str
    text: str
    published: datetime
    author: str
    others: tuple[str, ...]
    caption: str


def themes() -> list[str]:
    """The names of all themes."""
    return sorted(path.stem for path in THEMES.glob("*.html"))


def _is_bare(text: str) -> bool:
    """Whether nothing of an article would be taken out of it: furniture, a signature, captions."""
    return (
        blank_furniture(text) == text
        and without_signature(text)[0] == text
        and not any(map(is_caption, text.split("\n")))
    )


@cache
def stories() -> list[LabelledArticle]:
    """Articles that give clean paragraphs, in a fixed order."""
    chosen = [
        article
        for article in read_corpus(ROOT / "corpus" / "articles")
        if _is_bare(article.text) and 4 <= article.text.count("\n\n") <= 14
        and 120 <= len(article.text.split()) <= 400 and "\n" not in article.text.replace("\n\n", "")
    ]  # fmt: skip
    random.Random(3).shuffle(chosen)
    return chosen


@cache
def _template(theme: str) -> Template:
    return Environment(loader=FileSystemLoader(THEMES), autoescape=True).get_template(f"{theme}.html")


def _in_words(moment: datetime) -> str:
    return f"{_DAYS[moment.weekday()]}, {moment.day} {_MONTHS[moment.month - 1]} {moment.year} {moment:%H:%M} WITA"


def make(theme: str, number: int) -> Made:
    """The page of one theme with the story of that number."""
    every = stories()
    return dress(theme, every[(number * 37 + sum(map(ord, theme))) % len(every)], number)


def dress(theme: str, article: LabelledArticle, number: int = 0) -> Made:
    """An article as the page of one theme; the number decides what stands around it."""
    dice, every = random.Random(f"{theme} {number}"), stories()
    others = tuple(other.title for other in dice.sample(every, 4) if other is not article)
    local = datetime(article.published.year, article.published.month, article.published.day, 9, 41, tzinfo=ZONE)
    author, editor = dice.sample(_PEOPLE, 2)
    outlet, caption = "Kabar Tepian", f"Suasana di Kantor Bawaslu setempat. (Foto: {author}/Kabar Tepian)"
    html = _template(theme).render(
        title=article.title, paragraphs=article.text.split("\n\n"), others=others, author=author, editor=editor,
        outlet=outlet, caption=caption, iso=local.isoformat(), later=(local + timedelta(hours=2)).isoformat(),
        day=_in_words(local), slashed=f"{local:%Y/%m/%d %H:%M:%S}", url=f"https://kabartepian.example/{theme}/{number}",
    )  # fmt: skip
    page = Page(
        f"https://kabartepian.example/{theme}/{number}", "kabar-tepian", outlet, "Asia/Makassar",
        datetime(2027, 1, 1, tzinfo=UTC), (html,),
    )  # fmt: skip
    return Made(page, article.title, article.text, local.astimezone(UTC), author, others, caption)


def overlap(found: str, gold: str) -> tuple[int, int, int]:
    """Words in both, found, and wanted; a word counts as often as it stands."""
    said, true = Counter(found.split()), Counter(gold.split())
    return (said & true).total(), said.total(), true.total()
