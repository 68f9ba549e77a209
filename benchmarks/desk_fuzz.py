"""The desk under Schemathesis: ``python benchmarks/desk_fuzz.py ST [EXAMPLES]`` (300). ``ST``: the command of an environment that has it.

First as a stranger, then with an analyst's cookie, with requests made from a description of the desk and from what it does not allow. Told
are the answers by code, and what was decided. Any answer from 500 on is a fault, but for the 503 of a store that is busy; so is a stranger's decision.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import fields
from datetime import UTC, datetime
from multiprocessing import Process
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from command import options

from pipeline.assess import load_model
from pipeline.cli.desk import listen
from pipeline.extract import article_from_text
from pipeline.records import Group, Page, Status, Verdict
from pipeline.review.desk import build
from pipeline.review.guard import Doorkeeper
from pipeline.store import Sieve, Store

STORIES, COOKIE = 12, "a-cookie-for-the-experiment"
NOW = datetime(2024, 10, 14, 5, tzinfo=UTC)
TEXT = (
    "RENGAT – Seorang warga melaporkan Camat Sungai Lala, Darlis, ke Bawaslu Indragiri Hulu, Senin (14/10/2024). Ia diduga mengarahkan "
    "sejumlah kepala desa untuk mendukung salah satu pasangan calon bupati. Dugaan pelanggaran netralitas ASN itu akan dikaji."
)


def _url(number: int) -> str:
    return f"https://contoh.id/{number}"


def fill(path: Path) -> str:
    """A store of a few leads; the name of the model that judged them."""
    model = load_model()
    with Store(path) as store:
        for number in range(STORIES):
            article = article_from_text(
                TEXT, title=f"Camat dilaporkan {number}", url=_url(number), source="x", outlet="X", published_at=NOW
            )
            store.keep(Page(_url(number), "x", "X", "Asia/Jakarta", NOW, ("<p>x</p>",)), article)
            store.keep_assessment(_url(number), model.assess_article(article))
    return model.name


def _one_of(*values: object) -> dict:
    """One of these, or any text."""
    return {"anyOf": [{"enum": list(values)}, {"type": "string"}]}


def description() -> dict:
    """The desk's three addresses, as OpenAPI has it."""
    urls = _one_of(*map(_url, range(STORIES)))
    sieve = {f"f_{field.name}": {"type": "string"} for field in fields(Sieve)}
    sieve |= {
        "f_status": _one_of(*Status),
        "f_group": _one_of(*Group),
        "f_since": _one_of("2024-10-14"),
        "f_region": _one_of("14", "14.02"),
    }
    form = {  # what is not allowed is tried all the same
        "u": {"enum": [*map(_url, range(STORIES))]}, "verdict": {"enum": [*Verdict, "simpan", "urung"]}, "status": {"enum": ["", *Status]},
        "roles": _one_of("{}", '{"35": "terduga"}'), "note": {"type": "string"}, "seen": _one_of("", "1", "2", "3"), "by": _one_of("ani"),
        "f_since": _one_of("2024-10-14"),
    }  # fmt: skip
    kinds = ("application/x-www-form-urlencoded", "multipart/form-data", "application/json", "text/plain")
    body = {
        kind: {"schema": {"type": "object", "properties": form, "required": ["u", "verdict"]} if "form" in kind else {}}
        for kind in kinds
    }
    told = {"default": {"description": "a page"}}

    def query(names: dict) -> list[dict]:
        return [{"name": name, "in": "query", "schema": schema} for name, schema in names.items()]

    queue = sieve | {"desakan": _one_of("2460500.5"), "setelah": urls, "diputus": urls, "token": {"type": "string"}}
    file = [{"name": "file", "in": "path", "required": True, "schema": _one_of("desk.css")}]
    paths = {
        "/": {"get": {"parameters": query(queue), "responses": told}},
        "/berita": {
            "get": {"parameters": query(sieve | {"u": urls}), "responses": told},
            "post": {"requestBody": {"required": True, "content": body}, "responses": told},
        },
        "/static/{file}": {"get": {"parameters": file, "responses": told}},
    }
    return {"openapi": "3.0.3", "info": {"title": "desk", "version": "1"}, "paths": paths}


def serve(path: Path, model: str, listener, port: int) -> None:
    keeper = Doorkeeper.at(port, ["ani"])
    keeper.guests[COOKIE] = "ani"
    uvicorn.Server(uvicorn.Config(build(path, model, keeper), log_level="critical", access_log=False)).run(
        sockets=[listener]
    )


def attack(command: str, examples: str, folder: Path, port: int, headers: list[str]) -> bool:
    """Let Schemathesis ask, and print the answers by code; whether it found none from 500 on."""
    told = folder / "told.ndjson"
    called = [
        command,
        "run",
        folder / "desk.json",
        "-u",
        f"http://127.0.0.1:{port}",
        "-c",
        "not_a_server_error",
        "-n",
        examples,
        "--seed",
        "10",
    ]
    called += [
        "--max-redirects",
        "0",
        "--report",
        "ndjson",
        "--report-ndjson-path",
        told,
        "--continue-on-failure",
        "--generation-database",
        "none",
    ]
    done = subprocess.run(
        [*called, *(part for header in headers for part in ("-H", header))], stdout=subprocess.DEVNULL
    )
    codes = Counter(re.findall(r'"status_code": ?(\d+)', told.read_text(encoding="utf-8", errors="replace")))
    print(f"{'with a cookie' if headers else 'a stranger'}: {codes.total()} answers, {dict(codes)}", flush=True)
    return done.returncode == 0


def _decisions(path: Path) -> int:
    with Store(path) as store:
        return sum(1 for _ in store.review_log())


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("st")
    parser.add_argument("examples", nargs="?", default="300")
    given = parser.parse_args()
    with TemporaryDirectory() as name, listen(0) as listener:
        folder, port = Path(name), listener.getsockname()[1]
        path = folder / "netralitas.db"
        model = fill(path)
        (folder / "desk.json").write_text(json.dumps(description()))
        server = Process(target=serve, args=(path, model, listener, port), daemon=True)
        server.start()
        fine = attack(given.st, given.examples, folder, port, [])
        strangers = _decisions(path)
        hers = [f"Cookie: netralitas_desk_{port}={COOKIE}", f"Origin: http://127.0.0.1:{port}"]
        fine = attack(given.st, given.examples, folder, port, hers) and fine
        print(f"decisions: {strangers} by strangers, {_decisions(path)} with the cookie")
        server.terminate()
    sys.exit(not fine or strangers > 0)


if __name__ == "__main__":
    main()
