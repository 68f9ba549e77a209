"""Indonesian page furniture: what a page prints around a story, taken out line by line.

These lines carry the headlines of other stories ("Baca juga: Camat … Terbukti Tidak Netral"), so
that one left in accuses people of whom the story does not speak. The rules are data, in
``data/furniture.toml``.

Where line breaks are lost, a pointer stands inside a paragraph: "… katanya. Baca juga: Judul
Berita Lain Pemerintah Kota …". It is cut where the end of the headline can be told: at the next
pointer, the credits or the end of the line; before a quotation; before a word that opens a
sentence, or a capital letter glued to a small one; before the subject of a verb in the full form
that headlines do without ("menuturkan"); after a headline that closes with a full stop. Where
nothing of this holds, the passage is set on a line of its own and left as it is, pointer and all:
no word of the story is lost, and the line shows what it is.

Three things cannot be told apart by words alone: a headline of which one half reads as a sentence
opening; a subject whose first words end the headline ("… Diperiksa Bawaslu Kota Minyak
menegaskan", where the cut may fall a word early or late); and the headlines listed under a bare
"Baca juga", which go only while they carry list marks or are written in headline capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from pipeline.language.normal import normalise
from pipeline.shipped import read_toml

MAX_HEADLINE_WORDS = 25
MAX_HEADLINE = 220
MAX_BLANKED = 10_000
_WINDOW = 600  # as much of a line as a decision about a headline looks at
_MAX_LINE = 600  # longer lines are paragraphs, never furniture as a whole
_POINTERS = 2  # the first rules for lines are those for pointers and their headings
_TAIL = 600  # as much of the end of a line as shows whether credits close it
_PASSES = 20  # bounds the work on text made to be stripped over and over; stories take two

_MARKS = " \t*_|•·●▪–—-►▶»>"
_LIST_MARK = re.compile(r"\s*[*•·●▪►▶»>–—-]")
_SENTENCE_END = re.compile(r"""[.!?]["”'’)\]]{0,2}$|[)\]]$""")
_SENTENCE_BREAK = re.compile(
    r"(?:(?<=[A-Za-z\d]{2})|(?<=[”\")]))(?<!\bNo)(?<!\bJl)(?<!\bHj)(?<!\b[Dd]r)(?<!\bDrs)(?<!\bIr)"
    r"\. ?(?=[A-Z“\"(\[])"
)


@dataclass(frozen=True, slots=True)
class _Line:
    pattern: re.Pattern[str]
    then: str
    spares: bool


@dataclass(frozen=True, slots=True)
class _Rules:
    lines: tuple[_Line, ...]
    endings: tuple[re.Pattern[str], ...]
    inside: tuple[tuple[re.Pattern[str], str], ...]
    pointer: re.Pattern[str]
    credit: re.Pattern[str]
    authors: frozenset[str]
    opener: re.Pattern[str]
    subject: re.Pattern[str]
    post: re.Pattern[str]
    reported: re.Pattern[str]
    people: re.Pattern[str]
    house: re.Pattern[str]
    small_words: frozenset[str]


