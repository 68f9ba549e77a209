"""What the pages of desk and report look like in a real browser."""

from __future__ import annotations

import pytest

from pipeline.store import Store
from tests.conftest import ROOT
from tests.review.browsing import decide, enter, first_story, ready

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def test_a_sign_that_turns_the_text_round_stays_in_its_title(browser, desk, db):
    with Store(db) as store, store._transaction():
        store._db.execute("UPDATE article SET title = 'Camat \u202eDilaporkan'")
    page = enter(browser, desk["ani"])
    assert page.evaluate("getComputedStyle(document.querySelector('.queue a')).unicodeBidi") == "isolate"
    first_story(page)
    decide(page, "r")
    assert page.evaluate("getComputedStyle(document.querySelector('.decided bdi')).unicodeBidi") == "isolate"


def test_filtering_and_a_script_that_stays_text(browser, desk):
    page = enter(browser, desk["ani"])
    page.fill("input[type=search]", "script")
    page.click("text=Saring")
    page.wait_for_url(lambda url: "f_words=script" in url)
    assert page.locator(".queue > li").count() == 1
    page.click(".queue a")
    ready(page, ".desk")
    assert page.inner_text("h1").startswith("<script>") and page.problems == []


def test_two_windows_in_conflict(browser, desk, db):
    ani, budi = enter(browser, desk["ani"]), enter(browser, desk["budi"])
    for page in (ani, budi):
        page.click(".queue a")
        ready(page, ".desk")
    before = ani.url
    ani.click("button[value=benar]")
    ani.wait_for_url(lambda url: url != before)
    budi.locator(".mention").first.click()
    budi.fill("#note", "bukan camat ini")
    budi.select_option("#status", "imbauan")
    budi.click("button[value=salah]")
    ready(budi, ".warning")
    assert "ani memutuskan benar" in budi.inner_text(".warning") and "benar, oleh ani" in budi.inner_text("aside")
    assert (budi.input_value("#note"), budi.input_value("#status")) == ("bukan camat ini", "imbauan")
    assert budi.locator(".mention.changed").count() == 1
    decide(budi, "s")
    with Store(db) as store:
        (kept,) = store.reviews()
    assert (kept.verdict, kept.status, kept.note, kept.reviewer) == ("salah", "imbauan", "bukan camat ini", "budi")
    assert kept.roles


def test_a_used_link_is_refused(browser, desk):
    enter(browser, desk["ani"])
    answer = browser.new_page().goto(desk["ani"])
    assert answer.status == 403


def test_a_phone_shows_everything_within_its_width(browser, desk):
    page = enter(browser, desk["ani"], width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click(".queue a")
    ready(page, ".desk")
    page.evaluate(
        "document.querySelector('h1').textContent += ' #NetralitasASNPilkadaSerentakKabupatenKuantanSingingi'"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("button[value=benar]").is_visible()


def test_the_report_fits_a_phone_and_prints(browser, db, model, tmp_path):
    from pipeline.export import Wish, export

    with Store(db) as store:
        (path,) = export(store, model.name, tmp_path, Wish(formats=("html",)))
    page = browser.new_context(viewport={"width": 390, "height": 800}).new_page()
    page.problems = []
    page.on("console", lambda said: page.problems.append(said.text) if said.type == "error" else None)
    page.goto(path.as_uri())
    page.evaluate("document.querySelector('h3').textContent = 'Lurah #NetralitasASNPilkadaSerentakKabupatenKuantan'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("article").count() >= 1 and page.locator("article h3").first.is_visible()
    assert page.problems == []
    assert page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not here: npm install --no-save axe-core")
def test_no_page_breaks_a_rule_of_accessibility(browser, desk):
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto(desk["ani"])
    for step in (".queue", ".desk"):
        ready(page, step)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run()")["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        page.click(".queue a") if step == ".queue" else None
