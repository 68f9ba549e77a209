"""One HTML document: its tree, freed of pointers to other stories, and the text of its story."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipeline.extract.captions import is_behind_picture
from pipeline.extract.furniture import ends_with_pointer, is_pointer
from pipeline.extract.lines import SENTENCE_END, Searched, lines_of, linked_letters, words_of
from pipeline.language.key import key
from pipeline.language.normal import normalise

if TYPE_CHECKING:
    from configparser import ConfigParser

    from lxml.html import HtmlElement

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "aside",
        "blockquote",
        "td",
        "strong",
        "b",
        "em",
        "i",
        "span",
        "a",
    ]
)
_LONG_CELL = 200
_LONGEST_CRUMBS = 200
_LOOSE_WORDS = 8
_SEVERAL, _BESIDE = 3, 2
_MARKED = frozenset(["class", "id", "role", "hidden"])
_PARAGRAPHS = re.compile("p|div|[uo]l|li|table|h[1-6]|blockquote|figure|section|article|aside|form")
_CRUMBS = re.compile(r"bread-?c(?:rumb|ome)|\bcrumbs?\b", re.IGNORECASE)
_FROM_HOME = re.compile(r"(?:Home|HOME|Beranda|BERANDA)\s*[>»›/→|]")
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "nav",
        "header",
        "footer",
        "aside",
        "form",
    ]
)
_REMARKS = re.compile(r"comment|komentar|respond|sidebar|footer|cookie", re.IGNORECASE)


def parse(html: str) -> HtmlElement | None:
    """The tree of a document, or of a fragment of one; None where there is no markup to read.

    Without scripts, but those with facts of the story in them, styles and drawings: trafilatura copies the tree
    several times, and nobody reads these.
    """
    from lxml.etree import strip_elements
    from trafilatura import load_html

    html = html.replace("\x00", "")
    if not re.search(r"<(?:html|body)\b", html[:100_000], re.IGNORECASE):
        html = f"<html><body><div>{html}</div></body></html>"
    tree = load_html(html)
    if tree is not None:
        strip_elements(tree, "style", "svg", with_tail=False)
        for script in tree.xpath("//script[not(@type='application/ld+json')]"):
            script.drop_tree()
    return tree


def drop_pointers(tree: HtmlElement) -> list[str]:
    """Remove "Baca juga" links and lists, with their headlines, while the links still show them; the lines removed."""
    dropped: list[str] = []
    for link in list(tree.iter("a")):
        _drop_introduced(link, dropped)
    for element in list(tree.iter(*_BLOCKS)):
        if element.getparent() is not None and _is_pointer_block(element):
            _drop(element, dropped, with_list=True)
    return dropped


def drop_breadcrumbs(tree: HtmlElement) -> None:
    """Remove the way from the home page to the story ("Beranda > Daerah")."""
    for element in list(tree.iter("div", "p", "ul", "ol", "span", "nav", "section")):
        named = _CRUMBS.search(f"{element.get('class', '')} {element.get('id', '')}")
        opening = next((text for text in element.itertext() if text.strip()), "").lstrip()
        if element.getparent() is None or not (named or opening.lower().startswith(("home", "beranda"))):
            continue
        words = words_of(element)
        linked = _FROM_HOME.match(words) and element.find(".//a") is not None
        if len(words) <= _LONGEST_CRUMBS and (named or linked):
            element.drop_tree()


def wrap_loose_text(tree: HtmlElement) -> None:
    """Make paragraphs of sentences that stand bare beside paragraphs; extractors overlook them."""
    for block in reversed(list(tree.iter("div", "article", "section", "td", "span", "main", "p"))):
        _name_paragraphs(block)
        if not any(map(_is_paragraph, block)):
            continue
        block.tag = "div" if block.tag in ("span", "p") else block.tag
        before: HtmlElement | None = None
        run: list[HtmlElement] = []
        for child in list(block):
            if _is_paragraph(child):
                _wrap(block, before, run)
                before, run = child, []
            else:
                run.append(child)
        _wrap(block, before, run)


def _name_paragraphs(block: HtmlElement) -> None:
    """Call paragraphs what are paragraphs: several divs or spans of bare sentences, in a block that has fewer others."""
    bare = [child for child in block.iterchildren("div", "span") if not any(map(_is_paragraph, child))]
    said = {
        child for child in bare if _unlinked_words(child.text, list(child)) >= _LOOSE_WORDS and _stands_alone(child)
    }
    named = [child for child in block.iterchildren("p") if _unlinked_words(child.text, list(child)) >= _LOOSE_WORDS]
    if len(said) < max(_SEVERAL, len(named) + 1):
        _name_sentences(said, named)
        return
    for child in bare:
        if child in said or SENTENCE_END.search(child.text_content().strip()):
            child.tag = "p"
        elif child.tag == "div" and not child.text_content().strip() and all(part.tag == "br" for part in child):
            child.drop_tree()


def _name_sentences(said: set[HtmlElement], named: list[HtmlElement]) -> None:
    """Call paragraphs the divs that nothing marks and that hold whole sentences, where two or more paragraphs stand beside them."""
    if len(named) < _BESIDE:
        return
    for child in said:
        plain = child.tag == "div" and not _MARKED.intersection(child.keys()) and not is_behind_picture(child)
        if plain and SENTENCE_END.search(child.text_content().strip()):
            child.tag = "p"


def _stands_alone(element: HtmlElement) -> bool:
    """Whether an element is a line of its own: a block, or a whole sentence with no bare text beside it."""
    if element.tag == "div":
        return True
    beside = f"{element.tail or ''}{_text_before(element)}".strip()
    return not beside and bool(SENTENCE_END.search(element.text_content().strip()))


def _wrap(block: HtmlElement, before: HtmlElement | None, run: list[HtmlElement]) -> None:
    """Make a paragraph of the bare text that follows ``before``, or opens the block, if it is a sentence at least."""
    from lxml.html import Element

    text = block.text if before is None else before.tail
    if _unlinked_words(text, run) < _LOOSE_WORDS:
        return
    paragraph = Element("p")
    paragraph.text = text
    if before is None:
        block.text = None
    else:
        before.tail = None
    block.insert(0 if before is None else block.index(before) + 1, paragraph)
    paragraph.extend(run)


def _is_paragraph(node: HtmlElement) -> bool:
    return isinstance(node.tag, str) and (node.tag in _SKIPPED or bool(_PARAGRAPHS.fullmatch(node.tag)))


def _unlinked_words(text: str | None, run: list[HtmlElement]) -> int:
    said = [text or "", *(f"{'' if node.tag == 'a' else _words_in(node)} {node.tail or ''}" for node in run)]
    return len(" ".join(said).split())


def _words_in(node: HtmlElement) -> str:
    return node.text_content() if isinstance(node.tag, str) else ""


def unwrap_layout_tables(tree: HtmlElement) -> None:
    """Make plain blocks of tables that lay out a page, so that lines in a cell stay lines."""
    for table in list(tree.iter("table")):
        if any(len(cell.text_content()) > _LONG_CELL for cell in table.iter("td")):
            for element in table.iter("table", "tbody", "tr", "td", "th"):
                element.tag = "div"


def drop_emphasis(tree: HtmlElement) -> None:
    """Leave only the words of what is set bold or slanted; trafilatura loses the space between two of them."""
    from lxml.etree import strip_tags

    strip_tags(tree, "em", "i", "u", "b", "strong", "font")


def story_text(tree: HtmlElement) -> str:
    """The text of the story on a page, in its normal form.

    trafilatura at times settles on a list of other stories. Then the block that holds most of the
    page's paragraphs, and of which its text has almost nothing, is read instead.
    """
    text = _main_text(tree)
    block, paragraphs = _fullest_block(tree)
    if block is not None and _share(paragraphs, text) < 0.5:
        text = _main_text(_document(block)) or "\n".join(paragraphs)
    text = re.sub(r"(?m)^\|[-| ]{1,80}$|^\| | \| ?$", "", text)
    return normalise("\n".join(" ".join(line.split()) for line in text.split("\n")))


def visible_text(tree: HtmlElement) -> str:
    """The words a reader could see anywhere on the page, in one line."""
    texts = tree.xpath("//body/descendant::text()[not(parent::script or ancestor::noscript)]")
    return " ".join(" ".join(texts).split())


def _main_text(tree: HtmlElement) -> str:
    """What trafilatura takes for the text; where that is short, the attempt that has most in sentences and least besides."""
    text = _attempt(tree, precise=True)
    if len(text.split()) >= 40:
        return text
    attempts = [text, _attempt(tree, precise=True, bounded=False), _attempt(tree, precise=False)]
    return max(attempts, key=lambda text: (words_in_sentences(text), -len(text.split())))


def _attempt(tree: HtmlElement, *, precise: bool, bounded: bool = True) -> str:
    from trafilatura import extract
    from trafilatura.settings import DEFAULT_CONFIG

    config = DEFAULT_CONFIG if bounded else _unbounded()
    found = extract(tree, favor_precision=precise, include_comments=False, include_formatting=False, config=config)
    return found or ""


@cache
def _unbounded() -> ConfigParser:
    """trafilatura's settings, but that it takes any text it finds, however short, before it takes the whole page."""
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")
    return config


