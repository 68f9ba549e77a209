"""The gate: pages that cannot be on topic, told from a quick look at their main text before they are read, and stories
that cannot be, told from their own text before they are assessed.

To be flagged, or to accuse anybody, a story names a covered group, and an election or neutrality; ``data/gate.toml``
says by which words, and they are the tagger's and the model's own. Menus and headlines of other stories name
both on every page, so that a search in the bytes of a page would set nothing aside: what is searched is the
main text as resiliparse sees it, which takes about a twentieth of the time of reading a page, and what it leaves out in whole
sentences: a story in a list, or folded up. Some headlines of other stories are still among it; the text that was read holds none, and assessing
it takes a third of the time of reading it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain

from pipeline.language.normal import normalise
from pipeline.records import Article, Page
from pipeline.shipped import read_toml

_WORD = re.compile(r"[^\W\d_]+|\d+")
_LONGEST = 3
_JOINERS = dict.fromkeys(map(ord, "\u200c\u200d"))
"""They part no word; in a text they stay, since emoji are made with them."""
Phrases = dict[str, frozenset[str]]
_TITLE = re.compile(r"<title\b[^>]*>([^<]{0,500})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Gate:
    """What is looked for: phrases by their first word."""

    least_words: int
    sentence_words: int
    group: Phrases
    topic: Phrases
    accusable: Phrases
    accusation: Phrases


def off_topic(page: Page) -> bool:
    """Whether the full path would find nothing on this page, neither a flag nor an accused person.

    Pages with little main text are never set aside: it takes the full path to tell what they are.
    """
    main, others = quick_look(page)
    return _is_story(main) and not on_topic("\n".join([titles(page), main, *others]))


def story_off_topic(article: Article) -> bool:
    """The same for a story that was read: whether assessing it would find nothing."""
    return _is_story(article.text) and not on_topic(f"{article.title}\n{article.text}")


def _is_story(text: str) -> bool:
    return len(text.split()) >= _gate().least_words


def on_topic(text: str) -> bool:
    """Whether a text names a covered group, and elections, neutrality, or what accuses a village head."""
    gate, words = _gate(), _words(text)
    if not _names(gate.group, words):
        return False
    return _names(gate.topic, words) or (_names(gate.accusable, words) and _names(gate.accusation, words))


def quick_look(page: Page) -> tuple[str, list[str]]:
    """The main text of a page's documents by resiliparse, and the other long lines of theirs; empty where it cannot tell."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    try:
        trees = [HTMLTree.parse(html) for html in page.html]
        main, whole = (
            "\n".join(extract_plain_text(tree, main_content=only, alt_texts=False) for tree in trees)
            for only in (True, False)
        )
    except (TypeError, ValueError):  # such as half a character
        return "", []
    seen, least = set(main.split("\n")), _gate().sentence_words
    return main, [line for line in whole.split("\n") if line.count(" ") >= least and line not in seen]


def titles(page: Page) -> str:
    """The words of a page's titles, in the feed and in its head."""
    from html import unescape

    found = (_TITLE.search(html) for html in page.html)
    return unescape("\n".join((page.title or "", *(match[1] for match in found if match))))


@cache
def _gate() -> _Gate:
    from pipeline.assess.reading import cue_data
    from pipeline.mentions.lexicon import lexicon

    data = read_toml("gate.toml")
    terms = {phrase: term.group for phrase, term in lexicon().terms.items() if term}

    def phrases(groups: Iterable[str], families: Iterable[str]) -> Iterator[str]:
        yield from (phrase for phrase, group in terms.items() if group in groups)
        for family in families:
            yield from cue_data()[family]["frasa"]

    return _Gate(
        least_words=data["least_words"],
        sentence_words=data["sentence_words"],
        group=_searchable(terms),
        topic=_searchable(chain(phrases(data["groups"], data["families"]), data["words"]), data["but"]),
        accusable=_searchable(phrases(data["accused"]["groups"], ())),
        accusation=_searchable(phrases((), data["accused"]["families"])),
    )


def _words(text: str) -> list[str]:
    """The words of a text in small letters, those that the tagger knows as misspelt spelt right."""
    from pipeline.mentions.lexicon import lexicon

    right = lexicon().misspelt
    return [right.get(word, word) for word in _WORD.findall(normalise(text).translate(_JOINERS).lower())]


def _searchable(phrases: Iterable[str], but: Iterable[str] = ()) -> Phrases:
    """Phrases as ``_names`` looks for them: of long ones the beginning stands for the whole."""
    by_first: dict[str, set[str]] = {}
    for words in {_opening(phrase) for phrase in phrases} - {_opening(phrase) for phrase in but}:
        by_first.setdefault(words[0], set()).add(" ".join(words))
    return {first: frozenset(known) for first, known in by_first.items()}


def _opening(phrase: str) -> tuple[str, ...]:
    return tuple(_words(phrase)[:_LONGEST])


def _names(phrases: Phrases, words: list[str]) -> bool:
    return any(
        " ".join(words[at : at + length]) in phrases[word]
        for at, word in enumerate(words)
        if word in phrases
        for length in range(1, _LONGEST + 1)
    )
