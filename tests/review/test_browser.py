"""Deciding at the desk in a real browser."""

from __future__ import annotations

from pipeline.store import Store
from tests.review.browsing import decide, enter, first_story, ready, verdicts


def test_a_day_at_the_desk_by_keyboard(browser, desk, db):
    page = enter(browser, desk["ani"])
    assert "2 kasus" in page.inner_text("h1")
    page.keyboard.press("j")
    ready(page, ".desk")
    mention = page.locator(".mention.terduga").first
    mention.click()
    assert page.locator(".mention.changed").first.get_attribute("data-role") == "diimbau"
    page.keyboard.press("n")
    page.keyboard.type("bukan camat ini")
    page.keyboard.press("Escape")
    page.keyboard.press("4")
    before = page.url
    page.keyboard.press("s")
    page.wait_for_url(lambda url: url != before)
    ready(page, ".desk")
    page.keyboard.press("b")
    ready(page, ".queue")
    assert "0 kasus" in page.inner_text("h1") and page.problems == []
    with Store(db) as store:
        first, second = store.reviews()
    assert (first.verdict, first.status, first.note) == ("salah", "imbauan", "bukan camat ini") and first.roles
    assert second.verdict == "benar"


def test_a_role_that_is_turned_round_is_no_change(browser, desk):
    page = enter(browser, desk["ani"])
    first_story(page)
    start = page.locator(".mention.terduga").first.get_attribute("data-start")
    mention = page.locator(f"[data-start='{start}']")
    before = page.input_value("#roles"), mention.get_attribute("title")
    mention.click()
    assert "diimbau" in page.input_value("#roles") and ": diimbau." in mention.get_attribute("title")
    mention.click()
    mention.click()
    assert (page.input_value("#roles"), mention.get_attribute("title")) == before
    assert page.locator(".mention.changed").count() == 0


def test_without_a_script_a_click_waits_too(browser, desk, db):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(desk["ani"])
    clock = page.context.new_cdp_session(page)
    clock.send("Animation.enable")
    clock.send("Animation.setPlaybackRate", {"playbackRate": 0})
    page.click(".queue a")
    right = page.locator("[value=benar]")
    right.click(force=True)
    assert right.is_visible() and verdicts(db) == []
    clock.send("Animation.setPlaybackRate", {"playbackRate": 1})
    right.click()
    page.wait_for_selector(".decided")
    assert [verdict for _, verdict, *_ in verdicts(db)] == ["benar"]


def test_a_held_key_decides_one_story(browser, desk, db):
    page = enter(browser, desk["ani"])
    first_story(page)
    page.keyboard.down("b")
    ready(page, ".decided")
    page.keyboard.down("b")  # without letting go
    page.keyboard.up("b")
    page.evaluate("document.querySelector('[value=salah]').click(); document.querySelector('[value=ragu]').click()")
    ready(page, ".queue")
    assert [verdict for _, verdict, *_ in verdicts(db)] == ["benar", "salah"]


def test_the_last_decision_is_told_and_taken_back_by_a_key(browser, desk, db):
    page = enter(browser, desk["ani"])
    first_story(page)
    first = page.inner_text("h1")
    decide(page, "s")
    assert "salah" in page.inner_text(".decided") and first in page.inner_text(".decided")
    assert page.inner_text("h1") != first
    page.keyboard.press("u")
    ready(page, ".undone")
    assert page.inner_text("h1") == first and [bool(undone) for *_, undone in verdicts(db)] == [True]
    decide(page, "s")
    decide(page, "s")
    assert "0 kasus" in page.inner_text("h1")  # the queue tells of it too
    page.keyboard.press("u")
    ready(page, ".undone")
    assert [bool(undone) for *_, undone in verdicts(db)] == [True, False, True]


def test_nothing_filled_in_is_lost_unasked(browser, desk, db):
    page = browser.new_context().new_page()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto(desk["ani"])
    ready(page, ".queue")
    first_story(page)
    page.locator(".mention").first.click()
    with page.expect_event("dialog"):
        page.keyboard.press("k")
    assert asked == ["beforeunload"] and page.locator(".mention.changed").count() == 1
    page.keyboard.press("n")
    page.keyboard.type("catatan")
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    ready(page, ".done")
    assert page.input_value("#note") == "catatan" and page.locator(".mention.changed").count() == 1
    page.keyboard.press("k")
    ready(page, ".queue")
    assert asked == ["beforeunload"]
    with Store(db) as store:
        (kept,) = store.reviews()
    assert kept.verdict is None and kept.note == "catatan" and kept.roles


