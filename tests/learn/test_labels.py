"""Labels that go wrong are named, and none is dropped without a word."""

from __future__ import annotations

import json
import re
import shutil
import sys
from dataclasses import replace

import pytest

from pipeline.errors import CorpusError
from pipeline.learn.compare import doubtful_labels
from pipeline.learn.evaluate import Evaluation, model_answer
from pipeline.learn.labelled import as_row, label_remarks, read_labelled, read_stories, together
from pipeline.learn.resume import FOLDER
from pipeline.learn.splits import articles_of
from pipeline.learn.train import train
from pipeline.records import Status
from pipeline.shipped import read_lines
from tests.conftest import ROOT

CORPUS = ROOT / "corpus" / "articles"
MENTION = {"start": 0, "end": 5, "text": "Camat", "group": "ASN", "role": "terduga"}
ROW = {"id": "a1", "text": "Camat itu dilaporkan.", "status": "dugaan", "bentuk": ["hadir"], "mentions": [MENTION]}


@pytest.fixture(scope="module")
def dev():
    return articles_of(CORPUS, "dev")


def write(path, *rows):
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ROW | {"status": "pelanggaran"}, "the status 'pelanggaran' is not one of dugaan, terbukti"),
        (ROW | {"bentuk": ["pidato"]}, "the bentuk 'pidato' is not one of medsos"),
        (ROW | {"terduga": ["PNS"]}, "the group 'PNS' is not one of ASN"),
        (
            ROW | {"mentions": [MENTION, MENTION | {"role": "tertuduh"}]},
            "mention 2: the role 'tertuduh' is not one of terduga, diimbau, lain",
        ),
        (ROW | {"mentions": [MENTION | {"group": "PNS"}]}, "mention 1: the group 'PNS' is not one of ASN"),
        (
            ROW | {"mentions": [{"start": 0}]},
            "mention 1: the field 'end' is missing; it needs start, end, text, group, role",
        ),
        (
            ROW | {"mentions": [MENTION | {"end": 4}]},
            "mention 1: 'Camat' does not stand at 0 to 4, but 'Cama'; the text has changed",
        ),
        (
            ROW | {"mentions": [MENTION | {"start": "0"}]},
            "mention 1: 'start' and 'end' are '0' and 5; they count the signs",
        ),
        (ROW | {"mentions": [MENTION | {"start": -21, "end": -16}]}, "mention 1: 'start' and 'end' are -21 and -16"),
        (ROW | {"mentions": ["Camat"]}, "mention 1: 'Camat' is none; it needs start"),
        (ROW | {"mentions": "Camat"}, "'mentions' holds 'Camat'; write a list"),
        (ROW | {"mentions": [MENTION, MENTION]}, "the mentions 'Camat' and 'Camat' lie over each other"),
        (ROW | {"bentuk": "hadir"}, "'bentuk' holds 'hadir'; write a list, such as"),
        (ROW | {"text": " \n"}, "'text' is empty. Write it, or take the line out"),
        (ROW | {"partial": "true"}, "'partial' holds 'true'; write true or false, without quotes"),
        (ROW | {"partial": 1}, "'partial' holds 1; write true"),
        (ROW | {"title": 7}, "'title' holds 7; write it in quotes"),
        (ROW | {"status": None}, "the field 'status' is missing; each line needs text and status"),
        (ROW | {"text": "Camat itu pergi.", "sha256": "0" * 64}, "the text of a1 has changed since it was labelled"),
        ([], "this is no JSON object"),
    ],
)
def test_a_label_of_an_older_scheme_or_text_is_named_with_its_line(tmp_path, run, row, words):
    path = write(tmp_path / "labels.jsonl", ROW, row)
    result = run("train", "--labels", path, "--out", tmp_path / "m")
    assert result.exit_code == 2 and re.search(rf"labels\.jsonl, line 2[:,] {re.escape(words)}", result.stderr), (
        result.stderr
    )
    assert read_labelled(write(path, ROW))[0].mentions


def test_what_is_read_is_written_the_same(tmp_path):
    row = as_row(read_labelled(write(tmp_path / "a.jsonl", ROW | {"labeller": "ani", "origin": "desk"}))[0])
    assert as_row(read_labelled(write(tmp_path / "b.jsonl", row))[0]) == row


