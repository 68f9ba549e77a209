from __future__ import annotations

import json
import re
import socket
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from pipeline.export.rows import Lead
from pipeline.extract import article_from_text
from pipeline.records import Page, Review, Role, Verdict
from pipeline.review.desk import build, stretches
from pipeline.review.guard import Doorkeeper
from pipeline.review.labels import labelled
from pipeline.store import Store
from tests.review.conftest import FIRST, HOSTILE, NOW, SECOND

PORT = 8123
BASE = f"http://127.0.0.1:{PORT}"


@pytest.fixture
def keeper():
    return Doorkeeper.at(PORT, ["ani", "budi"])


@pytest.fixture
def app(db, model, keeper):
    return build(db, model.name, keeper)


@pytest.fixture
def enter(app, keeper):
    links = keeper.addresses(PORT)

    def as_(reviewer: str) -> TestClient:
        client = TestClient(app, base_url=BASE, headers={"origin": BASE})
        assert "Buka meja tinjau" in client.get(links[reviewer]).text
        return client

    return as_


def decide(client, url, verdict, **form):
    return client.post(
        "/berita", data={"u": url, "verdict": verdict, "f_reviewed": "belum"} | form, follow_redirects=False
    )


def test_a_link_works_once_and_nothing_opens_without_one(app, keeper, enter):
    link = keeper.addresses(PORT)["ani"]
    assert enter("ani").get("/").status_code == 200
    stranger = TestClient(app, base_url=BASE)
    for address in (link, "/", "/static/desk.css", "/berita?u=x", "/?token=", "/?token=guess"):
        assert stranger.get(address).status_code == 403


def test_a_second_link_in_the_same_browser_brings_its_own_name(app, keeper):
    links, client = keeper.addresses(PORT), TestClient(app, base_url=BASE)
    for reviewer in ("ani", "budi"):
        client.get(links[reviewer])
        assert f"<span>{reviewer}</span>" in client.get("/").text
    assert "<span>budi</span>" in client.get(links["ani"]).text  # a used link changes nothing


def test_looking_at_a_link_does_not_use_it(app, keeper):
    link, client = keeper.addresses(PORT)["ani"], TestClient(app, base_url=BASE)
    assert client.head(link).status_code == 403
    assert "Buka meja tinjau" in client.get(link).text


def test_two_desks_keep_their_cookies_apart():
    assert Doorkeeper.at(1, []).cookie != Doorkeeper.at(2, []).cookie


def test_the_cookie_is_out_of_reach_and_pages_keep_to_themselves(app, keeper):
    answer = TestClient(app, base_url=BASE).get(keeper.addresses(PORT)["ani"])
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy


def test_only_style_and_script_are_kept_by_the_browser(app, enter):
    client = enter("ani")
    page = client.get("/")
    assert page.headers["cache-control"] == "no-store"
    addresses = re.findall(r'(?:href|src)="(/static/desk\.\w+\?\w{8})"', page.text)
    assert len(addresses) == 2
    for address in addresses:
        assert "immutable" in client.get(address).headers["cache-control"]
        assert TestClient(app, base_url=BASE).get(address).headers["cache-control"] == "no-store"  # refused


@pytest.mark.parametrize("host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1:1"])
def test_another_host_name_is_refused(enter, host):
    assert enter("ani").get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"http://127.0.0.1:{PORT + 1}", None])
def test_a_page_of_another_site_cannot_decide(enter, store, origin):
    client = enter("ani")
    client.headers.pop("origin")
    headers = {"origin": origin} if origin else {}
    assert client.post("/berita", data={"u": FIRST, "verdict": "benar"}, headers=headers).status_code == 403
    assert store.review_of(FIRST) is None


def test_other_methods_and_large_bodies_are_refused(enter):
    client = enter("ani")
    assert client.put("/berita").status_code == 405
    assert client.post("/berita", content=b"x" * 1_000_001).status_code == 413
    assert client.post("/berita", content=iter([b"x" * 600_000] * 2)).status_code == 413


def test_the_queue_shows_what_waits(enter):
    page = enter("ani").get("/").text
    assert "2 kasus belum ditinjau" in page and "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert "Tidak ada yang cocok" in enter("budi").get("/?f_words=tidakada").text


def test_regions_with_leads_can_be_chosen(enter):
    page = enter("ani").get("/?f_region=14.02").text
    assert '<optgroup label="Riau"><option value="14">Riau</option><option value="14.02" selected>' in page
    assert "2 kasus" in page and enter("budi").get("/?f_region=x").status_code == 400


