from __future__ import annotations

import json
import shlex
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.extract import article_from_text
from pipeline.learn.drift import drift
from pipeline.records import Doubt, Page
from pipeline.store import Store
from tests.conftest import CASE, REMINDER

MONDAY = datetime(2024, 10, 7, 5, tzinfo=UTC)
FOREIGN = "Der Wetterdienst meldet Regen im Norden, und die Bauern warten mit der Ernte. " * 8


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "netralitas.db") as opened:
        yield opened


def keep(store, model, source, number, day, told=REMINDER, **changes):
    url = f"https://{source}.id/{number}"
    article = article_from_text(told[1], title=told[0], url=url, source=source, outlet=source, published_at=day)
    store.keep(Page(url, source, source, "Asia/Jakarta", day or MONDAY, ("<p>x</p>",)), article)
    store.keep_assessment(url, replace(model.assess_article(article), **changes))


def test_a_week_begins_on_monday_and_is_counted(store, model):
    keep(store, model, "a", 1, MONDAY, CASE)
    keep(store, model, "a", 2, MONDAY + timedelta(days=6))
    keep(store, model, "a", 3, MONDAY + timedelta(days=7))
    keep(store, model, "b", 1, MONDAY)
    first, second, other = store.weeks(model.name)
    assert (first.source, first.week, first.articles, first.flagged) == ("a", "2024-10-07", 2, 1)
    assert (second.week, second.articles, other.source) == ("2024-10-14", 1, "b")
    assert first.groups["ASN"] == 2 and 0 < first.chance < 1


def test_news_like_the_corpus_is_not_warned_of(store, model):
    keep(store, model, "a", 1, MONDAY, CASE)
    (found,) = drift(store, model)
    assert 0 <= found.unknown < 0.25 and found.warnings == ()


def test_too_few_stories_say_nothing_of_unknown_words(store, model):
    for number in range(19):
        keep(store, model, "asing", number, MONDAY, ("Wetter", FOREIGN))
    (few,) = drift(store, model)
    assert few.read == 19 and few.unknown > 0.7 and not any("unknown" in warning for warning in few.warnings)
    keep(store, model, "asing", 19, MONDAY, ("Wetter", FOREIGN))
    (enough,) = drift(store, model)
    assert "words and pairs of words are unknown" in enough.warnings[0]


def test_unknown_words_are_told_by_week_and_of_the_latest_stories(store, model):
    for number in range(3):
        for source in "ab":
            keep(store, model, source, number, MONDAY + timedelta(weeks=number), unknown=number / 10)
    keep(store, model, "a", 3, MONDAY + timedelta(weeks=2), unknown=None)
    assert [(week.week, week.unknown) for week in store.weeks(model.name) if week.source == "a"] == [
        ("2024-10-07", 0.0), ("2024-10-14", 0.1), ("2024-10-21", 0.2),
    ]  # fmt: skip
    assert store.unknown(model.name, 2) == {source: (pytest.approx(0.15), 2) for source in "ab"}


def test_a_store_judged_before_the_share_was_kept_still_warns(store, model, run):
    for number in range(20):
        keep(store, model, "asing", number, MONDAY, ("Wetter", FOREIGN), doubts=(Doubt.ASING,), unknown=None)
    (found,) = drift(store, model)
    assert (found.unknown, found.read) == (None, 0) and "are unlike all the model was trained on" in found.warnings[0]
    said = run("drift", "--db", store.path).stdout
    assert "asing: how many words are unknown was not kept" in said and "20 strange" in said


def test_foreign_news_strange_stories_and_a_sudden_change_are_told(store, model):
    for number in range(20):
        keep(store, model, "asing", number, MONDAY, ("Wetter", FOREIGN), doubts=(Doubt.ASING,))
        keep(store, model, "berubah", number, MONDAY, flagged=False)
        keep(store, model, "berubah", 100 + number, MONDAY + timedelta(days=7), flagged=True)
    foreign, turned = drift(store, model)
    assert "unknown to the model" in foreign.warnings[0] and "20 of 20 stories are unlike" in foreign.warnings[1]
    assert turned.warnings[-1].startswith("20 of 20 flagged in the week of 2024-10-14, 0 of 20 in the weeks before")


