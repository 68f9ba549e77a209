"""Days of numbers alone, in tables that a spreadsheet set to US English saved, or somebody who writes as it does."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime

import pytest

from pipeline.records import ZONE
from pipeline.review.sheets import read_reviews
from tests.review.conftest import FIRST, HOSTILE, SECOND
from tests.review.test_sheets import KNOWN, table

NOW = datetime(2026, 11, 30, 5, tzinfo=UTC)
HEADING = ["tanggal", "tautan", "putusan_analis", "tanggal_tinjau"]
URLS = (FIRST, SECOND, HOSTILE)


def days(tmp_path, *written, published=()):
    """The days that are read of reviews, each with its story's day of publication, and why the others are refused."""
    rows = [[day, url, "benar", reviewed] for url, (day, reviewed) in zip(URLS, written, strict=False)]
    known = dict(zip(URLS, published, strict=False)).get
    read, refused = read_reviews(table(tmp_path, rows, heading=HEADING), KNOWN, "ani", "b", NOW, known)
    return [one.review.decided_at.astimezone(ZONE).date().isoformat()[2:] for one in read], refused


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["11/20/2026", "11/5/2026", "11/5/26 3:15 PM"], ["26-11-20", "26-11-05", "26-11-05"]),
        (["20/11/2026", "5/11/2026", "6.11.26"], ["26-11-20", "26-11-05", "26-11-06"]),
        (["11/20/2026", "5 Nov 2026", "2026-11-05"], ["26-11-20", "26-11-05", "26-11-05"]),
        (["5/11/2026", "6/11/2026", "45578"], ["26-11-05", "26-11-06", "24-10-13"]),
        (["2/13/24", "11-2-2024", "9/9/2024"], ["24-02-13", "24-11-02", "24-09-09"]),
    ],
)
def test_one_day_that_can_be_read_in_one_way_only_tells_the_order_of_all(tmp_path, written, read):
    assert days(tmp_path, *(("", day) for day in written)) == (read, [])


def test_where_days_speak_for_both_orders_the_others_are_refused(tmp_path):
    read, ((row, told),) = days(tmp_path, ("", "11/13/2024"), ("", "11/2/2024"), ("", "13/11/2024"))
    assert (read, row) == (["24-11-13", "24-11-13"], "3")
    assert "'11/2/2024' may be 2024-02-11 or 2024-11-02" in told and "14 Okt 2024" in told
    read, ((row, _),) = days(tmp_path, ("10/31/2026", "11/5/2026"), ("11/1/2026", "20/11/2026"))
    assert (read, row) == (["26-11-20"], "2")


def test_the_days_of_publication_beside_them_tell_the_order(tmp_path):
    assert days(tmp_path, ("10/31/2026", "11/5/2026"))[0] == ["26-11-05"]
    assert days(tmp_path, ("31/10/2026", "5/11/2026"))[0] == ["26-11-05"]
    known = [date(2026, 11, 4)]
    assert days(tmp_path, ("11/4/2026", "11/5/2026"), published=known) == (["26-11-05"], [])
    assert days(tmp_path, ("4/11/2026", "5/11/2026"), published=known) == (["26-11-05"], [])


def test_a_review_in_the_future_or_before_the_publication_tells_the_order(tmp_path):
    known = [date(2026, 11, 4)] * 2
    assert days(tmp_path, ("", "11/5/2026"), ("", "11/12/2026"), published=known) == (["26-11-05", "26-11-12"], [])
    assert days(tmp_path, ("", "5/11/2026"), ("", "12/11/2026"), published=known) == (["26-11-05", "26-11-12"], [])
    read, refused = days(tmp_path, ("", "11/5/2026"), ("", "3/2/2026"), published=known[:1])
    assert read == [] and [row for row, _ in refused] == ["2", "3"]  # one slip of the pen turns no other day


def test_every_table_of_a_file_has_its_own_order(tmp_path):
    path = tmp_path / "t.csv"
    tables = [[HEADING, ["", url, "benar", sure], ["", HOSTILE, "ragu", "11/5/2026"]] for url, sure in (
        (FIRST, "11/20/2026"), (SECOND, "20/11/2026")
    )]  # fmt: skip
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(row for rows in tables for row in rows)
    read, refused = read_reviews(path, KNOWN, "ani", "b", NOW)
    assert [one.review.decided_at.astimezone(ZONE).month for one in read] == [11, 11, 11, 5] and refused == []


@pytest.mark.parametrize("friday", ["Jumat", "Jum'at", "jum’at", "JUM`AT"])
def test_friday_is_read_however_it_is_written(tmp_path, friday):
    assert days(tmp_path, ("", f"{friday}, 13 November 2026")) == (["26-11-13"], [])


def test_the_store_tells_the_command_when_a_story_was_published(db, run, tmp_path):
    path = table(
        tmp_path, [["", FIRST, "benar", "11/5/2024"]], heading=HEADING
    )  # five months before it, or three weeks after
    assert run("review", "--db", db, "import", path, "--by", "ani").exit_code == 0
    assert '"decided_at": "2024-11-04T17:00:00+00:00"' in run("review", "--db", db, "log").stdout
