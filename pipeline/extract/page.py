"""One HTML document: its tree, freed of pointers to other stories, and the text of its story."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.extract.furniture import ends_with_pointer, is_pointer
from pipeline.extract.text import key
from pipeline.language.normal import normalise

if TYPE_CHECKING:
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
    """The tree of a document, or of a fragment of one; None where there is no markup to read."""
    from trafilatura import load_html

    html = html.replace("\x00", "")
    if not re.search(r"<(?:html|body)\b", html[:100_000], re.IGNORECASE):
        html = f"<html><body><div>{html}</div></body></html>"
    return load_html(html)


def drop_pointers(tree: HtmlElement) -> None:
    """Remove "Baca juga" links and lists, with their headlines, while the links still show them."""
    for link in list(tree.iter("a")):
        _drop_introduced(link)
    for element in list(tree.iter(*_BLOCKS)):
        if element.getparent() is not None and _is_pointer_block(element):
            _drop(element, with_list=True)


def keep_captions(tree: HtmlElement) -> None:
    """Make paragraphs of photo captions, which are text of the story, unless they are links."""
    for element in tree.xpath("//figcaption | //*[contains(@class, 'caption')]"):
        if element.tag in ("figcaption", "p", "div", "span") and not any(True for _ in element.iter("a")):
            element.attrib.pop("class", None)
            element.tag = "p" if element.tag == "figcaption" else element.tag
            figure = element.getparent()
            if figure is not None and figure.tag == "figure" and figure.getparent().tag != "a":
                figure.tag = "div"
                figure.attrib.pop("class", None)


def unwrap_layout_tables(tree: HtmlElement) -> None:
    """Make plain blocks of tables that lay out a page, so that lines in a cell stay lines."""
    for table in list(tree.iter("table")):
        if any(len(cell.text_content()) > _LONG_CELL for cell in table.iter("td")):
            for element in table.iter("table", "tbody", "tr", "td", "th"):
                element.tag = "div"


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
    texts = tree.xpath("//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]")
    return " ".join(" ".join(texts).split())


def _main_text(tree: HtmlElement) -> str:
    from trafilatura import extract

    options = {"include_comments": False, "include_formatting": False}
    text = extract(tree, favor_precision=True, **options) or ""
    if len(text.split()) < 40:
        text = max(text, extract(tree, **options) or "", key=len)
    return text


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
    return " ".join(paragraph.xpath(".//text()[not(ancestor::a)]")).split()


def _share(paragraphs: list[str], text: str) -> float:
    found = key(text)
    sizes = [(len(part), key(part)[:60] in found) for part in paragraphs]
    return sum(size for size, there in sizes if there) / max(1, sum(size for size, _ in sizes))


def _document(block: HtmlElement) -> HtmlElement:
    from copy import deepcopy

    from lxml.html import document_fromstring

    tree = document_fromstring("<html><body></body></html>")
    tree.body.append(deepcopy(block))
    return tree


def _drop_introduced(link: HtmlElement) -> None:
    """Drop a link that the words "Baca juga:" lead to, and these words."""
    node = link
    while node.getparent() is not None and not _text_before(node).strip():
        previous = node.getprevious()
        if previous is not None:
            words = previous.text_content()
            if len(words) < 60 and ends_with_pointer(words) == 0:
                _drop(previous)
                break
            return
        if node.tag in ("p", "li", "div", "td", "body"):
            return
        node = node.getparent()
    else:
        before = _text_before(node)
        start = ends_with_pointer(before)
        if start is None:
            return
        _set_text_before(node, before[:start])
    if link.getparent() is not None:
        _drop(link)


def _is_pointer_block(element: HtmlElement) -> bool:
    """Whether an element says "Baca juga" and hardly more than links, or nothing more."""
    words = " ".join(element.text_content().split())
    if not words or len(words) > 1500 or not is_pointer(words):
        return False
    linked = sum(len(" ".join(link.text_content().split())) for link in element.iter("a"))
    heading = re.match(r"[\w ]{0,40}", words).end() if not linked else 0
    return linked >= 0.6 * (len(words) - 12) if linked else len(words) <= min(heading + 3, 40)


def _drop(element: HtmlElement, with_list: bool = False) -> None:
    """Remove an element but not what follows it; with the list of links that it heads."""
    if with_list and not any(True for _ in element.iter("a")):
        head = element
        while head.getnext() is None and not (head.tail or "").strip() and head.getparent() is not None:
            if head.getparent().tag in ("body", "article", "html"):
                break
            head = head.getparent()
        following = head.getnext()
        if following is not None and not (head.tail or "").strip() and _is_link_list(following):
            following.drop_tree()
    if element.getparent() is not None:
        element.drop_tree()


def _is_link_list(element: HtmlElement) -> bool:
    words = len(" ".join(element.text_content().split()))
    linked = sum(len(" ".join(link.text_content().split())) for link in element.iter("a"))
    return bool(words) and linked >= 0.8 * words


def _text_before(node: HtmlElement) -> str:
    previous = node.getprevious()
    return (previous.tail if previous is not None else node.getparent().text) or ""


def _set_text_before(node: HtmlElement, text: str) -> None:
    previous = node.getprevious()
    if previous is not None:
        previous.tail = text
    else:
        node.getparent().text = text