def test_a_jump_is_told_still_when_the_next_week_has_begun(store, model):
    for week, flagged in enumerate((0, 0, 20)):
        for number in range(20):
            keep(store, model, "a", 100 * week + number, MONDAY + timedelta(weeks=week), flagged=number < flagged)
    told = [drift(store, model)]
    keep(store, model, "a", 900, MONDAY + timedelta(weeks=3), flagged=False)
    told.append(drift(store, model))
    assert [next(found).warnings[-1][:46] for found in told] == ["20 of 20 flagged in the week of 2024-10-21, 0 "] * 2
    for number in range(20):
        keep(store, model, "a", 1_000 + number, MONDAY + timedelta(weeks=4), flagged=True)
    assert "20 of 20 flagged in the week of 2024-11-04, 20 of 61" in next(drift(store, model)).warnings[-1]


@pytest.mark.parametrize(
    ("before", "after", "look", "table"),
    [(1, 12, "these flags", "flagged.csv"), (12, 1, "the stories that were not flagged", "articles.csv")],
)
def test_a_share_of_flags_that_jumps_is_told_with_what_to_label(
    store, model, run, tmp_path, monkeypatch, before, after, look, table
):
    for week in range(6):
        for number in range(20):
            day, flagged = MONDAY + timedelta(weeks=week), number < (after if week == 5 else before)
            told = CASE if flagged else REMINDER
            keep(store, model, "kabar", 100 * week + number, day, told)
            keep(store, model, "tenang", 100 * week + number, day, CASE if number < before else REMINDER)
    jumped, steady = drift(store, model)
    assert (
        steady.warnings == ()
        and steady.turned is None
        and (jumped.turned, jumped.rose) == ("2024-11-11", after > before)
    )
    (warning,) = jumped.warnings
    assert warning.startswith(
        f"{after} of 20 flagged in the week of 2024-11-11, {before * 4} of 80 in the weeks before"
    )
    assert f"look at {look}, and" in warning
    monkeypatch.chdir(tmp_path)
    told = run("drift", "--db", store.path).stdout
    advice = told.partition(f"label that week in '{table}' of: netralitas ")[2].splitlines()[0]
    assert told.count("label") == 1 and run(*shlex.split(advice)).exit_code == 0
    rows = (tmp_path / "week-2024-11-11" / table).read_text(encoding="utf-8-sig")
    assert "putusan_analis" in rows and "https://kabar.id/500" in rows and "https://kabar.id/400" not in rows
    said = run("--lang", "id", "drift", "--db", store.path).stdout
    assert f"beri label pada pekan itu dalam '{table}' dari: netralitas export" in said and "look at" not in said


def test_what_it_advises_to_call_works(store, model, run, tmp_path, monkeypatch):
    for number in range(20):
        keep(store, model, "asing lama", number, MONDAY, ("Wetter", FOREIGN), doubts=(Doubt.ASING,))
    keep(store, model, "a", 1, MONDAY)
    monkeypatch.chdir(tmp_path)
    told = run("drift", "--db", store.path).stdout.splitlines()
    (advice,) = [line.partition("label some of it: netralitas ")[2] for line in told if "label some" in line]
    assert run(*shlex.split(advice)).exit_code == 0
    rows = (tmp_path / "sample-asing lama.csv").read_text(encoding="utf-8-sig")
    assert rows.count("https://asing lama.id/") == 20 and "https://a.id" not in rows


def test_a_store_the_model_judged_nothing_of_is_told(store, model, run):
    empty = run("drift", "--db", store.path)
    assert empty.exit_code == 2 and "has judged no story" in empty.stderr and "netralitas reassess" in empty.stderr
    keep(store, model, "a", 1, None)
    assert "nothing by week" in run("drift", "--db", store.path).stdout


def test_the_command(store, model, run):
    keep(store, model, "a", 1, MONDAY, CASE)
    assert "a: " in run("drift", "--db", store.path).stdout
    assert json.loads(run("drift", "--db", store.path, "--json").stdout)["source"] == "a"
    for week in range(1, 10):
        keep(store, model, "a", week + 1, MONDAY + timedelta(weeks=week))
    told = run("drift", "--db", store.path).stdout
    assert "(2 weeks before these; --json tells all)" in told and "2024-10-14" not in told and "2024-10-21" in told