def test_two_labellers_on_one_article_are_told_before_training(tmp_path, run):
    ani = write(tmp_path / "ani.jsonl", ROW | {"labeller": "ani"})
    budi = write(tmp_path / "budi.jsonl", ROW | {"labeller": "budi", "status": "imbauan"})
    result = run("train", "--labels", ani, "--labels", budi, "--out", tmp_path / "m")
    assert result.exit_code == 2 and "a1 is labelled twice, dugaan (hadir) by ani and imbauan by budi" in result.stderr
    assert "with other labels (ani.jsonl, line 1; budi.jsonl, line 1). Let 'netralitas agreement'" in result.stderr
    told = run("--lang", "id", "train", "--labels", ani, "--labels", budi, "--out", tmp_path / "m").stderr
    assert "dengan label yang berbeda (ani.jsonl, baris 1; budi.jsonl, baris 1). Lihat" in told
    write(budi, ROW | {"labeller": "budi", "bentuk": ["medsos"]})
    result = run("train", "--labels", ani, "--labels", budi, "--out", tmp_path / "m")
    assert "labelled twice, dugaan (hadir) by ani and dugaan (medsos) by budi" in result.stderr
    write(ani, ROW | {"mentions": None, "terduga": ["ASN"], "labeller": "ani"})
    write(budi, ROW | {"mentions": None, "terduga": ["KEPALA_DESA"], "labeller": "budi"})
    result = run("train", "--labels", ani, "--labels", budi, "--out", tmp_path / "m")
    assert "dugaan (hadir, ASN accused) by ani and dugaan (hadir, KEPALA_DESA accused) by budi" in result.stderr


def test_labels_that_agree_count_once(dev):
    one = replace(dev[0], labeller="ani")
    bare = replace(one, mentions=None, labeller="budi")
    assert together(dev[:3], [one], []) == dev[:3]
    assert together([bare], [one], []) == [one], "marked mentions say more"
    assert (
        together([one], [replace(bare, bentuk=None)], []) == [one] == together([replace(one, bentuk=None)], [bare], [])
    )
    with pytest.raises(CorpusError, match="labelled twice"):
        together([one], [replace(one, mentions=one.mentions[1:])], [])
    with pytest.raises(CorpusError, match=f"{one.id} is of the test split"):
        together([], [one], dev)


def test_few_labels_and_labels_of_one_kind_are_remarked(dev):
    cases = [article for article in dev if article.status is Status.DUGAAN][:6]
    alone = list(label_remarks(cases))
    assert alone[0].startswith("6 labels: dugaan 6, terbukti 0") and "All of them are dugaan" in alone[1]
    _, few = label_remarks([*cases, *(a for a in dev if a.status is Status.IMBAUAN)])
    assert few.startswith("Fewer than 5 labels of terbukti, tidak_terbukti, rekap, tidak_relevan")


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (lambda a: not a.flagged, "0 case stories .* are too few to learn from, at least 5"),
        (lambda a: a.flagged, "0 other stories .* are too few"),
    ],
)
def test_a_corpus_of_one_kind_is_refused(dev, wanted, words):
    with pytest.raises(CorpusError, match=words):
        train([article for article in dev if wanted(article)])


