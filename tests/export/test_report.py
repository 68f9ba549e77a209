from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pipeline.export.masking import masked
from pipeline.export.report import case_pages, charts, pieces, timeline, write_report
from pipeline.export.rows import Lead
from pipeline.extract import article_from_text
from tests.export.test_tables import NOW


@pytest.fixture
def lead(model, case):
    article = article_from_text(
        case[1], title=case[0], url="https://contoh.id/1", source="contoh", outlet="Contoh", published_at=NOW
    )
    return Lead(article, model.assess_article(article), "abc")


def test_evidence_in_pieces_is_the_evidence(lead):
    for part in lead.assessment.evidence:
        found = list(pieces(part, lead.assessment.mentions))
        assert "".join(piece.text for piece in found) == part.text
    assert any(piece.mention for part in lead.assessment.evidence for piece in pieces(part, lead.assessment.mentions))


def test_stories_of_one_case_stand_together(lead):
    later = replace(lead, article=replace(lead.article, url="https://contoh.id/2", outlet="Lain"))
    other = replace(lead, case="xyz")
    pages = case_pages([lead, later, other])
    assert sorted(len(page.leads) for page in pages) == [1, 2]
    assert ("Kabupaten Indragiri Hulu, Riau", 2, 1) in charts(pages, pages[:1])["Wilayah"]
    assert timeline(pages) == [("2024-10-15", 3)]


def test_the_report_is_one_file_that_loads_nothing_and_trusts_no_text(lead, tmp_path):
    hostile = replace(
        lead,
        article=replace(
            lead.article, title="<script>alert(1)</script>", url="javascript:alert(1)", outlet='"><img src=x>'
        ),
    )
    path = tmp_path / "report.html"
    assert write_report(path, [hostile], [], "periode", "model") == 1
    page = path.read_text(encoding="utf-8")
    assert "<script" not in page and "javascript:alert" not in re.sub(r">[^<]*<", "><", page) and "<img" not in page
    assert "default-src 'none'" in page and "&lt;script&gt;" in page
    assert not re.findall(r'(?:src|href)="(?!https?://)', page)


def test_the_report_words_leads_not_verdicts(lead, tmp_path):
    path = tmp_path / "report.html"
    write_report(path, [lead], [], "periode", "model")
    page = path.read_text(encoding="utf-8")
    assert "petunjuk untuk diperiksa" in page and "Diduga, menurut berita" in page and "Mungkin berlaku" in page
    assert re.search(r'<mark class="terduga">Camat Sungai Lala<small>ASN · terduga</small></mark>', page)


def test_a_masked_report_names_nobody(lead, tmp_path):
    path = tmp_path / "report.html"
    write_report(path, [masked(lead, {"Darlis"})], [], "periode", "model")
    assert "Darlis" not in path.read_text(encoding="utf-8")


def test_an_empty_period_says_so(tmp_path):
    path = tmp_path / "report.html"
    assert write_report(path, [], [], "periode", "model") == 0
    assert "Tidak ada berita yang ditandai" in path.read_text(encoding="utf-8")
