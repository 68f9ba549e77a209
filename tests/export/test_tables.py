from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pandas
import pytest

from pipeline.errors import InputError
from pipeline.export import Wish, export
from pipeline.export.columns import all_columns, columns, dictionary
from pipeline.export.rows import REVIEW, Lead, accused, article_row, lead_row, mention_rows
from pipeline.export.tables import harmless, unguarded, write_csv, write_together
from pipeline.extract import article_from_text
from pipeline.language import parse
from pipeline.mentions import tag
from pipeline.records import Bentuk, Group, Mention, Page, Review, Role, Status, Verdict
from pipeline.review.sheets import read_reviews
from pipeline.store import Store
from tests.conftest import ROOT

NOW = datetime(2024, 10, 14, 18, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def lead(model):
    from tests.conftest import CASE

    article = article_from_text(
        CASE[1], title=CASE[0], url="https://contoh.id/1", source="contoh", outlet="Harian “Contoh”", published_at=NOW
    )
    return Lead(article, model.assess_article(article), "abc", ("https://lain.id/1",))


def test_a_lead_answers_who_what_where_and_why(lead):
    cells = lead_row(lead)
    assert set(cells) == {column.key for column in columns("leads")}
    assert cells["tanggal"] == "2024-10-15"  # half past one at night in Jakarta
    assert "Camat Sungai Lala (Darlis)" in cells["terduga"]
    assert cells["status"] == "dugaan" and cells["bukti"] and cells["alasan"] and "+" in cells["pertimbangan"]
    assert cells["kode_wilayah"] == "ID-14.02" and cells["wilayah"] == "Kabupaten Indragiri Hulu, Riau"
    assert cells["kasus"] == "abc" and cells["juga_dimuat"] == "https://lain.id/1"
    assert cells["dasar_hukum"].startswith("mungkin berlaku: ")
    assert all(cells[column] == "" for column in REVIEW)


def test_what_an_analyst_decided_stands_in_every_table(lead):
    roles = tuple((mention.start, Role.LAIN) for mention in lead.assessment.mentions)
    review = Review(
        lead.article.url, "m", Verdict.SALAH, "ani", NOW, Status.TIDAK_RELEVAN, roles, "bukan camat ini", id=7,
        bentuk=(Bentuk.TIMSES,),
    )  # fmt: skip
    decided = replace(lead, review=review)
    for cells in (lead_row(decided), article_row(decided)):
        assert [cells[key] for key in REVIEW] == ["salah", "tidak_relevan", "bukan camat ini", "ani", "2024-10-15"]
        assert cells["status"] == "dugaan" and cells["kelompok_terduga"] == ""
    cells = lead_row(decided)
    assert cells["terduga"] == cells["dasar_hukum"] == "" and "terduga:" not in cells["alasan"]
    assert cells["versi"].endswith("-7") and cells["bentuk"] == "timses"
    assert {row["peran"] for row in mention_rows(decided)} == {"lain"}
    cleared = replace(decided, review=replace(decided.review, verdict=Verdict.SALAH, status=None))
    assert {row["yang_berlaku"] for row in mention_rows(cleared)} == {"bukan kasus, menurut peninjau"}


@pytest.mark.parametrize(
    ("verdict", "status", "dismissed"),
    [
        (Verdict.SALAH, None, True),
        (Verdict.SALAH, Status.TERBUKTI, False),
        (Verdict.SALAH, Status.REKAP, True),
        (Verdict.BENAR, None, False),
        (Verdict.RAGU, None, False),
        (None, Status.IMBAUAN, True),
        (None, None, False),
    ],
)
def test_a_lead_is_dismissed_by_a_decision_alone(lead, verdict, status, dismissed):
    assert not lead.dismissed and lead.standing is lead.assessment
    decided = replace(lead, review=Review(lead.article.url, "m", verdict, "ani", NOW, status))
    assert decided.dismissed is dismissed
    assert decided.standing.status is (status or lead.assessment.status)


def test_the_other_rows_have_every_column(lead):
    assert set(article_row(lead)) == {column.key for column in columns("articles")}
    rows = list(mention_rows(lead))
    assert all(set(row) == {column.key for column in columns("mentions")} for row in rows)
    assert all(lead.article.text[int(row["awal"]) : int(row["akhir"])] == row["sebutan"] for row in rows)


def test_a_later_mention_has_the_name_of_the_person_it_repeats(lead):
    text = "Camat Marau, Darlis, diperiksa. Camat tersebut membantah. Lurah tersebut diam."
    told = replace(lead.assessment, mentions=tuple(tag(parse(text))))
    rows = mention_rows(replace(lead, article=replace(lead.article, text=text), assessment=told))
    assert [(row["sebutan"], row["nama"]) for row in rows] == [
        ("Camat Marau", "Darlis"),
        ("Camat", "Darlis"),
        ("Lurah", ""),
    ]


@pytest.mark.parametrize(("lang", "delimiter"), [("id", ","), ("en", ";")])
def test_the_file_opens_in_a_spreadsheet_and_in_pandas(lead, tmp_path, lang, delimiter):
    path = tmp_path / "flagged.csv"
    assert write_csv(path, columns("leads"), [lead_row(lead)], lang, delimiter) == 1
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\r\n")
    frame = pandas.read_csv(path, sep=delimiter, decimal="," if delimiter == ";" else ".")
    assert list(frame.columns) == [column.heading(lang) for column in columns("leads")]
    assert frame.loc[0, "media" if lang == "id" else "outlet"] == "Harian “Contoh”"
    assert frame.loc[0, "kode_wilayah" if lang == "id" else "region_code"] == "ID-14.02"
    assert frame.loc[0, "bukti" if lang == "id" else "evidence"] == lead_row(lead)["bukti"]
    chance = frame.loc[0, "peluang_kasus" if lang == "id" else "case_probability"]
    assert f"{chance:.3f}" == lead_row(lead)["peluang_kasus"]
    assert (f"{delimiter}0,9" in data.decode("utf-8")) == (delimiter == ";")


@pytest.mark.parametrize("cell", ["=1+1", "+62811", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", '"=1', "'=1"])
def test_no_cell_starts_a_formula(cell, tmp_path):
    path = tmp_path / "x.csv"
    one, two = columns("leads")[:2]
    write_csv(path, (one, two), [{one.key: cell, two.key: "aman, “kutip” dan\nbaris"}])
    with path.open(encoding="utf-8-sig", newline="") as file:
        _, (guarded, plain) = csv.reader(file)
    sign = re.search("[=+@-]", cell).start()
    assert guarded == f"{cell[:sign]}'{cell[sign:]}"
    assert plain == "aman, “kutip” dan\nbaris"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("between", [",", ";"])
def test_no_cell_starts_a_formula_where_excel_parts_the_line_at_another_sign(sign, between, tmp_path):
    path, shown = tmp_path / "x.csv", columns("leads")[:2]
    cells = ['Camat;=A1("x");y', "a,+1,b", "a\t=1", "a| @b", "baris\n-1", 'x;"=1"', "x; '=1", "a;\n=1", "akhir;", "=1"]
    write_csv(path, shown, [dict.fromkeys((c.key for c in shown), cell) for cell in cells], delimiter=between)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    unquoted = csv.reader(lines, delimiter=sign, quoting=csv.QUOTE_NONE)
    for row in [*csv.reader(lines, delimiter=sign), *unquoted]:
        assert not [cell for cell in row if cell.lstrip(' "').startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    "cell",
    [
        "=1",
        "'=1",
        "''=1",
        "a;=b; 'c",
        "a;'=b",
        "x,  +1;-2",
        "nan",
        "'nan",
        "-nan",
        "'-nan",
        "1,5",
        "'",
        "'kutip'",
        "",
        "50%",
        "'50%",
        "-5%",
        " -(5)",
        "5,-5",
        "5, =1",
        "3/4",
    ],
)
def test_a_guarded_cell_is_given_back_as_it_was(cell):
    assert unguarded(harmless(cell)) == cell
    assert unguarded("kata 'dia' - =x") == "kata 'dia' - =x"


@pytest.mark.parametrize(
    "cell", ["NA", "null", "None", "nan", "12e5", "2024", "1.234,5", "True", "0x1F", "#N/A", "-1.#IND", "50%", "Mar 5"]
)
def test_a_text_comes_back_from_pandas_as_it_was(cell, tmp_path):
    path, (column, *_) = tmp_path / "x.csv", columns("leads")
    write_csv(path, [column], [{column.key: cell}])
    assert pandas.read_csv(path).loc[0, column.key].lstrip("'") == cell


@pytest.mark.parametrize(
    "cell", ["Camat 5", "5 camat", "Maret", "Rp", "pm", "10 Maret 2024 di Rengat", "5a5b", "12:30 WIB"]
)
def test_a_text_that_is_no_number_stands_as_it_is(cell):
    assert harmless(cell) == cell


@pytest.mark.parametrize("part", ["5", "'", "5 ", "5,", "Mar", "june", "e ", "5 e", "(", "jum'at 5"])
def test_to_tell_a_number_takes_no_longer_than_the_text_is_long(part):
    cell = part * 100_000 + "x"
    assert unguarded(harmless(cell)) == cell


def test_a_day_stays_a_day(tmp_path):
    path, days = tmp_path / "x.csv", [column for column in columns("leads") if column.date]
    assert [column.key for column in days] == ["tanggal", "tanggal_tinjau"]
    write_csv(path, days, [dict.fromkeys((column.key for column in days), "2024-10-15")])
    assert path.read_text(encoding="utf-8-sig").splitlines()[1] == "2024-10-15,2024-10-15"


def test_characters_no_file_can_hold_are_left_out(tmp_path, lead):
    from pipeline.export.workbook import write_workbook

    row = lead_row(lead) | {"judul": "a\ud800b\ufffec\uffffd\x00e"}
    write_csv(tmp_path / "x.csv", columns("leads"), [row])
    assert pandas.read_csv(tmp_path / "x.csv").loc[0, "judul"] == "abcde"
    assert write_workbook(tmp_path / "x.xlsx", [row]) == 1


def test_an_unfinished_table_does_not_replace_a_finished_one(tmp_path):
    path, column = tmp_path / "x.csv", columns("leads")[0]
    write_csv(path, [column], [{column.key: "1"}])
    before = path.read_bytes()

    def broken():
        yield {column.key: "2"}
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_csv(path, [column], broken())
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_tables_written_together_read_their_items_once_and_are_whole_or_not_at_all(tmp_path):
    [column] = [column for column in columns("leads") if column.key == "judul"]
    once, twice = tmp_path / "satu.csv", tmp_path / "dua.csv"
    tables = {
        once: ([column], lambda item: [{column.key: item}]),
        twice: ([column], lambda item: [{column.key: item}] * 2),
    }
    assert write_together(tables, iter("ab")) == {once: 2, twice: 4}
    before = once.read_bytes(), twice.read_bytes()

    def broken():
        yield "c"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_together(tables, broken())
    assert before == (once.read_bytes(), twice.read_bytes()) and len(list(tmp_path.iterdir())) == 2


def test_the_same_accused_in_two_spellings_stands_once():
    texts = ("ketua RT", "Ketua RT", "Camat", "Camat Marau")
    found = accused("", [Mention(text, 0, len(text), Group.ASN, Role.TERDUGA) for text in texts])
    assert found == ["ketua RT", "Camat Marau"]


def test_who_is_named_again_in_short_is_listed_once_by_the_fullest_name():
    text = "Kepala Desa Sukamaju, Darlis Effendi, diperiksa. Kades Darlis membantah. Camat Hulu diam."
    mentions = [replace(mention, role=Role.TERDUGA) for mention in tag(parse(text))]
    assert accused(text, mentions) == ["Kepala Desa Sukamaju (Darlis Effendi)", "Camat Hulu"]


def test_the_data_dictionary_is_fresh():
    assert (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8") == dictionary()


def test_headings_are_unique_in_both_languages():
    assert len({c.en for c in all_columns()}) == len({c.key for c in all_columns()}) == len(all_columns())


@pytest.fixture
def store(tmp_path, model, lead, reminder):
    with Store(tmp_path / "netralitas.db") as opened:
        other = article_from_text(
            reminder[1],
            title=reminder[0],
            url="https://contoh.id/2",
            source="contoh",
            outlet="Contoh",
            published_at=NOW,
        )
        for article in (lead.article, other):
            opened.keep(Page(article.url, "contoh", article.outlet, "Asia/Jakarta", NOW, ("<p>x</p>",)), article)
            opened.keep_assessment(article.url, model.assess_article(article))
        yield opened


def test_an_export_holds_the_period_that_was_asked_for(store, model, tmp_path):
    def rows(**wish):
        return list(export(store, model.name, tmp_path / "out", Wish(formats=("csv",), **wish)).values())

    assert rows()[:2] == [1, 2]
    assert rows(since=date(2024, 10, 15), until=date(2024, 10, 15))[:2] == [1, 2]
    assert rows(until=date(2024, 10, 14)) == [0, 0, 0]
    assert rows(capacity=2)[:2] == [2, 2]
    with pytest.raises(InputError, match="bad-period"):
        Wish(since=date(2024, 10, 15), until=date(2024, 10, 14))
    assert Wish(since=date(2024, 10, 8), until=date(2024, 10, 14)).before == (date(2024, 10, 1), date(2024, 10, 7))
    assert Wish(since=date(9000, 1, 2)).before == (date(9000, 1, 1), date(9000, 1, 1))
    assert Wish(since=date(1000, 1, 1)).before is None, "there are not as many days before"
    assert rows(since=date(1, 1, 1))[:2] == [1, 2]


def test_a_story_without_a_date_counts_on_the_day_it_was_first_seen(store, model, lead, tmp_path):
    undated = replace(lead.article, url="https://contoh.id/3", published_at=None)
    store.keep(
        Page(undated.url, "contoh", undated.outlet, "Asia/Jakarta", NOW.replace(month=12), ("<p>x</p>",)), undated
    )
    store.keep_assessment(undated.url, model.assess_article(undated))

    def leads(month):
        days = date(2024, month, 1), date(2024, month, 28)
        return export(store, model.name, tmp_path, Wish(("csv",), since=days[0], until=days[1]))[
            tmp_path / "flagged.csv"
        ]

    assert [leads(month) for month in (9, 10, 11, 12)] == [0, 1, 0, 1]


def test_the_command(store, run, tmp_path):
    result = run("export", "--db", store.path, "--out", tmp_path / "out", "--lang", "en", "--mask-names")
    assert result.exit_code == 0 and "report.html  (1 cases)" in result.stdout
    assert "Darlis" not in (tmp_path / "out" / "flagged.csv").read_text(encoding="utf-8-sig")
    assert run("export", "--db", tmp_path / "none.db").exit_code == 2


def test_the_likeliest_are_those_of_the_period(store, model, lead, tmp_path):
    late = replace(lead.article, url="https://contoh.id/3", published_at=NOW.replace(month=12), text="Cuaca cerah.")
    store.keep(Page(late.url, "contoh", late.outlet, "Asia/Jakarta", NOW, ("<p>x</p>",)), late)
    store.keep_assessment(late.url, model.assess_article(late))
    wish = Wish(formats=("csv",), since=date(2024, 12, 1), capacity=1)
    export(store, model.name, tmp_path, wish)
    assert list(pandas.read_csv(tmp_path / "flagged.csv")["tautan"]) == [late.url]
    export(store, model.name, tmp_path, replace(wish, since=None))
    assert list(pandas.read_csv(tmp_path / "flagged.csv")["tautan"]) == [lead.article.url]


def test_what_was_decided_takes_no_place_among_the_likeliest(store, model, lead, tmp_path):
    url, wish = lead.article.url, Wish(formats=("csv",), capacity=1)
    assert export(store, model.name, tmp_path, wish)[tmp_path / "flagged.csv"] == 1
    for verdict in Verdict:
        now = store.review_of(url)
        store.decide(Review(url, model.name, verdict, "ani", NOW, judged=lead.assessment.status), now and now.id)
        assert export(store, model.name, tmp_path, wish)[tmp_path / "flagged.csv"] == 2
    assert list(pandas.read_csv(tmp_path / "flagged.csv")["tautan"]) == [url, "https://contoh.id/2"]


@pytest.mark.parametrize("form", ["flagged.csv", "flagged.xlsx"])
def test_a_table_that_tells_what_stands_changes_nothing(store, model, lead, tmp_path, form):
    url = lead.article.url
    store.decide(Review(url, model.name, Verdict.SALAH, "ani", NOW, Status.REKAP, note="lihat; -1"), None)
    export(store, model.name, tmp_path, Wish(formats=("csv", "xlsx")))
    read, refused = read_reviews(tmp_path / form, {url: model.name}, "budi", "b", datetime.now(UTC))
    assert [proposal.review.note for proposal in read] == ["lihat; -1"] and refused == []
    assert not store.take(read).new and store.review_of(url).reviewer == "ani"


def test_a_story_that_is_no_lead_accuses_nobody(lead):
    cells = lead_row(replace(lead, assessment=replace(lead.assessment, flagged=False, status=Status.REKAP)))
    assert [cells[name] for name in ("terduga", "kelompok_terduga", "bentuk", "dasar_hukum")] == [""] * 4
    assert lead_row(lead)["terduga"] and cells["bukti"]