def test_what_is_not_there_is_said_with_where_to_look(tmp_path, run, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shipped = ROOT / "models" / "default"
    for command in (
        ("train",),
        ("corpus", "check"),
        ("evaluate",),
        ("models", "compare", shipped, shipped),
        ("models", "promote", shipped),
    ):
        result = run(*command)
        assert result.exit_code == 2 and "lies in the checkout, not in the installed package" in result.stderr, command
    assert "'netralitas run' makes one" in run("sample").stderr
    for name in ("none.jsonl", "none.txt"):
        (tmp_path / name).touch()
        told = run("train", "--corpus", CORPUS, "--labels", name)
        assert told.exit_code == 2 and f"{name} holds no articles. 'netralitas review labels' prints" in told.stderr


def test_labels_without_mentions_teach_no_roles(dev):
    with pytest.raises(CorpusError, match="0 stories with marked mentions"):
        train([replace(article, mentions=None) for article in dev])


def test_a_handful_of_labels_is_enough_to_train_on(dev):
    cases = [replace(a, writer="desk") for a in dev if a.flagged][:5]
    others = [replace(a, writer="desk") for a in dev if not a.flagged][:5]
    assert train([*cases, *others]).assess(cases[0].text, cases[0].title).status in Status


def test_a_training_stopped_by_hand_says_how_to_go_on(tmp_path, run, monkeypatch):
    from pipeline.learn import train as module

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_fit_status", stop)
    folder = tmp_path / "corpus"
    shutil.copytree(CORPUS / "a", folder / "a")
    stopped = run("train", "--corpus", folder, "--out", tmp_path / "m")
    assert stopped.exit_code == 1 and "the same command goes on from there" in stopped.stderr
    assert (tmp_path / "m" / FOLDER).exists() and not (tmp_path / "m" / "manifest.json").exists()
    monkeypatch.undo()
    again = run("train", "--corpus", folder, "--out", tmp_path / "m")
    assert again.exit_code == 0 and "done before" in again.stderr and not (tmp_path / "m" / FOLDER).exists()


@pytest.fixture(scope="module")
def mislabelled(model):
    """Answers about a hundred articles of the test split, one of which has another label than it should."""
    articles = articles_of(CORPUS, "test")[:100]
    answers = [model_answer(model, article) for article in articles]
    wrong = next(i for i, article in enumerate(articles) if article.status is Status.IMBAUAN)
    articles[wrong] = replace(articles[wrong], status=Status.TERBUKTI)
    return Evaluation("model", answers, articles), articles[wrong].id


def test_a_wrong_label_is_among_the_doubtful_ones(mislabelled, monkeypatch):
    pytest.importorskip("cleanlab", reason="the extra notebooks is not installed")
    answers, wrong = mislabelled
    chosen = [article.id for article, _ in doubtful_labels(answers)]
    assert wrong in chosen and len(chosen) < 20, "cleanlab names only those it takes for wrong"
    monkeypatch.setitem(sys.modules, "cleanlab.filter", None)
    assert chosen[0] in [article.id for article, _ in doubtful_labels(answers)][:3]


def test_doubtful_labels_without_cleanlab(mislabelled, monkeypatch):
    monkeypatch.setitem(sys.modules, "cleanlab.filter", None)
    answers, wrong = mislabelled
    doubtful = doubtful_labels(answers)
    assert wrong in [article.id for article, _ in doubtful]
    assert all(answer.status is not article.status for article, answer in doubtful)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("forms", "Hadir"),
        ("peran", "terduga"),
        ("kelompok", "ASN; TNI"),
        ("roles", "ASN:terduga"),
        ("hadir", True),
        ("role", "lain"),
        ("Role", "tertuduh"),
        ("label", ["dugaan"]),
        ("label", 3),
        ("putusan", "kena sanksi"),
    ],
)
def test_words_of_the_label_scheme_under_another_name_are_refused(tmp_path, field, value):
    with pytest.raises(CorpusError, match=f"'{field}' is not known here"):
        read_labelled(write(tmp_path / "lama.jsonl", {"text": "Camat dilaporkan.", "status": "dugaan", field: value}))
    assert read_labelled(
        write(
            tmp_path / "baru.jsonl", {"text": "Camat.", "status": "rekap", "nota": "lain dari itu", "outlet": "POLRI"}
        )
    )


def test_each_name_under_which_labels_are_kept_elsewhere_is_refused(tmp_path):
    for name in read_lines("label_names.txt"):
        with pytest.raises(CorpusError, match=f"'{name}' is not known here"):
            read_labelled(write(tmp_path / "lama.jsonl", {"text": "Camat.", "status": "rekap", name: 3}))


@pytest.mark.parametrize("read", [read_labelled, read_stories])
@pytest.mark.parametrize("name", ["filled.csv", "flagged.XLSX"])
def test_a_table_of_verdicts_is_told_how_it_becomes_labels(tmp_path, name, read):
    (tmp_path / name).write_bytes(b"putusan_analis\n")
    with pytest.raises(CorpusError, match=r"is a table.*review import.*review labels > labels\.jsonl"):
        read(tmp_path / name)


@pytest.mark.parametrize("name", ["Status", "STATUS", "Labeller", "Bentuk", "status "])
def test_a_field_in_another_spelling_is_told_with_the_right_one(tmp_path, name):
    row = {"text": "Camat.", "status": "dugaan", name: "pelanggaran"}
    with pytest.raises(CorpusError, match=f"'{name}' is not known here. Write it '{name.strip().lower()}'"):
        read_labelled(write(tmp_path / "a.jsonl", row))
    alone = {("text" if key == "text" else name): value for key, value in row.items()}
    with pytest.raises(CorpusError, match=f"Write it '{name.strip().lower()}'"):
        read_labelled(write(tmp_path / "a.jsonl", alone))


@pytest.mark.parametrize("name", ["label", "Role", "roles", "negated"])
def test_a_mention_says_nothing_that_is_not_read(tmp_path, name):
    path = write(tmp_path / "a.jsonl", ROW | {"mentions": [MENTION | {name: "lain"}]})
    with pytest.raises(CorpusError, match=f"mention 1: the field '{name}' is not known here. A mention has start"):
        read_labelled(path)


def test_labels_of_another_scheme_are_refused_by_name(tmp_path):
    path = tmp_path / "lama.jsonl"
    path.write_text('{"text": "Camat dilaporkan.", "status": "dugaan", "spans": [[0, 5, "ASN:terduga"]]}')
    with pytest.raises(CorpusError, match="'spans' is not known here"):
        read_labelled(path)