def test_a_verdict_brings_the_next_story_into_the_open_page(browser, desk, db):
    page = enter(browser, desk["ani"])
    first_story(page)
    first = page.inner_text("h1")
    page.evaluate("window.opened = true")
    decide(page, "b")
    assert page.evaluate("window.opened && document.activeElement.id") == "isi"
    assert page.inner_text("h1") != first and page.title().startswith(page.inner_text("h1"))
    page.reload()
    assert page.inner_text("h1") != first
    page.go_back()
    ready(page, ".done")
    assert page.inner_text("h1") == first and len(verdicts(db)) == 1


def test_back_with_something_filled_in_is_asked_first(browser, desk):
    page = browser.new_context().new_page()
    page.goto(desk["ani"])
    ready(page, ".queue")
    first_story(page)
    decide(page, "b")
    page.keyboard.press("n")
    page.keyboard.type("catatan")
    page.keyboard.press("Escape")
    here, title = page.url, page.inner_text("h1")
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog"):
        page.evaluate("history.back()")
    page.wait_for_url(here)
    assert page.input_value("#note") == "catatan" and page.inner_text("h1") == title
    page.once("dialog", lambda dialog: dialog.accept())
    page.evaluate("history.back()")
    ready(page, ".done")
    assert page.inner_text("h1") != title


def test_nothing_is_decided_on_a_story_that_nobody_saw(browser, desk, db):
    page = enter(browser, desk["ani"])
    first_story(page)
    page.evaluate(
        """document.addEventListener("htmx:afterSwap", () => {
            document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "b", bubbles: true }));
            document.querySelector("[value=salah]").click();
        }, { once: true })"""
    )
    page.keyboard.press("b")
    ready(page, ".decided")
    assert [verdict for _, verdict, *_ in verdicts(db)] == ["benar"]
    decide(page, "s")
    assert [verdict for _, verdict, *_ in verdicts(db)] == ["benar", "salah"]


def test_what_is_typed_for_the_page_before_decides_nothing(browser, desk, db):
    page = enter(browser, desk["ani"])
    first_story(page)
    page.keyboard.press("b")
    page.wait_for_selector(".decided")
    page.keyboard.type("nsalah orang, bukan pejabat", delay=60)
    ready(page, ".decided")
    assert [verdict for _, verdict, *_ in verdicts(db)] == ["benar"] and page.input_value("#note") == ""


def test_the_skip_link_leaves_the_desk_alive(browser, desk, db):
    page = enter(browser, desk["ani"])
    first_story(page)
    page.fill("#note", "catatan")
    page.evaluate("document.querySelector('.skip').click()")
    page.evaluate("history.back()")
    page.wait_for_url(lambda url: "#" not in url)
    page.click("button[value=salah]")
    ready(page, ".decided")
    with Store(db) as store:
        (kept,) = store.reviews()
    assert kept.note == "catatan" and page.problems == []


def test_nothing_is_filled_in_while_an_answer_is_awaited(browser, desk, db):
    page = enter(browser, desk["ani"])
    first_story(page)
    held = []
    page.route("**/berita*", lambda route: held.append(route))
    page.keyboard.press("s")
    page.wait_for_selector("main[inert][aria-busy=true]")
    page.keyboard.press("n")
    page.keyboard.type("catatan")
    assert page.input_value("#note") == ""
    held[0].continue_()
    ready(page, ".decided")
    assert len(held) == 1 and [verdict for _, verdict, *_ in verdicts(db)] == ["salah"]


def test_a_desk_that_does_not_answer_loses_nothing(browser, desk, db):
    page = browser.new_context().new_page()
    page.goto(desk["ani"])
    ready(page, ".queue")
    first_story(page)
    page.fill("#note", "bukan camat ini")
    page.route("**/berita*", lambda route: route.abort())
    page.click("button[value=salah]")
    page.wait_for_selector("#unanswered")
    assert "tidak menjawab" in page.inner_text("#unanswered") and page.input_value("#note") == "bukan camat ini"
    page.route("**/berita*", lambda route: route.fulfill(status=403, content_type="text/plain", body="Tautan lama."))
    page.click("button[value=salah]")
    page.wait_for_selector("text=Tautan lama.")
    page.unroute("**/berita*")
    page.click("button[value=salah]")
    ready(page, ".decided")
    with Store(db) as store:
        (kept,) = store.reviews()
    assert (kept.verdict, kept.note) == ("salah", "bukan camat ini")


def test_keys_in_capitals_and_with_the_list_of_statuses_in_focus(browser, desk, db):
    page = enter(browser, desk["ani"])
    first_story(page)
    page.select_option("#status", "imbauan")
    page.focus("#status")
    decide(page, "s")
    page.keyboard.press("N")
    page.keyboard.type("B")
    page.keyboard.press("Escape")
    decide(page, "S")
    with Store(db) as store:
        first, second = store.reviews()
    assert (first.verdict, first.status, second.verdict, second.note) == ("salah", "imbauan", "salah", "B")
