"""Tables with other columns than were written: renamed, added, merged, decided by two."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from pipeline.errors import InputError
from pipeline.export.columns import columns
from pipeline.records import Status, Verdict
from tests.review.conftest import FIRST, SECOND
from tests.review.test_sheets import HEADING, read, table


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        (
            [*HEADING, "Catatan", "Reviewer", "Link"],
            [FIRST, "", "benar", "", "penting", "ani", "", "penting", "", "?"],
        ),
        (["Tautan", "Putusan analis (isi)", "catatan analis", "Peninjau"], [FIRST, "benar", "penting", "ani"]),
        (["link", "Putusan", "status", "Catatan"], [FIRST, "benar", "dugaan", "penting"]),
    ],
)
def test_added_and_renamed_columns_change_nothing(tmp_path, heading, row):
    (found,), refused = read(table(tmp_path, [row], heading=heading))
    assert (found.url, found.verdict, found.note, found.reviewer, refused) == (
        FIRST,
        Verdict.BENAR,
        "penting",
        "ani",
        [],
    )


def test_further_notes_are_kept_behind_their_heading(tmp_path):
    heading = [*HEADING, "Catatan (Budi)", "Note"]
    rows = [
        [FIRST, "", "benar", "", "penting", "ani", "", "'=telepon", "y"],
        [SECOND, "", "", "", "", "", "", "kelak", ""],
    ]
    found, refused = read(table(tmp_path, rows, heading=heading))
    assert [one.note for one in found] == ["penting\nCatatan (Budi): =telepon\nNote: y", "Catatan (Budi): kelak"]
    assert refused == []


@pytest.mark.parametrize("second", ["Peninjau 2", "Reviewer", "tanggal_tinjau (Budi)", "peninjau_email"])
def test_a_second_name_or_day_goes_with_the_note(tmp_path, second):
    rows = [[FIRST, "", "benar", "", "", "ani", "2024-10-14", "x"], [SECOND, "", "", "", "", "", "", "x"]]
    (found,), refused = read(table(tmp_path, rows, heading=[*HEADING, second]))
    assert (found.reviewer, found.note, refused) == ("ani", f"{second}: x", [])


def test_a_second_verdict_that_means_the_same_is_taken(tmp_path):
    row = [FIRST, "", "benar", "tidak terbukti", "", "", "", "Betul", "tidak_terbukti"]
    heading = [*HEADING, "verdict", "corrected_status"]
    (found,), refused = read(table(tmp_path, [row], heading=heading))
    assert (found.verdict, found.status, refused) == (Verdict.BENAR, Status.TIDAK_TERBUKTI, [])


@pytest.mark.parametrize(
    ("heading", "answer"),
    [("Perlu ditindaklanjuti", "tidak"), ("Sudah dibaca", "ya"), ("Paraf", "S"), ("Sumber?", "r")],
)
def test_added_columns_that_answer_other_questions_change_nothing(tmp_path, heading, answer):
    rows = [
        [FIRST, "benar", "", "", "", "", answer, "v", "dugaan"],
        [SECOND, "", "", "", "", "", answer, "v", "dugaan"],
    ]
    columns = ["tautan", *HEADING[2:], heading, "versi", "status"]
    (found,), refused = read(table(tmp_path, rows, heading=columns))
    assert (found.url, found.verdict, refused) == (FIRST, Verdict.BENAR, [])


def test_what_stands_beside_a_verdict_without_a_heading_goes_with_the_note(tmp_path):
    row = [FIRST, "v", "dugaan", "benar", "", "lihat", "", "", "telepon", "lagi"]
    (found,), refused = read(table(tmp_path, [row], heading=["tautan", "versi", "status", *HEADING[2:]]))
    assert (found.note, refused) == ("lihat\n(tanpa judul): telepon\n(tanpa judul): lagi", [])


def test_a_second_heading_below_the_first_begins_a_table_of_its_own(tmp_path):
    rows = [[FIRST, "", "benar", "", "", "", ""], ["putusan_analis", "tautan"], ["salah", SECOND]]
    found, _ = read(table(tmp_path, rows))
    assert [(one.url, one.verdict) for one in found] == [(FIRST, Verdict.BENAR), (SECOND, Verdict.SALAH)]


@pytest.mark.parametrize("merged", ["catatan lain", "verdict", None])
def test_a_cell_that_is_none_is_told_in_further_columns_as_well(tmp_path, merged):
    book = Workbook()
    book.active.append([*HEADING, merged])
    book.active.append([FIRST, "x", "benar", None, "n", None, None, '=LOWER("SALAH")'])
    book.save(tmp_path / "tinjauan.xlsx")
    found, ((row, told),) = read(tmp_path / "tinjauan.xlsx")
    assert (found, row) == ([], "2") and "formula" in told


@pytest.mark.parametrize(
    "second",
    ["putusan_analis", "Putusan analis (Budi)", "verdict", "putusan_analis_2", "Putusan Budi", "Keputusan akhir"],
)
@pytest.mark.parametrize("first", ["benar", ""])
def test_two_people_who_decided_in_one_table_are_told(tmp_path, first, second):
    heading = [*HEADING, second]
    rows = [
        [FIRST, "", first, *[""] * (len(HEADING) - 3), "salah"],
        [SECOND, "", "benar", *[""] * (len(HEADING) - 3), "benar"],
    ]
    found, refused = read(table(tmp_path, rows, heading=heading))
    row, reason = refused[-1]
    assert row == "2" and repr(second) in reason and "says 'salah'" in reason
    assert [one.url for one in found] == [SECOND]


def test_a_table_without_a_column_to_decide_in_is_refused_with_those_it_has(tmp_path):
    with pytest.raises(InputError, match="not known: keputusan saya"):
        read(table(tmp_path, [[FIRST, "benar", ""]], heading=["tautan", "keputusan saya", "catatan"]))


def test_a_heading_merged_with_another_is_told(tmp_path):
    book = Workbook()
    book.active.append(["tautan", "putusan_analis", "status_koreksi"])
    book.active.append([FIRST, "salah", "imbauan"])
    book.active.merge_cells("B1:C1")
    book.save(tmp_path / "tinjauan.xlsx")
    (found,), ((row, told),) = read(tmp_path / "tinjauan.xlsx")
    assert found.verdict is Verdict.SALAH and row == "1" and "status_koreksi" in told and "an empty one" in told


def test_what_stands_beside_the_headings_is_told_where_nothing_stands_below(tmp_path):
    heading = ["tautan", "versi", "status", "putusan_analis", *HEADING[3:]]
    rows = [
        [FIRST, "", "", "", "", "", "", "", "benar"],
        [SECOND, "", "", "benar", "", "", "", "", "telepon"],
        ["Jumlah", "2"],
    ]
    (found,), ((row, told),) = read(table(tmp_path, rows, heading=heading))
    assert found.url == SECOND and row == "2" and "no heading" in told


@pytest.mark.parametrize(
    ("column", "renamed", "told"),
    [
        ("catatan", "alasan", "the second alasan"),
        ("catatan", "Bukti", "the second Bukti"),
        ("status_koreksi", "Status", "the second Status"),
        ("tanggal_tinjau", "tanggal", "the second tanggal"),
        ("peninjau", "media", "the second media"),
        ("catatan", "tautan", "the second tautan"),
        ("peninjau", "penulis", ": penulis"),  # a column of articles.csv
    ],
)
def test_a_column_renamed_to_a_heading_that_the_table_has_is_told(tmp_path, column, renamed, told):
    heading = [one.key for one in columns("leads")]
    cells = dict.fromkeys(heading, "") | {"tautan": FIRST, "putusan_analis": "benar", column: "penting"}
    assert read(table(tmp_path, [[*dict(cells, **{column: ""}).values()]], heading=heading))[1] == []
    names = [renamed if one == column else one for one in heading]
    found, ((row, reason), (below, lost)) = read(table(tmp_path, [[*cells.values()]], heading=names))
    assert (found, row, below) == ([], "1", "2") and f"no column {column}, " in reason and told in reason
    assert f"the column {renamed!r} says 'penting'" in lost and f"may be {column}, " in lost


def test_a_verdict_under_a_heading_that_stands_twice_refuses_the_table(tmp_path):
    heading = ["tautan", "status", "status", "catatan"]
    with pytest.raises(InputError, match=r"no column putusan_analis nor .*: the second status"):
        read(table(tmp_path, [[FIRST, "dugaan", "benar", ""]], heading=heading))


def test_a_known_heading_twice_is_nothing_where_no_column_is_missing(tmp_path):
    heading = [*(one.key for one in columns("leads")), "judul", "penulis"]
    cells = dict.fromkeys(heading, "") | {"tautan": FIRST, "putusan_analis": "benar"}
    row = [*cells.values()]
    (found,), refused = read(table(tmp_path, [[*row[:-1], "x", row[-1]]], heading=heading))
    assert found.verdict is Verdict.BENAR and refused == []


@pytest.mark.parametrize(
    ("column", "renamed", "may_be"),
    [
        ("status_koreksi", "koreksi", "status_koreksi"),
        ("status_koreksi", "status baru", "status_koreksi"),
        ("status_koreksi", "jadinya", "status_koreksi"),
        ("peninjau", "nama", "peninjau"),
        ("catatan", "ulasan", "catatan"),
        ("tanggal_tinjau", "tgl", "tanggal_tinjau"),
    ],
)
def test_a_row_with_something_in_a_renamed_column_is_refused_whole(tmp_path, column, renamed, may_be):
    heading = [one.key for one in columns("leads")]
    cells = dict.fromkeys(heading, "") | {"putusan_analis": "salah"}
    rows = [[*(cells | {"tautan": FIRST, column: "x"}).values()], [*(cells | {"tautan": SECOND}).values()]]
    names = [renamed if one == column else one for one in heading]
    (found,), ((head, _), (row, told)) = read(table(tmp_path, rows, heading=names))
    assert (found.url, head, row) == (SECOND, "1", "2")
    assert f"the column {renamed!r} says 'x'" in told and f"it may be {may_be}, which" in told


def test_a_renamed_column_is_found_by_its_words_where_it_was_moved(tmp_path):
    heading = ["status baru", "tautan", "judul", "putusan_analis", "catatan", "peninjau", "tanggal_tinjau", "versi"]
    row = ["imbauan", FIRST, "", "salah", "", "", "", ""]
    found, (_, (number, told)) = read(table(tmp_path, [row], heading=heading))
    assert (found, number) == ([], "2") and "status_koreksi" in told


def test_one_of_several_renamed_columns_may_be_each_that_is_lacking(tmp_path):
    heading = ["tautan", "versi", "status", "putusan_analis", "status_koreksi", "catatan", "nama", "tgl"]
    row = [FIRST, "", "", "salah", "", "", "budi", ""]
    found, (_, (number, told)) = read(table(tmp_path, [row], heading=heading))
    assert (found, number) == ([], "2") and "may be peninjau / tanggal_tinjau, which" in told


def test_the_column_that_is_lacking_added_empty_tells_that_another_is_something_else(tmp_path):
    heading = ["tautan", "versi", "status", "putusan_analis", "urutan", "catatan", "peninjau", "tanggal_tinjau"]
    row = [FIRST, "", "", "salah", "3", "", "", ""]
    found, (_, (number, _)) = read(table(tmp_path, [row], heading=heading))
    assert (found, number) == ([], "2")
    (found,), refused = read(table(tmp_path, [[*row, ""]], heading=[*heading, "status_koreksi"]))
    assert found.verdict is Verdict.SALAH and refused == []


def test_a_formula_without_its_value_in_a_renamed_column_is_told(tmp_path):
    book = Workbook()
    book.active.append(["nama" if one == "peninjau" else one for one in HEADING])
    book.active.append([FIRST, "x", "benar", None, None, '=LOWER("BUDI")', None])
    book.save(tmp_path / "tinjauan.xlsx")
    found, (_, (row, told)) = read(tmp_path / "tinjauan.xlsx")
    assert (found, row) == ([], "2") and "formula" in told


def moved(column, name, place, **cells):
    """The heading and one decided row of a table, of which a column was renamed and put elsewhere, or taken out where it has no name."""
    heading = [one.key for one in columns("leads")]
    filled = dict.fromkeys(heading, "") | {"tautan": FIRST, "putusan_analis": "salah"} | cells
    text = filled.pop(column)
    names, row = list(filled), list(filled.values())
    if name:
        names.insert(place, name)
        row.insert(place, text)
    return names, row


@pytest.mark.parametrize("place", [0, 3, 20])
@pytest.mark.parametrize(
    ("column", "name", "text"),
    [
        ("peninjau", "nama", "budi"),
        ("peninjau", "media", "B.S."),  # the heading of another column
        ("peninjau", "penulis", "Budi 2"),  # a column of articles.csv
        ("status_koreksi", "jadinya", "Himbauan"),
    ],
)
def test_a_name_or_a_status_in_a_column_renamed_and_moved_refuses_the_row(tmp_path, column, name, text, place):
    heading, row = moved(column, name, place, **{column: text})
    found, ((head, _), (number, told)) = read(table(tmp_path, [row], heading=heading))
    assert (found, head, number) == ([], "1", "2")
    assert f"{name!r} says {text!r}" in told and f"it may be {column}, which the table lacks" in told
    (found,), refused = read(table(tmp_path, [[*row, ""]], heading=[*heading, column]))
    assert (found.reviewer, refused) == ("ani", [])


@pytest.mark.parametrize("place", [0, 3, 20])
def test_a_name_in_a_column_renamed_and_moved_is_nothing_where_the_row_decides_nothing(tmp_path, place):
    heading, row = moved("peninjau", "nama", place, peninjau="budi", putusan_analis="")
    found, ((head, _),) = read(table(tmp_path, [row], heading=heading))
    assert (found, head) == ([], "1")


def test_a_table_without_the_column_of_names_is_signed_by_who_imports_it(tmp_path):
    heading, row = moved("peninjau", None, 0)
    (found,), refused = read(table(tmp_path, [row], heading=heading))
    assert (found.reviewer, refused) == ("ani", [])


@pytest.mark.parametrize("place", [0, 3, 20])
@pytest.mark.parametrize(("name", "text"), [("nomor", "17"), ("prioritas", "tinggi"), ("dicek", "x")])
def test_an_added_column_is_nothing_where_no_column_is_missing(tmp_path, name, text, place):
    heading, row = moved("peninjau", None, 0)
    names, filled = [*heading, "peninjau"], [*row, "budi"]
    names.insert(place, name)
    filled.insert(place, text)
    (found,), refused = read(table(tmp_path, [filled], heading=names))
    assert (found.reviewer, refused) == ("budi", [])


@pytest.mark.parametrize(("name", "text"), [("nomor", "17"), ("dicek", "x"), ("tgl rapat", "2024-10-13 00:00")])
def test_what_signs_nothing_is_told_once_where_the_column_of_names_is_missing(tmp_path, name, text):
    heading, row = moved("peninjau", name, 0, peninjau=text)
    (found,), ((head, told),) = read(table(tmp_path, [row], heading=heading))
    assert (found.reviewer, head) == (
        "ani",
        "1",
    ) and f"no column peninjau, and these headings are not known: {name}" in told


def test_a_formula_without_its_value_is_told_also_where_the_column_was_moved(tmp_path):
    book = Workbook()
    for row in moved("peninjau", "nama", 0, peninjau='=LOWER("BUDI")'):
        book.active.append(row)
    book.save(tmp_path / "tinjauan.xlsx")
    found, (_, (row, told)) = read(tmp_path / "tinjauan.xlsx")
    assert (found, row) == ([], "2") and "formula" in told