def words_in_sentences(text: str) -> int:
    """How many words of a text stand in lines that end as sentences do."""
    lines = (line.split() for line in text.split("\n") if SENTENCE_END.search(line.strip()))
    return sum(len(words) for words in lines if len(words) >= _LOOSE_WORDS)


def _fullest_block(tree: HtmlElement) -> tuple[HtmlElement | None, list[str]]:
    best, best_paragraphs, best_size = None, [], 400
    for block in {paragraph.getparent() for paragraph in tree.iter("p")}:
        if block is None or _is_aside(block):
            continue
        paragraphs = [" ".join(_own_words(p)) for p in block.iterchildren("p")]
        size = sum(map(len, paragraphs))
        if size > best_size:
            best, best_paragraphs, best_size = block, paragraphs, size
    return best, best_paragraphs


def _is_aside(element: HtmlElement) -> bool:
    return any(
        node.tag in _SKIPPED or _REMARKS.search(f"{node.get('class', '')} {node.get('id', '')}")
        for node in [element, *element.iterancestors()]
        if node.tag not in ("html", "body")
    )


def _own_words(paragraph: HtmlElement) -> list[str]:
    return " ".join(paragraph.xpath("descendant::text()[not(ancestor::a)]")).split()


def _share(paragraphs: list[str], text: str) -> float:
    found = Searched(text)
    sizes = [(len(part), key(part)[:60] in found) for part in paragraphs]
    return sum(size for size, there in sizes if there) / max(1, sum(size for size, _ in sizes))


