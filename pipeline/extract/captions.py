"""What stands below pictures: taken out of the page before its text is read, the first of it kept for itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.extract.dates import is_date_line
from pipeline.extract.lines import lines_of, linked_letters, words_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NAMED = re.compile(r"(?i)caption|keterangan-?foto|ket-?foto")
_PICTURE = re.compile(r"(?i)(?:^|[\s_-])(?:photo|foto|image|gambar|thumbnail)(?:$|[\s_-])")
_CREDITED = re.compile(
    r"(?i)[(\[]?\s?(?:foto|ft|dok(?:umentasi|\.)?|sumber foto|credit|ilustrasi)\s{0,2}[:/]\s{0,2}[^()]{2,60}[)\]]?\.?$"
    r"|\(?antara(?: foto)?/[^()]{2,60}\)?\.?$|[/\s]?©.{2,60}$|\((?:foto|dok|ist|istimewa|antara foto|ilustrasi)\b[^()]{0,60}\)\.?$"
)
_COPYRIGHT = re.compile(r"(?i)(?:copyright|hak cipta|©)")
_LABELLED = re.compile(r"(?i)(?:keterangan foto|ket\.? ?foto|foto|caption|ilustrasi)\s?:\s?\S")
_NAME_FIRST = re.compile(r"[A-Z][\w.' ]{2,40}-[^-\n]{10,300}-[A-Z][\w. ]{2,40}")
"""The photographer, what is to be seen and whose it is: "Rahma-Suasana pasar-Kabar Anu"."""
_BUTTON = re.compile(r"^(?:Lihat Foto|Perbesar)\s+")
_LONGEST = 600
_LONGEST_CREDITED = 60


def take_captions(tree: HtmlElement) -> list[str]:
    """Take the captions out of a tree; their words, in order."""
    found = []
    for element in list(tree.iter("figcaption", "p", "div", "span", "em", "small", "td", "figure", "dd")):
        if not _is_caption(element) or element.getroottree().getroot() is not tree:
            continue
        words = _BUTTON.sub("", " ".join(lines_of(element))).strip(" -–—")
        if words:
            found.append(words)
            for part in list(element):
                element.remove(part)
            element.text = None
    return found


def is_caption(line: str) -> bool:
    """Whether a line closes with the credit of a picture: "… (Foto: Humas)", "… /Dok. Pemkot"."""
    return 3 < len(line.split()) <= _LONGEST_CREDITED and bool(_CREDITED.search(line)) and not _COPYRIGHT.match(line)


def _is_caption(element: HtmlElement) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    marked = element.tag == "figcaption" or _NAMED.search(names)
    framed = element.tag in ("div", "figure", "span") and _PICTURE.search(names) and element.find(".//img") is not None
    if not (marked or framed or _is_credited(element) or _is_below_picture(element)):
        return False
    words = words_of(element)
    return len(words) <= _LONGEST and linked_letters(element) <= len(words) / 2 and len(element.findall(".//p")) < 3


def _is_credited(element: HtmlElement) -> bool:
    """Whether a paragraph right behind a picture closes with the credit of it on a line of its own."""
    if element.tag != "p" or element.find("br") is None or not is_behind_picture(element):
        return False
    lines = lines_of(element)
    return len(lines) == 2 and bool(_CREDITED.match(lines[1])) and is_caption(" ".join(lines))


def _is_below_picture(element: HtmlElement) -> bool:
    """Whether words right behind a picture are set small, say that they tell of it, or name the photographer first."""
    linked = next(element.iterancestors("a"), None) is not None  # the headline of another story, beside its picture
    if linked or (element.tail or "").strip() or not is_behind_picture(element):
        return False
    words = words_of(element)
    if not 3 < len(words.split()) <= _LONGEST_CREDITED or is_date_line(words):
        return False
    return element.tag == "small" or bool(_LABELLED.match(words) or _NAME_FIRST.fullmatch(words))


def is_behind_picture(element: HtmlElement) -> bool:
    """Whether nothing but a picture stands right before an element."""
    before = element.getprevious()
    if before is None or (before.tail or "").strip() or not isinstance(before.tag, str):
        return False
    return before.tag == "img" or (before.find(".//img") is not None and not words_of(before))
