"""The tables in LibreOffice, which has to give back what was written; skipped where it is not installed."""

from __future__ import annotations

import csv
import shutil
import subprocess

import pytest

from pipeline.export.columns import columns
from pipeline.export.tables import cell, unguarded, write_csv
from pipeline.export.workbook import write_workbook

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
ROWS = [
    {column.key: "" for column in columns("leads")}
    | {"tanggal": "2024-10-15", "judul": 'Judul “kutip”, "lurus"; dan koma', "bukti": "Satu.\nDua é.", "kode_wilayah": "ID-12.10",
       "peluang_kasus": "0.912", "catatan": "=1+1", "tautan": "https://contoh.id/1?a=b&c=d"},
    {column.key: "" for column in columns("leads")} | {"judul": "Lagi", "peluang_kasus": "0.5", "alasan": "+62811"},
]  # fmt: skip


MISREAD = [
    "50%", "1,5 %", "12:30", "12:30:45", "1 pm", "24:00", "(5)", "(5,5)", "3/4", "1 3/4", "10/11", "10-11", "10/11/2024", "2024-10-14",
    "2024-10-14T12:30", "Mar 5", "5 Maret 2024", "Okt 5", "5 Des 24", "March 5, 2024", "Jumat 5 Maret", "Rp 5.000", "Rp5.000,00", "$5", "5 e3",
]  # fmt: skip
"""Short texts that a spreadsheet takes for a date, a time, a share, a sum or a negative number by opening them."""


def _back(path, folder, language=0):
    """The cells as LibreOffice shows them."""
    sign = f"--infilter=Text - txt - csv (StarCalc):44,34,76,1,,{language},false,true,false"
    options = [sign] if path.suffix == ".csv" else []
    out = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
    command = [SOFFICE, "--headless", f"-env:UserInstallation=file://{folder}/profile", *options, "--convert-to", out]
    subprocess.run(
        [*command, "--outdir", str(folder / "back"), str(path)], check=True, capture_output=True, timeout=120
    )
    with (folder / "back" / f"{path.stem}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_a_table_comes_back_as_it_went(tmp_path):
    path = tmp_path / "flagged.csv"
    write_csv(path, columns("leads"), ROWS)
    head, *rows = _back(path, tmp_path)
    assert head == [column.key for column in columns("leads")]
    assert rows == [[cell(column, row[column.key]) for column in columns("leads")] for row in ROWS]


def test_a_workbook_comes_back_as_it_went(tmp_path):
    path = tmp_path / "flagged.xlsx"
    write_workbook(path, ROWS)
    head, *rows = _back(path, tmp_path)
    assert head == [column.key for column in columns("leads")]
    assert rows == [[row[column.key] for column in columns("leads")] for row in ROWS]


@pytest.mark.parametrize("language", [1033, 1057])
def test_notes_and_headlines_are_no_dates_and_sums_after_they_were_opened_and_saved(tmp_path, language):
    path, shown = tmp_path / "flagged.csv", [c for c in columns("leads") if c.key in ("tanggal", "judul", "catatan")]
    write_csv(path, shown, [{"tanggal": "2024-10-15", "judul": text, "catatan": text} for text in MISREAD])
    _, *rows = _back(path, tmp_path, language)
    assert [[unguarded(cell) for cell in row[1:]] for row in rows] == [[text, text] for text in MISREAD]
    assert {row[0] for row in rows} == {"2024-10-15"}


def test_a_table_opened_with_the_wrong_sign_holds_no_live_formula(tmp_path):
    from openpyxl import load_workbook

    path = tmp_path / "flagged.csv"
    write_csv(
        path, columns("leads"), [ROWS[0] | {"judul": 'Camat;=HYPERLINK("http://x/";"y");z', "bukti": "Satu;\n=1+1"}]
    )
    formulas_too = "--infilter=CSV:59,34,76,1,,0,false,true,false,false,false,-1,true"
    command = [SOFFICE, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", formulas_too]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    cells = [cell for row in load_workbook(tmp_path / "flagged.xlsx").active.iter_rows() for cell in row]
    assert len(cells) > 8 and not [cell.value for cell in cells if cell.data_type == "f"]
