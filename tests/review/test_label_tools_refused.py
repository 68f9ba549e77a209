"""What a label tool's export cannot say, refused with its line and in plain words."""

from __future__ import annotations

import json

import pytest

from pipeline.errors import InputError
from tests.review.conftest import FIRST
from tests.review.test_label_tools import TOOLS, proposals_of, read, tasks_of, write


@pytest.mark.parametrize("tool", TOOLS)
def test_a_text_the_tool_changed_is_refused(store, model, tmp_path, tool):
    path, tasks = tasks_of(store, model, tool, tmp_path)
    write(path, json.loads(json.dumps(tasks).replace("Bawaslu", "BAWASLU")))
    reviews, refused = read(store, model, path)
    assert reviews == [] and len(refused) == 2 and "another text" in refused[0][1]


def test_what_cannot_be_laid_on_the_text_is_refused(store, model, tmp_path):
    path, (first, second) = tasks_of(store, model, "doccano", tmp_path)
    wrong = [
        (first | {"sha256": "0" * 64}, "changed since"),
        (second | {"label": [[0, 3, "ASN"]]}, "no group and role"),
        (second | {"label": [[0, 3, "KADES:lain"]]}, "no group and role"),
        (second | {"label": [[0, 9_999, "ASN:lain"]]}, "outside"),
        (second | {"label": [[0, 6, "ASN:lain"], [0, 8, "ASN:lain"]]}, "over another"),
        (second | {"label": [[start + 1, end + 1, label] for start, end, label in second["label"]]}, "have shifted"),
        (second | {"label": [[0, 7, "ASN:lain"]]}, "have shifted"),
        (second | {"label": [["0", 9, "ASN:lain"]]}, "no task"),
        ({"text": "x"}, "it lacks 'labels'"),
        (first | {"url": "https://x.id/"}, "no-such-story"),
    ]
    write(path, [task for task, _ in wrong])
    reviews, refused = read(store, model, path)
    assert reviews == [] and [row for row, _ in refused] == [str(n + 1) for n in range(len(wrong))]
    for (_, reason), (_, word) in zip(refused, wrong, strict=True):
        assert word in reason


@pytest.mark.parametrize(
    "label",
    [
        [["0", "9", "ASN:lain"]],
        [[0.5, 9, "ASN:lain"]],
        [[0, 6, "ASN:lain"], [None, 6, "ASN:lain"]],
        [[0, 6, 3]],
        [[0, 6]],
        [[]],
        [7],
        7,
    ],
)
def test_phrases_that_no_tool_writes_are_refused_in_plain_words(store, model, tmp_path, label):
    path, (first, _) = tasks_of(store, model, "doccano", tmp_path)
    write(path, [first | {"label": label}])
    _, ((_, reason),) = read(store, model, path)
    assert reason.endswith("are not written as these tools write them; export it again")


@pytest.mark.parametrize("data", [b'{"text": "\xff"}', b"[" * 100_000, b'{"label": ' + b"9" * 5000 + b"}"])
def test_a_file_no_tool_writes_is_refused_in_plain_words(store, model, tmp_path, data):
    path = tmp_path / "x.jsonl"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"x.jsonl is no export of a label tool\. Export"):
        read(store, model, path)


def test_two_accepted_statuses_are_refused(store, model, tmp_path):
    path, tasks = tasks_of(store, model, "prodigy", tmp_path)
    write(path, [task | {"answer": "accept", "accept": ["dugaan", "rekap"]} for task in tasks])
    _, refused = read(store, model, path)
    assert len(refused) == 2 and "dugaan, rekap" in refused[0][1]


def test_a_file_of_something_else_is_refused(store, model, tmp_path):
    path = tmp_path / "x.json"
    path.write_text("{")
    with pytest.raises(InputError, match="bad-line"):
        read(store, model, path)


BROKEN = [
    ({"meta": None}, "what the task says of its story is None"),
    ({"meta": "x"}, "what the task says of its story is 'x'"),
    ({"meta": []}, "what the task says of its story is []"),
    ({"meta": {"url": ["x"], "sha256": "0"}}, "'url' of the task is ['x'], which is no text"),
    ({"meta": {"url": {}, "sha256": "0"}}, "which is no text"),
    ({"meta": {"url": 2**70, "sha256": "0"}}, "which is no text"),
    ({"meta": {"url": FIRST, "sha256": "0", "version": 5}}, "'version' of the task is 5"),
    ({"_timestamp": 1e30}, "1e+30 is no time"),
    ({"_timestamp": 2**70}, "is no time"),
    ({"_timestamp": "0001-01-01T00:00:00+14:00"}, "is no time"),
    ({"_timestamp": "kemarin"}, "'kemarin' is no time"),
]


@pytest.mark.parametrize(("wrong", "said"), BROKEN)
def test_a_line_of_something_else_is_refused_by_its_number_and_the_others_taken(store, model, tmp_path, wrong, said):
    path, (first, second) = tasks_of(store, model, "prodigy", tmp_path)
    write(path, [first | wrong, second])
    proposals, ((row, reason),) = proposals_of(store, model, path)
    assert row == "1" and said in reason
    assert [one.review.url for one in store.take(proposals).new] == [second["meta"]["url"]]


def test_signs_no_store_can_hold_are_left_out_of_a_name_and_a_version_is_no_endless_number(store, model, tmp_path):
    path, (first, second) = tasks_of(store, model, "prodigy", tmp_path)
    second["meta"]["version"] = f"{second['meta']['version'].partition('-')[0]}-{'9' * 30}"
    write(path, [first | {"_annotator_id": "ani\ud800"}, second])
    proposals, refused = proposals_of(store, model, path)
    assert refused == [] and {one.review.reviewer for one in store.take(proposals).new} == {"ani", "budi"}


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("x.jsonl", '{"text": "x", "labels": []}\n\n{"a":\n', "line 3, column 6"),
        ("x.json", "[\n{},\n{,\n]", "line 3, column 2"),
        ("x.json", "{", "line 1, column 2"),
    ],
)
def test_where_a_file_breaks_is_told_by_its_own_lines(store, model, tmp_path, name, text, place):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(InputError, match=place):
        read(store, model, path)
