from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.errors import CorpusError
from pipeline.learn.agreement import compare_labels
from pipeline.learn.corpus import LabelledArticle
from pipeline.learn.labelled import as_row, read_labelled
from pipeline.learn.settle import settle
from pipeline.records import Group, Mention, Role, Status

TEXT = "Camat itu dilaporkan, kata Kapolsek."
CAMAT = {"start": 0, "end": 5, "text": "Camat", "group": "ASN", "role": "terduga"}
KAPOLSEK = {"start": 27, "end": 35, "text": "Kapolsek", "group": "POLRI", "role": "lain"}


def label(number, status, *mentions, text=TEXT, **more):
    """One line of labels; the texts are told apart by their number."""
    return {"id": f"a{number}", "title": "T", "text": f"{text} {number}", "status": status, "mentions": mentions} | more


def write(path, *labels, by=""):
    path.write_text("\n".join(json.dumps(one | {"labeller": by}) for one in labels), encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path):
    """Two labellers: they differ on a status, on a role, on a group, and on whether somebody is named."""
    ani = [label(1, "dugaan", CAMAT), label(2, "dugaan", CAMAT), label(3, "dugaan", CAMAT), label(4, "rekap", CAMAT)]
    budi = [
        label(1, "dugaan", CAMAT),
        label(2, "imbauan", CAMAT | {"role": "diimbau"}),
        label(3, "dugaan", CAMAT | {"group": "TNI"}),
        label(4, "rekap", CAMAT, KAPOLSEK),
    ]
    return write(tmp_path / "a.jsonl", *ani, by="ani"), write(tmp_path / "b.jsonl", *budi, label(5, "rekap"), by="budi")


def table_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fill(path, **settled):
    """Settle the rows whose ``what`` and ``first`` are these."""
    rows = table_of(path)
    for row in rows:
        row["settled"] = settled.get(f"{row['what']}_{row['id']}", "")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def test_two_labellers(files, tmp_path, run):
    pytest.importorskip("nltk", reason="the extra notebooks is not installed")
    result = run("agreement", *files, "--out", tmp_path / "c.csv")
    assert result.exit_code == 0, result.output
    assert "| status | 4 | 0.750 | 0.556 | 0.588 |" in result.stdout and "| role | 4 | 0.750 |" in result.stdout
    assert "| group | 4 | 0.750 |" in result.stdout and "1 mention marked by one of them only" in result.stdout
    assert "(4 to settle)" in result.stdout
    told = [(row["id"], row["what"], row["place"], row["first"], row["second"]) for row in table_of(tmp_path / "c.csv")]
    assert told == [
        ("a2", "status", "", "dugaan", "imbauan"),
        ("a2", "mention", "0-5: Camat", "ASN:terduga", "ASN:diimbau"),
        ("a3", "mention", "0-5: Camat", "ASN:terduga", "TNI:terduga"),
        ("a4", "mention", "27-35: Kapolsek", "", "POLRI:lain"),
    ]


def test_what_is_settled_becomes_labels(files, tmp_path, run):
    pytest.importorskip("nltk", reason="the extra notebooks is not installed")
    table, labels = tmp_path / "c.csv", tmp_path / "labels.jsonl"
    run("agreement", *files, "--out", table)
    fill(table, status_a2="imbauan", mention_a2="ASN:diimbau", mention_a4="-")
    result = run("agreement", *files, "--settled", table, "--by", "cici")
    assert result.exit_code == 3 and "left out until they are settled: a3" in result.stderr
    labels.write_text(result.stdout, encoding="utf-8")
    found = {article.id: article for article in read_labelled(labels)}
    assert found.keys() == {"a1", "a2", "a4", "a5"}, "what only one labelled is kept, what is open is not"
    assert (found["a2"].status, found["a2"].labeller, found["a2"].writer) == ("imbauan", "cici", "settled")
    assert found["a2"].mentions[0].role == "diimbau" and found["a2"].labelled_at
    assert [m.text for m in found["a4"].mentions] == ["Camat"] and found["a1"].labeller == "ani"


