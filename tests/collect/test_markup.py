import pytest

from pipeline.collect.markup import decode, is_page, plain


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"<p>a</p>", "text/html; charset=utf-8", True),
        (b"<p>a</p>", "", True),
        (b"<p>a</p>", "application/octet-stream", True),
        ("<p>a</p>".encode("utf-16"), "text/html", True),
        (b"<p>a</p>", "image/png", False),
        (b"<p>a</p>", "application/pdf", False),
        (b"%PDF-1.7 ...", "text/html", False),
        (b"\x89PNG\r\n", "text/html", False),
        (b"abc\0def", "text/html", False),
        (b"<p>a</p>" * 100 + b"\0", "text/html", True),
    ],
)
def test_is_page(body: bytes, content_type: str, expected: bool) -> None:
    assert is_page(body, content_type) is expected


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("“netral” – é".encode(), "text/html; charset=utf-8"),
        ("“netral” – é".encode(), "text/html"),
        ("“netral” – é".encode("cp1252"), "text/html"),
        ("“netral” – é".encode("cp1252"), "text/html; charset=iso-8859-1"),
        ("“netral” – é".encode("utf-16"), "text/html"),
        ('<meta charset="utf-8">“netral” – é'.encode(), "text/html; charset=ISO-8859-1"),
        ('<meta charset="utf-8">“netral” – é'.encode(), ""),
        ('<meta charset="iso-8859-1">“netral” – é'.encode(), ""),
        ('<meta charset="iso-8859-1">“netral” – é'.encode(), "text/html"),
        ("“netral” – é".encode("cp1252"), "text/html; charset=utf-8"),
        ('<meta charset="utf-8">“netral” – é'.encode("cp1252"), "text/html"),
    ],
)
def test_decode(body: bytes, content_type: str) -> None:
    assert decode(body, content_type).endswith("“netral” – é")


def test_one_broken_letter_leaves_the_others() -> None:
    assert decode("“netral” ".encode() + b"\xff", "text/html; charset=utf-8").startswith("“netral”")


def test_plain() -> None:
    assert plain("Camat &#8220;A&#8221; &amp;amp; <b>Kades</b>\n B") == "Camat “A” & Kades B"
    assert plain("  ") is plain(None) is None
