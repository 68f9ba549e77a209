from __future__ import annotations

import pandas
import pytest
from openpyxl import load_workbook

from pipeline.export.columns import columns
from pipeline.export.tables import unguarded
from pipeline.export.workbook import fitting, uncut, write_workbook


def _row(**cells: str) -> dict[str, str]:
    return dict.fromkeys((column.key for column in columns("leads")), "") | {"peluang_kasus": "0.912"} | cells


def _sheet(tmp_path, *rows, lang="id"):
    path = tmp_path / "flagged.xlsx"
    assert write_workbook(path, rows, lang) == len(rows)
    return load_workbook(path)


def test_the_sheet_filters_freezes_offers_choices_and_explains(tmp_path):
    book = _sheet(tmp_path, _row(judul="Judul"), _row(judul="Lagi"))
    sheet = book["Petunjuk"]
    assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref.endswith("3")
    choices = [one.formula1 for one in sheet.data_validations.dataValidation]
    assert '"benar,salah,ragu"' in choices and len(choices) == 2
    assert [cell.value for cell in sheet[1]] == [column.key for column in columns("leads")]
    assert book["Keterangan"].max_row == len(columns("leads")) + 2


def test_text_from_the_web_stays_text(tmp_path):
    dangerous = {
        "judul": '=HYPERLINK("http://x")',
        "bukti": "+1\x00\x1f",
        "tautan": "javascript:alert(1)",
        "catatan": "@x",
    }
    sheet = _sheet(tmp_path, _row(**dangerous))["Petunjuk"]
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in sheet[2])
    assert '=HYPERLINK("http://x")' in [cell.value for cell in sheet[2]]


def test_links_work_and_chances_are_numbers(tmp_path):
    book = _sheet(tmp_path, _row(tautan="https://contoh.id/1"), lang="en")
    cells = {head.value: cell for head, cell in zip(book["Leads"][1], book["Leads"][2], strict=True)}
    assert cells["link"].hyperlink.target == "https://contoh.id/1"
    assert cells["case_probability"].value == 0.912


def test_texts_wrap_and_links_look_like_links(tmp_path):
    sheet = _sheet(tmp_path, _row(tautan="https://contoh.id/1", judul="Judul"))["Petunjuk"]
    cells = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert cells["tautan"].font.underline == "single" and cells["judul"].font.underline is None
    assert all(cells[name].alignment.wrap_text for name in ("tautan", "judul"))


@pytest.mark.parametrize(
    "text", ["NA", "null", "n/a", "nan", "2024", "1,5", "=1+1", "'kutip'", "Biasa", "50%", "Mar 5"]
)
def test_pandas_and_the_import_read_back_what_was_written(tmp_path, text):
    _sheet(tmp_path, _row(judul="x", catatan=text))
    read = pandas.read_excel(tmp_path / "flagged.xlsx")["catatan"][0]
    assert isinstance(read, str) and unguarded(read) == text


@pytest.mark.parametrize(("lang", "told"), [("id", "terpotong"), ("en", "cut off")])
@pytest.mark.parametrize("letter", ["x", "😀"])
def test_a_text_that_was_cut_says_so_and_fits_into_a_cell_of_excel(tmp_path, lang, told, letter):
    whole = letter * 40_000
    sheet = _sheet(tmp_path, _row(catatan=whole), lang=lang).worksheets[0]
    (text,) = [cell.value for cell in sheet[2] if str(cell.value).startswith(letter)]
    assert told in text and len(text.encode("utf-16-le")) <= 2 * 32_767
    assert uncut(text, whole) == whole and uncut(f"{text} lagi", whole) == f"{whole} lagi"
    assert uncut("x", whole) == "x" and fitting("x" * 32_000, lang) == "x" * 32_000


def test_a_text_cut_without_a_word_is_whole_again():
    assert uncut("x" * 32_000, "x" * 40_000) == "x" * 40_000
    assert uncut("y" * 32_000, "x" * 40_000) == "y" * 32_000


def test_no_more_links_than_excel_holds_on_a_sheet(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.export.workbook._MOST_LINKS", 2)
    rows = [_row(tautan=f"https://contoh.id/{number}") for number in range(4)]
    cells = [cell for row in _sheet(tmp_path, *rows)["Petunjuk"].iter_rows(min_row=2) for cell in row]
    addresses = [cell for cell in cells if str(cell.value).startswith("https://")]
    assert [cell.value for cell in addresses] == [row["tautan"] for row in rows]
    assert [cell.hyperlink is not None for cell in addresses] == [True, True, False, False]
    assert [cell.font.underline for cell in addresses] == ["single", "single", None, None]
