from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.export.masking import masked
from pipeline.export.report import Part, case_pages, charts, pieces, timeline, write_report
from pipeline.export.rows import Lead
from pipeline.extract import article_from_text
from pipeline.records import Review, Role, Status, Verdict
from tests.export.test_tables import NOW


@pytest.fixture
def lead(model, case):
    article = article_from_text(
        case[1], title=case[0], url="https://contoh.id/1", source="contoh", outlet="Contoh", published_at=NOW
    )
    return Lead(article, model.assess_article(article), "abc")


SCRIPT = "Darlis<script src=https://evil.example>alert(1)</script><img src=x onerror=alert(2)>"


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
            lead.article, title="<script>alert(1)</script>", url="javascript:alert(1)", outlet='"><img src=x>', author=SCRIPT,
            caption=SCRIPT, place=SCRIPT, text=lead.article.text.replace("Darlis", SCRIPT),
        ),
        assessment=replace(
            lead.assessment,
            mentions=tuple(replace(mention, person=SCRIPT) for mention in lead.assessment.mentions),
            evidence=tuple(replace(part, text=part.text.replace("Darlis", SCRIPT)) for part in lead.assessment.evidence),
        ),
    )  # fmt: skip
    path = tmp_path / "report.html"
    assert write_report(path, [hostile], [], "periode", "model") == 1
    page = path.read_text(encoding="utf-8")
    assert "<script" not in page and "javascript:alert" not in re.sub(r">[^<]*<", "><", page) and "<img" not in page
    assert "default-src 'none'" in page and "&lt;script&gt;" in page
    assert not re.findall(r'(?:src|href)="(?!https?://)', page)


def test_what_lies_below_the_threshold_is_no_case_and_accuses_nobody(lead, tmp_path):
    reminder = replace(lead.assessment, status=Status.IMBAUAN, flagged=False)
    asked_for = replace(lead, case="", article=replace(lead.article, url="https://contoh.id/2"), assessment=reminder)
    path = tmp_path / "report.html"
    assert write_report(path, [asked_for, lead], None, "periode", "model") == 1
    page = path.read_text(encoding="utf-8")
    assert "<b>1</b> kasus" in page and page.count("Diduga, menurut berita") == 1 == page.count("Mungkin berlaku")
    below = page.split("Di bawah ambang: diminta")[1]
    assert "· terduga" not in below and 'class="terduga"' not in below and "Camat Sungai Lala" in below
    assert page.index("di bawah ambang; dibaca sebagai imbauan") > page.index("Di bawah ambang: diminta")
    [first, second] = case_pages([asked_for, lead])
    assert (first.part, second.part) == (Part.COUNTED, Part.BELOW) and first.accuses and not second.accuses


@pytest.mark.parametrize(("days", "labels"), [(1, 1), (8, 8), (28, 7), (60, 7)])
def test_days_and_counts_leave_room_for_one_another(lead, tmp_path, days, labels):
    leads = [
        replace(lead, case=str(n), article=replace(lead.article, url=str(n), published_at=NOW + timedelta(days=n)))
        for n in range(days)
    ]
    path = tmp_path / "report.html"
    write_report(path, leads, None, "periode", "model")
    drawn = path.read_text(encoding="utf-8").split('<div class="days')[1].split("</div>")[0]
    assert len(re.findall(r"<small>\d", drawn)) == labels
    assert len(re.findall(r">1<i", drawn)) == (days if days <= 16 else 1)


def test_the_report_words_leads_not_verdicts(lead, tmp_path):
    path = tmp_path / "report.html"
    write_report(path, [lead], [], "periode", "model")
    page = path.read_text(encoding="utf-8")
    assert "petunjuk untuk diperiksa" in page and "Diduga, menurut berita" in page and "Mungkin berlaku" in page
    assert re.search(r'<mark class="terduga">Camat Sungai Lala <small>ASN · terduga</small></mark>', page)


def test_a_masked_report_names_nobody(lead, tmp_path):
    path = tmp_path / "report.html"
    write_report(path, [masked(lead, {"Darlis"})], [], "periode", "model")
    assert "Darlis" not in path.read_text(encoding="utf-8")


def test_an_empty_period_says_so(tmp_path):
    path = tmp_path / "report.html"
    assert write_report(path, [], [], "periode", "model") == 0
    assert "Tidak ada berita yang ditandai" in path.read_text(encoding="utf-8")