@cache
def _rules() -> _Rules:
    data = read_toml("furniture.toml")
    credits, prose = data["credits"], data["prose"]
    labels = sorted(credits["author"] + credits["other"], key=len, reverse=True)
    printed = "|".join(re.escape(form) for word in labels for form in (word, word.upper()))
    words = "|".join(prose["openers"])
    glued = r"(?<=[a-z]{2})(?=[A-Z][a-z]+ [a-z])|(?<=\d)(?=[A-Z][a-z]+ )"
    return _Rules(
        lines=tuple(
            _Line(re.compile(rule["pattern"], re.IGNORECASE), rule.get("then", ""), rule.get("spares", False))
            for rule in data["line"]
        ),
        endings=tuple(re.compile(rf"(?:^|(?<=[.!?”\")\]])) ?(?:{rule['pattern']})$") for rule in data["ending"]),
        inside=tuple((re.compile(rule["pattern"]), rule.get("becomes", "\n")) for rule in data["inside"]),
        pointer=re.compile("|".join(f"(?:{rule['pattern']})" for rule in data["pointer"])),
        credit=re.compile(rf"(?P<label>{printed})[ |]{{0,4}}[:：] {{0,3}}"),
        authors=frozenset(label.casefold() for label in credits["author"]),
        opener=re.compile(rf"(?:(?<=\s)|(?<=[a-z\d?!)\"”])|(?<=[A-Z][A-Z])|^)(?:{words})(?=,? )|{glued}"),
        subject=re.compile(rf"(?<=[a-z\d] )(?=(?:[A-Z][\w.'’/-]{{0,30}} ){{1,7}}(?:{prose['verbs']})\b)"),
        post=re.compile(
            rf"(?<=\w )(?<!Wakil )(?=(?:{'|'.join(prose['posts'])})\b"
            rf"(?:,? [A-Z][\w.'’/-]{{0,30}}){{0,10}},? (?:{prose['verbs']})\b)"
        ),
        reported=re.compile(rf"[,”\"] ?(?:{prose['reported']})(?:nya\b|,? (?:dia|ia|para)\b|,? [A-Z]|(?=[ .…]))"),
        people=re.compile(rf"(?i)\b(?:{prose['people']})\b"),
        house=re.compile(rf"(?i)\b(?:{prose['house']})\b"),
        small_words=frozenset(prose["small_words"]),
    )


def strip_furniture(text: str) -> str:
    """The text in its normal form without page furniture; the same when stripped again."""
    text = normalise(text)
    for _ in range(_PASSES):
        stripped = normalise("\n".join(_kept_lines(_broken_up(text))))
        if stripped == text:
            break
        text = stripped
    return text


def blank_furniture(text: str) -> str:
    """A normalised text, as long as before, with blanks where the furniture stands, so that offsets stay true.

    A text of more than ``MAX_BLANKED`` words is no story and stays as it is.
    """
    words = list(re.finditer(r"\S+", text))
    if len(words) > MAX_BLANKED or (stripped := strip_furniture(text)) == text:
        return text
    matcher = SequenceMatcher(None, [word.group() for word in words], stripped.split(), autojunk=False)
    characters = list(text)
    for kind, first, last, _, _ in matcher.get_opcodes():
        if kind == "delete":
            start, end = words[first].start(), words[last - 1].end()
            characters[start:end] = "\n" + " " * (end - start - 1)
    return "".join(characters)


def credits(text: str) -> list[tuple[str, str]]:
    """The credit lines of a text, as (label, name) in the order printed."""
    found = []
    for line in text.split("\n"):
        start = _credits_start(line)
        if start is not None:
            found += [(label, name) for label, name in _credit_parts(line[start:]) if name]
    return found


def credited_author(text: str) -> str | None:
    """The first name in the text credited as reporter or writer."""
    names = (name for label, name in credits(text) if label.casefold() in _rules().authors)
    return next(names, None)


def is_pointer(text: str) -> bool:
    """Whether a text opens with a pointer to another story, or is the heading of a list of them."""
    bare = text.strip(_MARKS)[:_WINDOW]
    if _rules().pointer.match(bare):
        return True
    return len(bare) <= _MAX_LINE and any(line.pattern.fullmatch(bare) for line in _rules().lines[:_POINTERS])


def ends_with_pointer(text: str) -> int | None:
    """Where the pointer begins that closes this text, if one does ("… katanya. Baca juga: ")."""
    base = max(0, len(text) - 60)
    for found in re.finditer(
        r"(?i)\b(?:baca|simak|lihat|tonton)(?: juga| pula)? {0,3}[:：]? {0,3}$",
        text[base:],
    ):
        words = found.group().split()
        if len(words) > 1 or found.group().rstrip().endswith((":", "：")):
            return base + found.start()
    return None


