"""Where a campaign begins: sound inputs of each kind."""

from __future__ import annotations

import gzip
import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from tests.conftest import CASE, REMINDER
from tests.fuzz.targets import SECTOR, SHEET, URL, book, stored

_HTML = "<html><head><title>{0}</title><meta property='article:published_time' content='2024-10-14T10:00:00+07:00'></head><body><article><h1>{0}</h1><p>{1}</p></article></body></html>"
_RSS = "<?xml version='1.0'?><rss version='2.0'><channel><item><title>{0}</title><link>{2}</link><pubDate>Mon, 14 Oct 2024 10:00:00 +0700</pubDate><description>{1}</description></item></channel></rss>"
_ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>{0}</title><link href='{2}'/><updated>2024-10-14T03:00:00Z</updated><content type='html'>{1}</content></entry></feed>"
_SITEMAP = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{2}</loc><lastmod>2024-10-14</lastmod></url></urlset>"
_INDEX = "<sitemapindex><sitemap><loc>{2}</loc><lastmod>2024-10-14T00:00:00Z</lastmod></sitemap></sitemapindex>"
_SOURCE = "[[source]]\nid = 'x'\noutlet = 'X'\nkind = 'feed'\naddress = 'https://contoh.id/feed'\ntimezone = 'WIB'\n"
_WARC = (
    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://contoh.id/1\r\nWARC-Date: 2024-10-14T03:00:00Z\r\n"
    "WARC-Record-ID: <urn:uuid:0>\r\nContent-Type: application/http;msgtype=response\r\nContent-Length: {}\r\n\r\n"
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}\r\n\r\n"
)


def seeds() -> dict[str, list[bytes]]:
    """Some inputs for each target, by its name."""
    stories = [(*CASE, URL), (*REMINDER, URL)]
    texts = [body.encode() for _, body, _ in stories]
    pages = [_HTML.format(*story).encode() for story in stories]
    rows = [{"text": body, "title": title, "status": "imbauan", "mentions": []} for title, body, _ in stories]
    lines = "\n".join(map(json.dumps, rows)).encode()
    task = {
        "text": CASE[1],
        "label": [[0, 6, "ASN:lain"]],
        "status": "dugaan",
        "url": URL,
        "sha256": "x",
        "version": "",
    }
    post = {
        "link": URL,
        "title": {"rendered": CASE[0]},
        "content": {"rendered": pages[0].decode()},
        "date_gmt": "2024-10-14T03:00:00",
    }
    maps = [kind.format(*stories[0]).encode() for kind in (_SITEMAP, _INDEX)]
    return {
        "text": texts,
        "sentences": texts,
        "mentions": texts,
        "page": pages,
        "gate": pages,
        "feed": [kind.format(*story).encode() for kind in (_RSS, _ATOM) for story in stories],
        "sitemap": [*maps, *(gzip.compress(xml, mtime=0) for xml in maps)],
        "posts": [json.dumps([post]).encode()],
        "table": [f"tautan,putusan_analis,catatan,tanggal_tinjau\n{URL},benar,x,13/10/2024\n".encode()],
        "workbook": [ZipFile(BytesIO(book())).read(SHEET)],
        "tasks": [json.dumps(task).encode(), json.dumps([{"data": task, "annotations": [{"result": []}]}]).encode()],
        "labels": [lines],
        "corpus": [Path("corpus/articles/k/batch-01.txt").read_bytes()[:3000]],
        "sources": [_SOURCE.encode()],
        "shard": [lines, _WARC.format(len(pages[0]) + 44, pages[0].decode()).encode()],
        "store": [
            bytes([number]) + stored()[number * SECTOR :][:SECTOR] for number in range(0, len(stored()) // SECTOR, 5)
        ],
        "model": [Path("models/default/model.npz").read_bytes()[:4000]],
    }