def test_a_verdict_is_kept_and_the_next_story_comes(enter, store):
    client = enter("ani")
    first = re.search(r'href="(/berita\?[^"]+)" data-first', client.get("/").text)[1].replace("&amp;", "&")
    shown = client.get(first)
    url = re.search(r'name="u" value="([^"]+)"', shown.text)[1]
    other = {FIRST: HOSTILE, HOSTILE: FIRST}[url]
    refused = decide(client, url, "benar", status="terbukti")
    assert refused.status_code == 409 and "saling bertentangan" in refused.text and store.review_of(url) is None
    answer = decide(client, url, "salah", note=" jelas ", status="terbukti", roles=json.dumps({"1": "lain"}))
    assert answer.status_code == 303 and other.rsplit("/", 1)[1] in answer.headers["location"]
    kept = store.review_of(url)
    assert (kept.verdict, kept.status, kept.note, kept.reviewer) == ("salah", "terbukti", "jelas", "ani")
    assert kept.roles == ((1, Role.LAIN),)
    assert (
        "ani: salah, terbukti, peran diubah: <bdi>lain</bdi> (desk): <bdi>jelas</bdi>"
        in client.get("/berita", params={"u": url}).text
    )
    assert decide(client, other, "salah").headers["location"].startswith("/?")
    assert "0 kasus belum ditinjau" in client.get("/").text


def test_the_history_tells_whose_role_changed(enter, store, model):
    """But only for the text that is shown: in an earlier one something else may have stood there."""
    client, (article, said) = enter("ani"), store.story(model.name, SECOND)
    mention = said.mentions[0]
    decide(client, SECOND, "ragu", roles=json.dumps({mention.start: "lain"}))
    told = f"peran diubah: <bdi>{mention.text}: lain</bdi>"
    assert told in client.get("/berita", params={"u": SECOND}).text
    later = replace(article, text=f"Diperbarui. {article.text}")
    store.keep(Page(SECOND, "contoh", "Contoh", "WIB", NOW, ("<p>x</p>",)), later)
    store.keep_assessment(SECOND, model.assess_article(later))
    page = client.get("/berita", params={"u": SECOND}).text
    assert told not in page and "peran diubah: <bdi>lain</bdi>" in page


def test_undoing_brings_it_back(enter, store):
    client = enter("ani")
    decide(client, FIRST, "benar")
    page = client.get("/berita", params={"u": FIRST}).text
    assert "Urungkan" in page
    seen = re.search(r'class="undo">.*?name="seen" value="(\d+)"', page)[1]
    assert decide(client, FIRST, "urung", seen=int(seen) + 1).status_code == 409 and store.review_of(FIRST)
    assert decide(client, FIRST, "urung", seen=seen).headers["location"].startswith("/berita?u=")
    assert store.review_of(FIRST) is None
    page = client.get("/berita", params={"u": FIRST, "diurungkan": "1"}).text
    assert "; diurungkan ani " in page and 'role="status">Putusan diurungkan.' in page


def test_a_decision_on_an_earlier_text_says_that_it_holds_no_more(enter, store, model, case):
    client = enter("ani")
    decide(client, FIRST, "salah")
    page = client.get("/berita", params={"u": FIRST}).text
    assert "Berlaku kini" in page and "tidak berlaku lagi" not in page
    article = article_from_text(f"{case[1]} Ralat.", url=FIRST, source="contoh", outlet="Contoh", published_at=NOW)
    store.keep(Page(FIRST, "contoh", "Contoh", "Asia/Jakarta", NOW, ("<p>x</p>",)), article)
    store.keep_assessment(FIRST, model.assess_article(article))
    page = client.get("/berita", params={"u": FIRST}).text
    assert "Berlaku kini" not in page and "salah (desk); atas teks sebelum diubah media, tidak berlaku lagi" in page


def test_the_second_of_two_people_is_told(enter, store):
    ani, budi = enter("ani"), enter("budi")
    assert decide(ani, FIRST, "benar").status_code == 303
    answer = decide(budi, FIRST, "salah")
    assert answer.status_code == 409 and "Belum disimpan: ani memutuskan benar" in answer.text
    assert store.review_of(FIRST).verdict == "benar"
    seen = re.search(r'name="seen" value="(\d+)"', answer.text)[1]
    assert decide(budi, FIRST, "salah", seen=seen).status_code == 303
    assert store.review_of(FIRST).reviewer == "budi"


def test_the_note_of_a_colleague_stays_whole_and_theirs_whatever_a_browser_makes_of_its_lines(enter, store, model):
    long = "baris satu\r\nbaris dua\n" + "catatan panjang " * 1_500
    text = store.story(model.name, FIRST)[0].text_hash
    seen = store.decide(Review(FIRST, model.name, None, "budi", NOW, note=long.strip()), None, text).id
    plain, ani = long.replace("\r\n", "\n"), enter("ani")
    for written in (long, plain, plain.replace("\n", "\r\n")):
        assert decide(ani, FIRST, "simpan", note=written, seen=seen, text=text).status_code == 303
    assert [one.reviewer for one in store.reviews()] == ["budi"]


