from __future__ import annotations

import csv
from datetime import UTC, datetime

import pandas
import pytest

from pipeline.export.tables import ARTICLE_COLUMNS, FLAGGED_COLUMNS, REVIEW, article_row, flagged_row, write_csv
from pipeline.extract import article_from_text


@pytest.fixture(scope="module")
def row(model, case):
    article = article_from_text(
        case[1],
        title=case[0],
        url="https://contoh.id/1",
        source="contoh",
        outlet="Harian “Contoh”",
        published_at=datetime(2024, 10, 14, 18, 30, tzinfo=UTC),
    )
    return article, model.assess_article(article)


def test_a_flagged_row_answers_who_what_where_and_why(row):
    cells = flagged_row(*row)
    assert tuple(sorted(cells)) == tuple(sorted(FLAGGED_COLUMNS))
    assert cells["tanggal"] == "2024-10-15"  # half past one at night in Jakarta
    assert "Camat Sungai Lala (Darlis)" in cells["terduga"]
    assert cells["status"] == "dugaan" and cells["bukti"] and cells["alasan"]
    assert cells["kode_wilayah"] == "14.02" and cells["wilayah"] == "Kabupaten Indragiri Hulu, Riau"
    assert all(cells[column] == "" for column in REVIEW)


def test_an_article_row_has_every_column(row):
    assert set(article_row(*row)) == set(ARTICLE_COLUMNS)


def test_the_file_opens_in_a_spreadsheet_and_in_pandas(row, tmp_path):
    path = tmp_path / "flagged.csv"
    assert write_csv(path, FLAGGED_COLUMNS, [flagged_row(*row)]) == 1
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\r\n")
    frame = pandas.read_csv(path)
    assert frame.loc[0, "media"] == "Harian “Contoh”"
    assert list(frame.columns) == list(FLAGGED_COLUMNS)


@pytest.mark.parametrize("cell", ["=1+1", "+62811", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_cell_starts_a_formula(cell, tmp_path):
    path = tmp_path / "x.csv"
    write_csv(path, ("a", "b"), [{"a": cell, "b": "aman, “kutip” dan\nbaris"}])
    with path.open(encoding="utf-8-sig", newline="") as file:
        _, (guarded, plain) = csv.reader(file)
    assert guarded == f"'{cell}"
    assert plain == "aman, “kutip” dan\nbaris"


def test_an_unfinished_table_does_not_replace_a_finished_one(tmp_path):
    path = tmp_path / "x.csv"
    write_csv(path, ("a",), [{"a": "1"}])
    before = path.read_bytes()

    def broken():
        yield {"a": "2"}
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_csv(path, ("a",), broken())
    assert path.read_bytes() == before


def test_the_same_accused_in_two_spellings_stands_once():
    from pipeline.export.tables import _accused
    from pipeline.records import Group, Mention, Role

    texts = ("ketua RT", "Ketua RT", "Camat", "Camat Marau")
    found = _accused(Mention(text, 0, len(text), Group.ASN, Role.TERDUGA) for text in texts)
    assert found == ["ketua RT", "Camat Marau"]