def looks_like_headline(line: str) -> bool:
    """Whether a line is written as headlines are: short, no full stop, capitals on its words."""
    bare = line.strip(_MARKS)
    words = bare.split()
    if not 3 <= len(words) <= MAX_HEADLINE_WORDS or _SENTENCE_END.search(bare) or bare[-1] in ",;:":
        return False
    return _in_title_case(bare)


def _broken_up(text: str) -> list[str]:
    """The lines of a text after cuts inside them, each cut leaving a line break."""
    for pattern, becomes in _rules().inside:
        text = pattern.sub(becomes, text)
    return [piece for line in text.split("\n") for piece in _pieces(_without_ending(line))]


def _kept_lines(lines: list[str]) -> Iterator[str]:
    then = ""
    for line in lines:
        bare = line.strip(_MARKS)
        rule = _line_rule(bare) if bare else None
        if rule:
            then = rule.then
        elif bare and not _follows(then, line):
            then = ""
            yield line
        elif not bare:
            yield line if not line or len(set(line.strip())) > 1 else ""


def _line_rule(bare: str) -> _Line | None:
    if len(bare) > _MAX_LINE:
        return None
    rule = next((rule for rule in _rules().lines if rule.pattern.fullmatch(bare)), None)
    return None if rule and rule.spares and _tells(bare) else rule


def _tells(bare: str) -> bool:
    """Whether a line tells of people: what somebody said, or a sentence about an office that does not speak for the outlet."""
    rules = _rules()
    if rules.reported.search(bare):
        return True
    return bool(rules.people.search(bare) and _SENTENCE_END.search(bare) and not rules.house.search(bare))


def _follows(then: str, line: str) -> bool:
    if not then or len(line) > _MAX_LINE:
        return False
    if then != "headlines":
        return bool(re.fullmatch(then, line.strip(), re.IGNORECASE))
    marked = bool(_LIST_MARK.match(line)) and not _SENTENCE_END.search(line.rstrip(_MARKS))
    return marked or looks_like_headline(line)


def _without_ending(line: str) -> str:
    end = len(line)
    while True:
        tail = line[max(0, end - _TAIL) : end]
        start = _credits_start(tail)
        if start is None:
            start = _ending_start(tail)
        if start is None or start == len(tail):
            return line if end == len(line) else line[:end].rstrip()
        end -= len(tail) - len(tail[:start].rstrip())


def _ending_start(line: str) -> int | None:
    base = max(0, len(line) - 300)
    for pattern in _rules().endings:
        found = pattern.search(line[base:])
        if found:
            return base + found.start()
    return None


def _credits_start(line: str) -> int | None:
    """Where the credits begin that close a line, or are all of it."""
    base = max(0, len(line) - 300)
    for found in _rules().credit.finditer(line, base):
        start = found.start()
        before = line[max(0, start - 200) : start].strip(_MARKS)
        names = [name for _, name in _credit_parts(line[start:])]
        if before and not (all(names) and _closes_paragraph(line[max(0, start - 200) : start])):
            continue
        if all(map(_is_name, names)):
            return start if before else 0
    return None


def _closes_paragraph(before: str) -> bool:
    """Whether credits may follow: after a sentence, glued to a word, or after half a paragraph."""
    glued = not before[-1].isspace()
    return glued or bool(_SENTENCE_END.search(before.rstrip())) or len(before.split()) > 4


def _credit_parts(tail: str) -> list[tuple[str, str]]:
    tail = re.split(r"(?i)\s?(?:copyright|©|dibaca ?:|dilihat ?:)", tail, maxsplit=1)[0]
    labels = list(_rules().credit.finditer(tail))
    ends = [found.start() for found in labels[1:]] + [len(tail)]
    return [
        (found["label"], tail[found.end() : end].strip(_MARKS + "/,")) for found, end in zip(labels, ends, strict=True)
    ]


