"""Chromium, and what every test with it does; who imports this is skipped where Playwright or Chromium is missing."""

from __future__ import annotations

import shutil
from contextlib import contextmanager

import pytest

from pipeline.store import Store

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: pip install playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
if CHROMIUM is None:
    pytest.skip("no Chromium on this machine", allow_module_level=True)


@contextmanager
def opened():
    """Chromium."""
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def enter(browser, address, width=1280):
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("dialog", lambda dialog: page.problems.append(dialog.message))
    page.on("console", lambda said: page.problems.append(said.text) if said.type == "error" else None)
    page.goto(address)
    ready(page, ".queue")
    return page


def ready(page, part):
    """Wait until a page shows this part and its script listens."""
    page.wait_for_selector(part)
    page.wait_for_load_state("load")
    page.wait_for_selector("main:not([inert])")


def verdicts(db):
    with Store(db) as store:
        return [(review.url, review.verdict, review.reviewer, undone) for review, undone in store.review_log()]


def first_story(page):
    page.keyboard.press("j")
    ready(page, ".desk")


def decide(page, key):
    """Press the key of a verdict and wait for the next page."""
    before = page.url
    page.keyboard.press(key)
    page.wait_for_url(lambda url: url != before)
    ready(page, ".decided")
