"""The desk asked by strangers and by whoever sends what no browser would: no page of it, no crash, nothing beside it."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from pipeline.review import guard
from pipeline.review.desk import build
from pipeline.review.guard import Doorkeeper
from pipeline.store import Store
from tests.review.conftest import FIRST, HOSTILE

PORT = 4321
BASE = f"http://127.0.0.1:{PORT}"
FIELDS = ["u", "verdict", "status", "roles", "note", "seen", "by", "text", "f_status", "f_since", "f_region", "f_reviewed", "desakan", "setelah", "diputus", "token"]  # fmt: skip
TOLD = st.one_of(
    st.sampled_from([FIRST, HOSTILE, "benar", "simpan", "urung", "dugaan", "{}", '{"0": "terduga"}', "-1", "9" * 40, "nan", "1e999", "[" * 3000, "../..", "\x00"]),
    st.text(max_size=40),
)  # fmt: skip
FORM = st.dictionaries(st.sampled_from(FIELDS), TOLD, max_size=8)
OFTEN = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def keeper():
    return Doorkeeper.at(PORT, ["ani"])


@pytest.fixture
def stranger(db, model, keeper):
    return TestClient(
        build(db, model.name, keeper), base_url=BASE, headers={"origin": BASE}, raise_server_exceptions=False
    )


@pytest.fixture
def ani(stranger, keeper):
    stranger.get(keeper.addresses(PORT)["ani"])
    return stranger


@OFTEN
@given(form=FORM, post=st.booleans(), path=st.sampled_from(["/", "/berita", "/static/desk.css"]))
def test_no_form_or_address_breaks_the_desk(ani, form, post, path):
    answer = ani.post(path, data=form, follow_redirects=False) if post else ani.get(path, params=form)
    assert answer.status_code < 500 and "default-src 'none'" in answer.headers["content-security-policy"]
    assert "Traceback" not in answer.text and "<script>alert" not in answer.text


@OFTEN
@given(
    url=st.sampled_from([FIRST, HOSTILE]),
    verdict=st.sampled_from(["benar", "salah", "ragu", "simpan", "urung"]),
    origin=st.sampled_from([None, "null", BASE, "http://evil.example", f"{BASE}.evil.example", BASE.replace("http", "https"), f"http://127.0.0.1:{PORT + 1}"]),
    host=st.sampled_from([f"127.0.0.1:{PORT}", "evil.example", f"127.0.0.1.evil.example:{PORT}", "", f"127.0.0.1:{PORT}, evil.example"]),
    cookie=st.sampled_from(["hers", "none", "guessed"]),
)  # fmt: skip
def test_nothing_is_decided_by_who_lacks_the_cookie_or_comes_from_elsewhere(
    ani, keeper, store, url, verdict, origin, host, cookie
):
    if (origin, host, cookie) == (BASE, f"127.0.0.1:{PORT}", "hers"):
        return
    keeper.refused.clear()
    hers = {"hers": next(iter(keeper.guests)), "none": "", "guessed": "x" * 43}[cookie]
    headers = {"host": host, "cookie": f"{keeper.cookie}={hers}"} | ({"origin": origin} if origin else {})
    ani.headers.pop("origin", None)
    ani.cookies.clear()
    form = {"u": url, "verdict": verdict, "note": "x", "by": "ani"}
    assert ani.post("/berita", data=form, headers=headers, follow_redirects=False).status_code in {403, 421}
    assert list(store.review_log()) == []


@OFTEN
@given(
    body=st.binary(max_size=200), kind=st.sampled_from(["application/json", "multipart/form-data", "text/plain", ""])
)
def test_no_body_breaks_the_desk(ani, body, kind):
    assert ani.post("/berita", content=body, headers={"content-type": kind}).status_code == 400


@OFTEN
@given(
    path=st.text(min_size=1, max_size=30),
    cookie=st.text(st.characters(max_codepoint=126, min_codepoint=33), max_size=60),
)
def test_a_stranger_sees_nothing_wherever_they_look(stranger, keeper, path, cookie):
    keeper.refused.clear()
    headers = {"cookie": f"{keeper.cookie}={cookie}"}
    assert stranger.get("/" + quote(path), headers=headers).status_code in {400, 403}


@pytest.mark.parametrize(
    "path",
    ["/static/", "/static/%2e%2e", "/static/%2e%2e/desk.py", "/static/..%2fdesk.py", "/static//etc/hostname",
     "/static/%2fetc%2fhostname", "/static/..\\desk.py", "/static/desk.css%00.py", "/templates/base.html", "/openapi.json", "/docs", "/.git/config"],
)  # fmt: skip
def test_no_listing_and_no_path_outside(ani, path):
    assert ani.get(path, follow_redirects=False).status_code in {400, 404}


def test_a_script_in_a_title_or_a_note_stays_text(ani, store):
    ani.post("/berita", data={"u": HOSTILE, "verdict": "ragu", "note": "<img src=x onerror=alert(1)>"})
    for page in (ani.get("/", params={"diputus": HOSTILE}).text, ani.get("/berita", params={"u": HOSTILE}).text):
        assert "<script>alert" not in page and "&lt;script&gt;" in page
        assert "<img" not in page


def test_an_address_that_is_a_script_is_no_link(ani, store, db, model, case):
    from pipeline.extract import article_from_text
    from pipeline.records import Page
    from tests.review.conftest import NOW

    url = "javascript:alert(1)"
    with Store(db) as opened:
        article = article_from_text(case[1], title=case[0], url=url, source="x", outlet="javascript:alert(2)")
        opened.keep(Page(url, "x", "X", "Asia/Jakarta", NOW, ("<p>x",)), article)
        opened.keep_assessment(url, model.assess_article(article))
    page = ani.get("/berita", params={"u": url})
    assert page.status_code == 200 and 'href="javascript:' not in page.text


def test_strangers_are_answered_only_so_often_and_a_link_opens_all_the_same(stranger, keeper, monkeypatch):
    codes = [stranger.get("/", params={"token": str(n)}).status_code for n in range(120)]
    assert codes == [403] * 100 + [429] * 20
    assert (
        "Buka meja tinjau" in stranger.get(keeper.addresses(PORT)["ani"]).text and stranger.get("/").status_code == 200
    )
    stranger.cookies.clear()
    monkeypatch.setattr(guard, "_WITHIN", 0.0)
    assert stranger.get("/").status_code == 403


def test_the_desk_listens_on_this_machine_alone_and_has_no_switch_to_do_otherwise(run):
    from pipeline.cli.desk import listen

    with listen(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"
    for switch in ("--host", "--bind", "--address"):
        for host in ("0.0.0.0", "::", "192.168.1.7", "kantor.local", ""):
            told = run("desk", switch, host)
            assert told.exit_code == 2 and "127.0.0.1 alone, on purpose" in told.output and "ssh -L" in told.output
