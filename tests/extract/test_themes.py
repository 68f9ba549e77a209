"""Every family of news sites gives the story to the word, and nothing of what stands around it."""

from __future__ import annotations

from collections import Counter

import pytest

from pipeline.extract import extract
from pipeline.records import Article
from tests.extract.pages import make, overlap, themes

UNMARKED = {"bloggingpro", "divs", "elementor"}
"""Themes that mark the author's name by nothing."""


def test_there_are_at_least_two_dozen_families():
    assert len(themes()) >= 24


@pytest.mark.parametrize("number", range(2))
@pytest.mark.parametrize("theme", themes())
def test_a_page_gives_its_story(theme, number):
    made = make(theme, number)
    found = extract(made.page)
    assert isinstance(found, Article), found
    assert (found.title, found.published_at) == (made.title, made.published)
    assert found.author == (None if theme in UNMARKED else made.author)
    text = found.text.replace(made.caption, " ")
    assert [title for title in made.others if title in text] == []
    right, said, true = overlap(text, made.text)
    missing, extra = (
        Counter(made.text.split()) - Counter(text.split()),
        Counter(text.split()) - Counter(made.text.split()),
    )
    assert right / true == 1, f"missing: {missing}"
    assert right / said >= 0.98, f"more than the story: {extra}"


TEASER = (
    "<p>Bawaslu Kota Tepian memanggil seorang lurah yang diduga mengajak warga memilih salah satu pasangan calon.</p>"
)
REFUSED = {
    "cloudflare": (
        "<html><head><title>Just a moment...</title></head><body><h1>kabartepian.example</h1><p>Verifying you are human. This "
        "may take a few seconds.</p><script>window._cf_chl_opt={}</script></body></html>",
        "blocked-page",
    ),
    "sucuri": (
        "<html><head><title>Sucuri WebSite Firewall - Access Denied</title></head><body><h1>Access Denied</h1><p>DDoS-Guard "
        "ddos-guard</p></body></html>",
        "blocked-page",
    ),
    "captcha": (
        "<html><head><title>Kabar Tepian</title></head><body><form><div class='g-recaptcha'></div><p>Verifikasi bahwa Anda bukan "
        "robot</p></form></body></html>",
        "blocked-page",
    ),
    "paywall in the data": (
        '<html><head><title>Lurah Dipanggil</title><script type=\'application/ld+json\'>{"@type": "NewsArticle", '
        f'"isAccessibleForFree": false}}</script></head><body><article><h1>Lurah Dipanggil</h1>{TEASER * 3}</article></body></html>',
        "paywall",
    ),
    "paywall in words": (
        f"<html><head><title>Lurah Dipanggil</title></head><body><article><h1>Lurah Dipanggil</h1>{TEASER * 3}<p>Silakan "
        "berlangganan untuk membaca kelanjutannya.</p></article></body></html>",
        "paywall",
    ),
    "consent": (
        "<html><head><title>Kabar Tepian</title></head><body><div>Kami memakai kuki. Dengan melanjutkan Anda setuju.</div>"
        "<button>Setuju</button></body></html>",
        "consent-page",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_story_is_never_taken_for_one(name):
    from dataclasses import replace

    from pipeline.records import Failure

    html, code = REFUSED[name]
    found = extract(replace(make("astra", 0).page, html=(html,)))
    assert isinstance(found, Failure) and found.code == code


def test_what_was_taken_out_and_when_it_changed_is_kept():
    made = make("newspaper", 0)
    found = extract(made.page)
    assert (found.updated_at - found.published_at).total_seconds() == 7200
    found = extract(make("tribun", 0).page)
    assert any(line.startswith("Artikel ini telah tayang") for line in found.removed)
    assert not set(found.removed) & set(found.text.split("\n"))


def test_a_long_story_behind_a_mark_is_read():
    from dataclasses import replace

    made = make("astra", 0)
    html = made.page.html[0].replace(
        "</head>", '<script type="application/ld+json">{"isAccessibleForFree": false}</script></head>'
    )
    assert isinstance(extract(replace(made.page, html=(html,))), Article)