def test_accused_groups_without_mentions_that_differ_are_left_out_by_name(tmp_path, run):
    files = []
    for name, group in (("ani", "ASN"), ("budi", "TNI")):
        row = {"id": "a9", "text": "Mereka dilaporkan.", "status": "dugaan", "terduga": [group], "labeller": name}
        files.append(tmp_path / f"{name}.jsonl")
        files[-1].write_text(json.dumps(row), encoding="utf-8")
    table = tmp_path / "differ.csv"
    run("agreement", *files, "--out", table)
    result = run("agreement", *files, "--settled", table)
    assert result.exit_code == 3 and "left out until they are settled: a9" in result.stderr


def test_forms_are_compared_and_settled(tmp_path, run):
    pytest.importorskip("nltk", reason="the extra notebooks is not installed")
    said = {"ani": (["hadir"], ["medsos"], [], None), "budi": (["hadir"], ["hadir", "medsos"], ["timses"], ["hadir"])}
    ani, budi = (
        write(tmp_path / f"{by}.jsonl", *(label(n, "dugaan", CAMAT, bentuk=f) for n, f in enumerate(forms)), by=by)
        for by, forms in said.items()
    )
    table, labels = tmp_path / "c.csv", tmp_path / "labels.jsonl"
    result = run("agreement", ani, budi, "--out", table)
    assert "| bentuk | 30 | 0.933 |" in result.stdout and "| bentuk hadir | 3 | 0.667 |" in result.stdout
    assert [(row["what"], row["first"], row["second"]) for row in table_of(table)] == [
        ("bentuk", "medsos", "hadir, medsos"),
        ("bentuk", "'-", "timses"),
    ], "what one of them left open is no disagreement"
    fill(table, bentuk_a1="medsos,hadir", bentuk_a2="-")
    settled = run("agreement", ani, budi, "--settled", table)
    labels.write_text(settled.stdout, encoding="utf-8")
    assert settled.exit_code == 0, settled.output
    assert [article.bentuk for article in read_labelled(labels)] == [{"hadir"}, {"hadir", "medsos"}, set(), {"hadir"}]
    table.unlink()
    run("agreement", ani, budi, "--out", table)
    fill(table, bentuk_a1="pidato")
    assert (
        "row 2 (forms with commas between them, or - for none): the bentuk 'pidato' is not one of"
        in run("agreement", ani, budi, "--settled", table).stderr
    )


def test_what_one_labeller_left_open_the_other_tells(tmp_path, run):
    ani = write(tmp_path / "a.jsonl", label(1, "dugaan") | {"mentions": None}, by="ani")
    budi = write(tmp_path / "b.jsonl", label(1, "dugaan", CAMAT, bentuk=["hadir"]), by="budi")
    table = tmp_path / "c.csv"
    table.write_text("id,sha256,title,what,place,first,second,settled\n", encoding="utf-8")
    row = json.loads(run("agreement", ani, budi, "--settled", table).stdout)
    assert row["mentions"] and row["bentuk"] == ["hadir"]


def test_a_table_that_cannot_be_right_is_refused(files, tmp_path, run):
    pytest.importorskip("nltk", reason="the extra notebooks is not installed")
    table = tmp_path / "c.csv"
    for settled, words in (
        ({"status_a2": "pelanggaran"}, "row 2: the status 'pelanggaran' is not one of dugaan"),
        ({"mention_a2": "ASN:tertuduh"}, "row 3: the role 'tertuduh' is not one of"),
        ({"mention_a3": "terduga"}, "row 4 (GROUP:role, or - for no mention): the group 'terduga' is not one of"),
    ):
        run("agreement", *files, "--out", table)
        fill(table, **settled)
        result = run("agreement", *files, "--settled", table)
        assert result.exit_code == 2 and words in result.stderr
        assert "exists already" in run("agreement", *files, "--out", table).stderr  # what was settled stays
        table.unlink()
    run("agreement", *files, "--out", table)
    fill(table, status_a2="imbauan")
    table.write_text(table.read_text(encoding="utf-8").replace("a2;", "a2;0"), encoding="utf-8")
    assert "do not differ on" in run("agreement", *files, "--settled", table).stderr
    table.write_text("", encoding="utf-8")
    assert "lacks the columns id" in run("agreement", *files, "--settled", table).stderr


def test_one_labeller_does_not_agree_with_himself(files, tmp_path, run):
    assert "The two files are one" in run("agreement", files[0], files[0]).stderr
    again = write(tmp_path / "c.jsonl", label(1, "imbauan"), by="ani")
    assert "ani labelled a1 in both files" in run("agreement", files[0], again).stderr