def test_who_adds_to_a_note_signs_only_what_they_added(enter, store, model):
    text = store.story(model.name, FIRST)[0].text_hash
    seen = store.decide(Review(FIRST, model.name, Verdict.BENAR, "budi", NOW, note="saksi menelepon"), None, text).id
    decide(enter("ani"), FIRST, "simpan", note="saksi menelepon, setuju", seen=seen, text=text)
    found = store.review_of(FIRST)
    assert (found.note, found.reviewer, found.judge) == ("[oleh budi] saksi menelepon, setuju", "ani", "budi")


def test_a_note_that_is_too_long_is_refused_and_not_cut(enter, store, model):
    ani, text = enter("ani"), store.story(model.name, FIRST)[0].text_hash
    answer = decide(ani, FIRST, "benar", note="x" * 20_001, text=text)
    assert answer.status_code == 413 and "Ringkaskan" in answer.text and not list(store.reviews())
    decide(ani, FIRST, "benar", note="😀" * 20_000, text=text)
    assert len(next(iter(store.reviews())).note) == 20_000


def test_a_refused_form_comes_back_filled_in(enter, store, model):
    mention = store.story(model.name, FIRST)[1].mentions[0]
    said = {"note": "catatan <budi>", "status": "imbauan", "roles": json.dumps({mention.start: "lain"})}
    text = store.story(model.name, FIRST)[0].text_hash
    ani, budi = enter("ani"), enter("budi")
    decide(ani, FIRST, "benar", note="catatan ani")
    page = decide(budi, FIRST, "salah", text=text, **said).text
    assert "catatan &lt;budi&gt;</textarea>" in page and 'data-key="4" selected' in page and "catatan ani" in page
    assert re.search(rf'evidence changed"[^>]+data-start="{mention.start}" data-told="terduga" data-role="lain"', page)
    page = decide(budi, FIRST, "salah", text="0" * 64, **said).text
    assert "catatan &lt;budi&gt;</textarea>" in page and ' changed"' not in page  # roles belong to the old text


def test_who_took_a_decision_back_is_told(enter):
    ani, budi = enter("ani"), enter("budi")
    decide(ani, FIRST, "benar")
    seen = re.search(r'name="seen" value="(\d+)"', ani.get("/berita", params={"u": FIRST}).text)[1]
    decide(budi, FIRST, "urung", seen=seen)
    assert "budi mengurungkan putusan yang Anda lihat" in decide(ani, FIRST, "salah", seen=seen).text


def test_a_window_of_another_reviewer_does_not_decide(enter, store):
    answer = decide(enter("budi"), FIRST, "benar", by="ani")
    assert answer.status_code == 409 and "budi masuk di peramban ini menggantikan ani" in answer.text
    assert store.review_of(FIRST) is None


def test_a_note_alone_leaves_a_story_in_the_queue(enter, store, model):
    client = enter("ani")
    assert decide(client, FIRST, "simpan").headers["location"].startswith("/berita?u=")
    assert list(store.review_log()) == []  # nothing was said
    decide(client, FIRST, "simpan", note="tanya Bawaslu")
    assert store.review_of(FIRST).note == "tanya Bawaslu" and "2 kasus" in client.get("/").text
    assert list(labelled(store)) == [] and FIRST in [one.url for one in store.candidates(model.name) if not one.decided]
    decide(client, FIRST, "simpan", note="tanya Bawaslu", status="imbauan", seen=1)
    assert "1 kasus" in client.get("/").text and "1 kasus sudah" in client.get("/?f_reviewed=sudah").text
    assert "1 kasus ditandai tanpa putusan" in client.get("/?f_reviewed=tanpa").text
    decide(client, FIRST, "salah", seen=2)
    assert "0 kasus ditandai tanpa putusan" in client.get("/?f_reviewed=tanpa").text


def test_the_list_of_what_was_reviewed_tells_what_was_decided(enter):
    client = enter("ani")
    assert "Camat Sungai Lala" in client.get("/").text
    decide(client, FIRST, "salah", status="tidak_relevan")
    row = client.get("/?f_reviewed=sudah").text.split('class="queue"')[1]
    assert 'class="badge tidak_relevan cleared"' in row and "menurut program dugaan" in row
    assert "Camat Sungai Lala" not in row.split("</a>")[1], "whom the analyst cleared is not told as accused"


def test_a_case_found_to_be_none_is_not_called_one(enter):
    client = enter("ani")
    decide(client, FIRST, "salah")
    row = client.get("/?f_reviewed=sudah").text.split('class="queue"')[1]
    assert "bukan kasus, menurut peninjau" in row and "belum diputus" not in row