def _is_name(value: str) -> bool:
    words = re.split(r"[\s/|&,]+", value)
    if len(value) > 80 or len(words) > 10 or re.search(r"[?!]|\.$", re.sub(r"\b[A-Z][A-Za-z]{0,3}\.$", "", value)):
        return False
    if len(words) == 1:
        return True
    particles = {
        "dan",
        "bin",
        "binti",
        "al",
        "el",
        "van",
        "de",
        "admin",
        "tim",
        "redaksi",
        "",
    }
    return all(not word[:1].islower() or word in particles for word in words)


def _pieces(line: str) -> list[str]:
    """A line cut at the pointers within it, without their headlines."""
    bare = line.lstrip(_MARKS)
    offset = len(line) - len(bare)
    starts = list(_rules().pointer.finditer(bare))
    if not starts or _line_rule(bare.rstrip(_MARKS)):
        return [line]
    pieces = [line[: offset + starts[0].start()].rstrip() if starts[0].start() else ""]
    ends = [found.start() for found in starts[1:]] + [len(bare)]
    for found, end in zip(starts, ends, strict=True):
        segment = bare[found.end() : end]
        headline = _headline_end(segment)
        pieces.append(bare[found.start() : end] if headline is None else segment[headline:])
    return [piece.strip() for piece in pieces if piece.strip()]


def _headline_end(segment: str) -> int | None:
    """Where the headline that opens the segment ends; None where that cannot be told."""
    bare = segment.strip()
    whole = len(bare) <= MAX_HEADLINE and len(bare.split()) <= MAX_HEADLINE_WORDS and not _SENTENCE_BREAK.search(bare)
    if whole and not _SENTENCE_END.search(bare):
        return len(segment)
    window = segment[:_WINDOW]
    for boundary in (_first_boundary, _before_subject, _before_post):
        end = boundary(window)
        if end is not None and _fits(window[:end]):
            return end
    told = bare[:1].islower() or _rules().reported.search(bare)  # a sentence after "Lihat juga:", not a headline
    return len(segment) if whole and not told else None


def _fits(headline: str) -> bool:
    return len(headline) <= MAX_HEADLINE and len(headline.split()) <= MAX_HEADLINE_WORDS


def _first_boundary(window: str) -> int | None:
    rules = (_before_quotation, _before_opener, _after_titled_sentences)
    return min((end for rule in rules if (end := rule(window)) is not None), default=None)


def _before_quotation(window: str) -> int | None:
    """Before a quoted sentence: one that closes on a stop, or does not close in sight."""
    for opening in re.finditer(r'“|"(?=\w)', window):
        closing = re.search(r'[”"]', window[opening.end() :])
        quoted = window[opening.end() :][: closing.start()] if closing else window[opening.end() :]
        if len(quoted.split()) > 2 and (not closing or quoted.rstrip()[-1:] in ",.?!"):
            return opening.start()
    return None


def _before_opener(window: str) -> int | None:
    for found in _rules().opener.finditer(window):
        if not found.group():
            return found.start()
        following = window[found.end() :].lstrip()
        if window[found.end()] == "," or following[:1].islower() or not _in_title_case(window[: found.start()]):
            return found.start()
    return None


def _before_subject(window: str) -> int | None:
    for found in _rules().subject.finditer(window):
        headline = window[: found.start()]
        if len(headline.split()) >= 3 and not _in_title_case(headline):
            return found.start()
    return None


def _before_post(window: str) -> int | None:
    sentence = _SENTENCE_BREAK.split(window, maxsplit=1)[0]
    starts = [found.start() for found in _rules().post.finditer(sentence)]
    return next((start for start in reversed(starts) if len(window[:start].split()) >= 2), None)


def _after_titled_sentences(window: str) -> int | None:
    end = None
    for found in _SENTENCE_BREAK.finditer(window):
        if not _in_title_case(window[end or 0 : found.start()]):
            break
        end = found.end()
    return end


def _in_title_case(text: str) -> bool:
    small = _rules().small_words
    words = [word for word in re.findall(r"[^\W\d_][\w’'-]*", text) if word.casefold() not in small]
    return bool(words) and sum(word[0].isupper() for word in words) >= 0.8 * len(words)