def _document(block: HtmlElement) -> HtmlElement:
    from copy import deepcopy

    from lxml.html import document_fromstring

    tree = document_fromstring("<html><body></body></html>")
    tree.body.append(deepcopy(block))
    return tree


def _drop_introduced(link: HtmlElement, dropped: list[str]) -> None:
    """Drop a link that the words "Baca juga:" lead to, and these words."""
    node = link
    while node.getparent() is not None and not _text_before(node).strip():
        previous = node.getprevious()
        if previous is not None:
            words = previous.text_content()
            if len(words) >= 60 or ends_with_pointer(words) != 0:
                return
            dropped += lines_of(_line_around(link))
            _drop(previous, dropped)
            break
        if node.tag in ("p", "li", "div", "td", "body"):
            return
        node = node.getparent()
    else:
        before = _text_before(node)
        start = ends_with_pointer(before)
        if start is None:
            return
        dropped += lines_of(_line_around(link))
        _set_text_before(node, before[:start])
    if link.getparent() is not None:
        _drop(link, dropped)


def _line_around(link: HtmlElement) -> HtmlElement:
    """The element that is the line in which a link stands."""
    return next(link.iterancestors("p", "li", "div", "td"), link)


def _is_pointer_block(element: HtmlElement) -> bool:
    """Whether an element says "Baca juga" and hardly more than links, or nothing more."""
    words = words_of(element)
    if not words or len(words) > 1500 or not is_pointer(words):
        return False
    linked = linked_letters(element)
    heading = len(re.split(r"[^\w ]", words[:40], maxsplit=1)[0]) if not linked else 0
    return linked >= 0.6 * (len(words) - 12) if linked else len(words) <= min(heading + 3, 40)


def _drop(element: HtmlElement, dropped: list[str], with_list: bool = False) -> None:
    """Remove an element but not what follows it; with the list of links that it heads."""
    dropped += lines_of(element)
    if with_list and not any(True for _ in element.iter("a")):
        head = element
        while head.getnext() is None and not (head.tail or "").strip() and head.getparent() is not None:
            if head.getparent().tag in ("body", "article", "html"):
                break
            head = head.getparent()
        following = head.getnext()
        if following is not None and not (head.tail or "").strip() and _is_link_list(following):
            dropped += lines_of(following)
            following.drop_tree()
    if element.getparent() is not None:
        element.drop_tree()


def _is_link_list(element: HtmlElement) -> bool:
    words = len(words_of(element))
    return bool(words) and linked_letters(element) >= 0.8 * words


def _text_before(node: HtmlElement) -> str:
    previous = node.getprevious()
    return (previous.tail if previous is not None else node.getparent().text) or ""


def _set_text_before(node: HtmlElement, text: str) -> None:
    previous = node.getprevious()
    if previous is not None:
        previous.tail = text
    else:
        node.getparent().text = text