def test_saving_a_note_keeps_the_verdict(enter, store):
    client = enter("ani")
    decide(client, FIRST, "benar")
    decide(client, FIRST, "simpan", note="jelas", seen=1)
    assert (store.review_of(FIRST).verdict, store.review_of(FIRST).note) == ("benar", "jelas")


def test_a_text_that_changed_is_not_decided_on(enter, store):
    client = enter("ani")
    answer = decide(client, FIRST, "benar", text="0" * 64)
    assert answer.status_code == 409 and store.review_of(FIRST) is None
    assert "media mengubah teks" in answer.text and "memutuskan salah" not in answer.text
    assert "peran yang Anda ubah harus diubah lagi" not in answer.text
    turned = decide(client, FIRST, "benar", text="0" * 64, roles='{"34": "lain"}')
    assert "peran yang Anda ubah harus diubah lagi" in turned.text
    text_hash = re.search(r'name="text" value="(\w+)"', answer.text)[1]
    assert decide(enter("budi"), FIRST, "benar", text=text_hash).status_code == 303


@pytest.mark.parametrize(
    "form",
    [{"verdict": "entah"}, {"verdict": "benar", "status": "x"}, {"verdict": "benar", "roles": "{"}, {"verdict": "benar", "roles": "[1]"},
     {"verdict": "benar", "seen": "x"}, {"verdict": "benar", "seen": "9" * 20}, {"verdict": "benar", "seen": "-1"}, {"verdict": "benar", "u": "https://nowhere.id/"}],
)  # fmt: skip
def test_a_broken_form_changes_nothing(enter, store, form):
    answer = enter("ani").post("/berita", data={"u": FIRST} | form)
    assert answer.status_code == 400 and "Isian tidak dapat dibaca" in answer.text
    assert list(store.reviews()) == []


def test_an_unknown_story_and_a_broken_place_are_said(enter):
    client = enter("ani")
    assert client.get("/berita", params={"u": "https://nowhere.id/"}).status_code == 404
    assert client.get("/?desakan=x&setelah=y").status_code == 400
    assert client.get("/?f_since=kemarin").status_code == 400 and client.get("/?f_until=9999-12-31").status_code == 400
    assert client.get("/static/../desk.py").status_code == 404


def test_the_text_is_shown_whole_with_its_mentions(db, model):
    with Store(db) as store:
        lead = Lead(*store.story(model.name, FIRST))
    start = lead.assessment.mentions[0].start
    mentions = Review("", "", None, "", None, roles=((start, Role.DIIMBAU),)).marked(lead.assessment)
    found = list(stretches(lead, mentions))
    assert "".join(part.text for part in found) == lead.article.text
    assert [part.mention for part in found if part.mention] == list(mentions)
    assert next(part for part in found if part.mention).mention.role is Role.DIIMBAU
    assert any(part.evidence for part in found)


def test_a_reminder_can_be_looked_at_too(enter):
    assert "mention diimbau" in enter("ani").get("/berita", params={"u": SECOND}).text


def test_a_store_of_another_model_is_said_before_anybody_opens_a_browser(db, run, tmp_path):
    with Store(tmp_path / "empty.db"):
        pass
    result = run("desk", "--db", tmp_path / "empty.db")
    assert result.exit_code == 2 and "netralitas reassess" in result.stderr


def test_an_interrupt_ends_the_desk_quietly(db, run, monkeypatch):
    import uvicorn

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(uvicorn.Server, "run", interrupted)
    result = run("desk", "--db", db)
    assert result.exit_code == 0 and result.stdout.endswith("The desk is closed.\n") and "Aborted" not in result.stderr


def test_answers_are_sent_at_once():
    from pipeline.cli.desk import listen

    with listen(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1" and listener.proto == socket.IPPROTO_TCP


def test_a_page_of_another_reviewer_takes_nothing_back(enter, store):
    client = enter("ani")
    decide(client, FIRST, "benar")
    seen = store.review_of(FIRST).id
    assert decide(client, FIRST, "urung", seen=seen, by="budi").status_code == 409
    assert store.review_of(FIRST) and decide(client, FIRST, "urung", seen=seen, by="ani").status_code == 303


def test_a_note_that_stays_keeps_its_writer_and_a_note_leaves_the_verdict_to_its_own(enter, store):
    ani, budi = enter("ani"), enter("budi")
    decide(budi, FIRST, "salah", note="saya telepon")
    decide(ani, FIRST, "benar", note="saya telepon", seen=store.review_of(FIRST).id)
    second = store.review_of(FIRST)
    assert (second.decider, second.note) == ("ani", "[oleh budi] saya telepon")
    decide(budi, FIRST, "simpan", note="dan saya", seen=second.id)
    third = store.review_of(FIRST)
    assert (third.reviewer, third.decider, third.verdict, third.note) == (
        "budi",
        "ani",
        "benar",
        "[oleh budi] dan saya",
    )
