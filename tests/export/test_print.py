"""The report on paper, in headless Chromium; skipped where Playwright or Chromium is missing."""

from __future__ import annotations

import shutil

import pytest

from pipeline.export.report import write_report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
_STYLES = """() => ({
  ink: getComputedStyle(document.body).color, paper: getComputedStyle(document.body).backgroundColor,
  scheme: getComputedStyle(document.documentElement).colorScheme,
  headings: [...document.querySelectorAll('h2')].map(h => getComputedStyle(h).breakAfter),
})"""


def test_what_is_printed_has_dark_ink_on_white_under_every_scheme_and_no_heading_stands_alone(tmp_path):
    path = tmp_path / "report.html"
    write_report(path, [], None, "periode", "model")
    path.write_text(path.read_text(encoding="utf-8").replace("</main>", "<h2>Judul</h2></main>"), encoding="utf-8")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(color_scheme="dark")
        page.goto(path.as_uri())
        dark = page.evaluate(_STYLES)
        page.emulate_media(media="print", color_scheme="dark")
        printed = page.evaluate(_STYLES)
        browser.close()
    assert dark["ink"] == "rgb(230, 233, 237)" and dark["headings"] == ["auto"]
    assert printed == {
        "ink": "rgb(28, 37, 48)",
        "paper": "rgb(255, 255, 255)",
        "scheme": "light",
        "headings": ["avoid"],
    }