def test_another_text_is_another_article(files, tmp_path, run):
    pytest.importorskip("nltk", reason="the extra notebooks is not installed")
    newer = [label(1, "dugaan", text="Camat pergi."), label(4, "rekap")]
    some = run("agreement", files[0], write(tmp_path / "c.jsonl", *newer))
    assert "| status | 1 | 1.000 |" in some.stdout and "another text in each file: a1" in some.stderr
    none = run("agreement", files[0], write(tmp_path / "c.jsonl", newer[0]))
    assert none.exit_code == 2 and "share no article" in none.stderr and "of 1 the text has changed" in none.stderr


def test_no_common_article_and_one_labelled_twice_are_told(files, tmp_path, run):
    result = run("agreement", files[0], write(tmp_path / "c.jsonl", label(9, "rekap")))
    assert result.exit_code == 2 and "share no article" in result.stderr and "changed" not in result.stderr
    twice = write(tmp_path / "c.jsonl", label(1, "rekap"), label(1, "imbauan"), by="budi")
    assert "a1 is labelled twice, rekap by budi and imbauan by budi" in run("agreement", files[0], twice).stderr


def test_the_missing_extra_is_named(files, run, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "nltk.metrics.agreement", None)
    result = run("agreement", *files)
    assert result.exit_code == 2 and "pip install 'netralitas[notebooks]'" in result.stderr


def test_files_without_mentions_compare_statuses_only(tmp_path):
    pytest.importorskip("nltk", reason="the extra notebooks is not installed")
    one, other = (
        read_labelled(write(tmp_path / f"{by}.jsonl", label(1, "rekap") | {"mentions": m}, by=by))
        for by, m in (("a", None), ("b", [CAMAT]))
    )
    found = compare_labels(one, other)
    assert found.differing == () and found.figures[0].kappa is None


def test_a_label_of_a_text_that_changed_is_refused(tmp_path):
    path = write(tmp_path / "a.jsonl", label(1, "rekap", sha256="0" * 64))
    with pytest.raises(CorpusError, match="line 1: the text of a1 has changed since it was labelled"):
        read_labelled(path)


def test_two_who_each_changed_one_role_do_not_differ(tmp_path, run):
    text = "Camat Sungai Lala dan Kepala Desa Tanjung hadir di kampanye."
    one = Mention("Camat Sungai Lala", 0, 17, Group.ASN, Role.TERDUGA)
    other = Mention("Kepala Desa Tanjung", 22, 41, Group.KEPALA_DESA, Role.LAIN)
    ani, budi = (
        LabelledArticle("x", "", text, Status.DUGAAN, None, (mention,), None, labeller=who, partial=True)
        for who, mention in (("ani", one), ("budi", other))
    )
    compared = compare_labels([ani], [budi])
    assert (compared.differing, compared.one_sided, compared.unanswered) == ((), 0, 2)
    (both,) = settle([ani], [budi], {}, "cici", datetime.now(UTC)).articles
    assert both.mentions == (one, other) and both.partial
    for label in (ani, budi):
        (tmp_path / f"{label.labeller}.jsonl").write_text(json.dumps(as_row(label)) + "\n", encoding="utf-8")
    assert (
        "2 mentions changed by one of them only"
        in run("agreement", tmp_path / "ani.jsonl", tmp_path / "budi.jsonl").stdout
    )
    again = replace(budi, mentions=(replace(one, role=Role.LAIN),))
    assert [found.what for found in compare_labels([ani], [again]).differing] == ["mention"]


@pytest.mark.parametrize("partial", [(False, False), (True, False), (True, True)])
def test_other_edges_of_one_mention_are_no_disagreement(partial):
    """Else the table to settle is empty, and the labels are refused all the same."""
    text = "Camat Rengat itu dilaporkan."
    ani, budi = (
        LabelledArticle("x", "", text, Status.DUGAAN, None, (mention,), None, labeller=who, partial=open_)
        for who, open_, mention in zip(
            ("ani", "budi"),
            partial,
            (Mention(text[:end], 0, end, Group.ASN, Role.TERDUGA) for end in (5, 12)),
            strict=True,
        )
    )
    assert compare_labels([ani], [budi]).differing == ()
    (both,) = settle([ani], [budi], {}, "cici", datetime.now(UTC)).articles
    assert both.mentions == ani.mentions and both.labeller != "cici"
