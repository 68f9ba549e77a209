"""The metadata we ship for Datasette fits the schema."""

from __future__ import annotations

import json
import sqlite3

from pipeline.store import Store
from tests.conftest import ROOT


def test_tables_columns_and_queries_exist(tmp_path):
    with Store(tmp_path / "netralitas.db") as store:
        path = store.path
    told = json.loads((ROOT / "docs" / "datasette.json").read_text(encoding="utf-8"))["databases"]["netralitas"]
    db = sqlite3.connect(path)
    for table, about in told["tables"].items():
        columns = {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
        named = {about.get("label_column"), about.get("sort_desc"), *about.get("facets", ())} - {None}
        assert columns and named <= columns, table
    for query in told["queries"].values():
        db.execute(query["sql"])
    db.close()
