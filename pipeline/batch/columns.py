"""The columns of the Parquet files, declared in ``data/batch_columns.toml``, and stories as rows of them."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import Any

import pyarrow

from pipeline.assess.law import legal_basis
from pipeline.export.rows import accused
from pipeline.places import region_of_article
from pipeline.records import Article, Assessment, Failure, Role
from pipeline.shipped import read_toml

SCHEMA_VERSION = 1
"""Counts up when a column is added, dropped or means something else; shards of another version are done anew."""

_TYPES = {
    "string": pyarrow.string(),
    "bool": pyarrow.bool_(),
    "int32": pyarrow.int32(),
    "double": pyarrow.float64(),
    "timestamp": pyarrow.timestamp("us", "UTC"),
    "list<string>": pyarrow.list_(pyarrow.string()),
}


@cache
def schema() -> pyarrow.Schema:
    """The columns in order; each carries its meaning as metadata."""
    data = read_toml("batch_columns.toml")
    return pyarrow.schema(
        [pyarrow.field(name, _type(about), metadata={"meaning": about["meaning"]}) for name, about in data.items()],
        metadata={"netralitas_schema": str(SCHEMA_VERSION)},
    )


def _type(about: dict[str, Any]) -> pyarrow.DataType:
    if fields := about.get("fields"):
        return pyarrow.list_(pyarrow.struct([(name, _TYPES[kind]) for name, kind in fields.items()]))
    return _TYPES[about["type"]]


def dictionary() -> str:
    """The data dictionary, as Markdown."""
    rows = [f"| `{field.name}` | {_shown(field.type)} | {field.metadata[b'meaning'].decode()} |" for field in schema()]
    head = [
        "# Columns of `netralitas batch`\n",
        "Made from `pipeline/data/batch_columns.toml` by `netralitas batch --dictionary`; a test fails when it is stale. The",
        f"meanings also stand in each Parquet file, as metadata of its columns. Version {SCHEMA_VERSION}.\n",
        "| column | type | meaning |",
        "|---|---|---|",
    ]
    return "\n".join([*head, *rows]) + "\n"


def _shown(kind: pyarrow.DataType) -> str:
    return str(kind).replace("item: ", "").replace("element: ", "")


def failure_row(id: str, failure: Failure) -> dict[str, Any]:
    """The row of a story that could not be assessed."""
    return _clean({"id": id, "url": failure.url, "failure": failure.code, "failure_detail": failure.detail})


def article_row(id: str, article: Article, assessment: Assessment) -> dict[str, Any]:
    """The row of a story that was assessed."""
    region = region_of_article(article)
    charged = [mention for mention in assessment.mentions if mention.role is Role.TERDUGA]
    published = article.published_at
    about = {
        name: getattr(article, name)
        for name in ("url", "outlet", "title", "text", "published_at", "date_source", "author", "place")
    }
    judged = {
        name: getattr(assessment, name)
        for name in ("status", "probability", "flagged", "flagged_probability", "pemilihan", "bantahan", "model")
    }
    lists = {name: list(getattr(assessment, name)) for name in ("bentuk", "pasal", "doubts")}
    structs = {
        name: [asdict(part) for part in getattr(assessment, name)]
        for name in ("mentions", "evidence", "considerations")
    }
    return _clean(
        {"id": id, "wilayah_code": region and region.code, "wilayah": region and region.name}
        | about
        | judged
        | lists
        | structs
        | {f"p_{status}": chance for status, chance in assessment.probabilities.items()}
        | {
            "terduga": sorted({mention.group for mention in charged}),
            "accused": accused(article.text, assessment.mentions),
            "persons": sorted({name for mention in charged for name in mention.persons}),
            "dasar_hukum": list(map(str, legal_basis(assessment, published and published.date()))),
        }
    )


def _clean(row: dict[str, Any]) -> dict[str, Any]:
    """Empty texts as null, and no half characters, which UTF-8 does not have."""
    texts = {
        name: value.encode("utf-8", "replace").decode() or None for name, value in row.items() if isinstance(value, str)
    }
    return row | texts
