from __future__ import annotations

import pandas
import pytest
from openpyxl import load_workbook

from pipeline.export.columns import columns
from pipeline.export.tables import unguarded
from pipeline.export.workbook import write_workbook


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
