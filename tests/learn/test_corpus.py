from __future__ import annotations

import pytest

from pipeline.errors import CorpusError
from pipeline.learn.corpus import parse_article, read_corpus, read_markup
from pipeline.records import Group, Role, Status
from tests.conftest import ROOT

ARTICLE = """id: x-1
title: Camat Dilaporkan
date: 2024-10-14
outlet: Lintas Inhu
region: Kabupaten Indragiri Hulu, Riau
election: pilkada
status: dugaan
bentuk: mobilisasi

RENGAT – Warga melaporkan [[Camat Sungai Lala|ASN|terduga|Darlis]] Darlis ke [[Bawaslu|PENYELENGGARA|lain]]."""


def test_an_article_reads_as_written():
    article = parse_article(ARTICLE, "here", writer="w")
    assert article.text == "RENGAT – Warga melaporkan Camat Sungai Lala Darlis ke Bawaslu."
    assert article.status is Status.DUGAAN and article.flagged and article.terduga == {Group.ASN}
    first = article.mentions[0]
    assert (first.text, first.role, first.person) == ("Camat Sungai Lala", Role.TERDUGA, "Darlis")
    assert all(article.text[m.start : m.end] == m.text for m in article.mentions)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("status: dugaan", "status: mungkin", "'mungkin' is not one of dugaan, terbukti"),
        ("|ASN|terduga", "|PNS|terduga", "'PNS' is not one of ASN"),
        ("|ASN|terduga|Darlis]]", "|ASN|terduga|Darlis]", "broken markup"),
        ("|ASN|terduga", "|ASN|lain", "needs a mention with the role terduga"),
        ("bentuk: mobilisasi\n", "", "needs at least one form"),
        ("date: 2024-10-14", "date: 14/10/2024", "should be YYYY-MM-DD"),
        ("outlet: Lintas Inhu\n", "", "the header lacks outlet"),
        ("outlet:", "media:", "header line 'media: Lintas Inhu'"),
    ],
)
def test_a_mistake_is_named(before, after, message):
    with pytest.raises(CorpusError, match=r"x-1|here") as problem:
        parse_article(ARTICLE.replace(before, after), "here")
    assert message in str(problem.value)


def test_markup_of_neighbours():
    text, mentions = read_markup("[[TNI|TNI|lain]]/[[Polri|POLRI|lain]] hadir")
    assert text == "TNI/Polri hadir"
    assert [(m.start, m.end) for m in mentions] == [(0, 3), (4, 9)]


def test_the_corpus_keeps_the_label_scheme():
    articles = read_corpus(ROOT / "corpus" / "articles")
    assert len(articles) >= 150
    assert {article.status for article in articles} == set(Status)
    assert all(article.text[m.start : m.end] == m.text for article in articles for m in article.mentions)


def test_every_writer_writes_every_status():
    articles = read_corpus(ROOT / "corpus" / "articles")
    for writer in {article.writer for article in articles}:
        assert {article.status for article in articles if article.writer == writer} == set(Status), writer


def test_an_empty_folder_is_no_corpus(tmp_path):
    with pytest.raises(CorpusError, match="holds no articles"):
        read_corpus(tmp_path)