def _decided(lead, verdict, status=None, roles=()):
    return replace(lead, review=Review(lead.article.url, "m", verdict, "ani", NOW, status, roles))


def _page(tmp_path, leads, before=None):
    path = tmp_path / "report.html"
    write_report(path, leads, before, "periode", "model")
    return re.sub(r"<style>.*?</style>", "", path.read_text(encoding="utf-8"), flags=re.S)


def _count(page):
    return int(re.search(r"<li><b>(\d+)</b> kasus", page)[1])


def test_what_was_judged_wrong_is_shown_as_such_and_not_counted(lead, tmp_path):
    page = _page(tmp_path, [_decided(lead, Verdict.SALAH, Status.TIDAK_RELEVAN)])
    assert "Ditinjau: <strong>salah</strong> oleh <bdi>ani</bdi> pada 2024-10-15" in page
    assert "menurut peninjau: <strong>tidak relevan</strong>" in page and "bukan kasus, menurut peninjau" in page
    assert _count(page) == 0 and "<li><b>1</b> tidak dihitung" in page and "<caption>" not in page
    assert lead.article.title in page and "Diduga, menurut berita" not in page and "<mark" not in page


def test_a_case_an_analyst_saw_cleared_stays_visible_as_cleared(lead, tmp_path):
    page = _page(tmp_path, [_decided(lead, Verdict.SALAH, Status.TIDAK_TERBUKTI), replace(lead, case="lain")])
    assert _count(page) == 1 and "<li><b>1</b> tidak dihitung" in page
    assert page.index("Kasus, yang paling mungkin") < page.index("Selesai ditinjau") < page.index("Ditinjau: ")
    assert 'class="badge cleared">diberitakan tidak terbukti' in page


def test_a_case_lives_on_while_one_of_its_stories_does(lead, tmp_path):
    later = replace(lead, article=replace(lead.article, url="https://contoh.id/2", published_at=NOW.replace(month=11)))
    (page,) = case_pages([_decided(lead, Verdict.SALAH), later])
    assert not page.settled and page.told == [later] and timeline([page]) == [("2024-11-15", 1)]
    (page,) = case_pages([lead, _decided(later, Verdict.SALAH, Status.TERBUKTI)])
    assert page.status is Status.TERBUKTI and not page.settled
    (page,) = case_pages([_decided(lead, Verdict.BENAR, Status.TIDAK_TERBUKTI), later])
    assert not page.settled  # something was told since


def test_roles_are_those_the_analyst_marked(lead, tmp_path):
    roles = tuple((mention.start, Role.LAIN) for mention in lead.assessment.mentions)
    page = _page(tmp_path, [_decided(lead, None, None, roles)])
    assert _count(page) == 1 and "Ditinjau oleh <bdi>ani</bdi>" in page and "peran sebutan diubah" in page
    assert "· terduga" not in page and "terduga: " not in page and "Kelompok terduga" not in page


def test_a_long_table_tells_the_rest_and_what_fell_to_nothing(lead):
    def pages(*outlets):
        stories = (replace(lead, case=o, article=replace(lead.article, outlet=o, url=o)) for o in outlets)
        return case_pages(stories)

    many = [f"m{i}" for i in range(14)]
    bars = charts(pages(*many), pages("m0", "dulu"))["Media"]
    assert len(bars) == 10 and bars[0] == ("m0", 1, 1) and bars[-1] == ("lainnya (6)", 5, 1)
    assert charts(pages("kini"), pages("dulu"))["Media"] == [("kini", 1, 0), ("dulu", 0, 1)]
    assert charts([], pages("dulu"))["Media"] == [("dulu", 0, 1)]


def test_a_week_without_cases_beside_one_with_some(lead, tmp_path):
    page = _page(tmp_path, [], [lead])
    assert "Tidak ada berita yang ditandai" in page and '<small title="periode sebelumnya">(1)</small>' in page


def test_a_sign_that_turns_text_round_turns_only_its_own(lead, tmp_path):
    turned = replace(lead, article=replace(lead.article, title="\u202egpj.exe", outlet="\u202ex"))
    page = _page(tmp_path, [turned])
    shown = [part for part in re.findall(r">([^<]*\u202e[^<]*)<", page)]
    assert shown and len(re.findall("<bdi>\u202e", page)) + len(re.findall('<th scope="row">\u202e', page)) == len(
        shown
    )
