"""What the code says to the user, read out of it: every message as it may come, with ``7`` for whatever is filled in."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, product

from tests.conftest import ROOT

FILLED = "7"
_MOST = 100
"""Ways of one message that are looked at."""
_CODE = ROOT / "pipeline"
_OTHERS = {
    "review/notebook.py": "shown in a notebook",
    "review/widgets.py": "shown in a notebook",
    "review/desk.py": "shown in the browser, in Indonesian",
    "review/forms.py": "shown in the browser, in Indonesian",
}
"""Files whose messages do not come through the command line."""
_SAYING = {
    "NetralitasError": 0, "SourceFileError": 0, "DataError": 0, "CorpusError": 0, "ModelError": 0, "ConflictError": 0,
    "UsageError": 0, "BadParameter": 0, "There": 0, "CutShort": 0, "BrokenArchive": 1, "_NotWhole": 0,  "ValueError": 0, "InputError": 1,
    "Trouble": 1, "_Refused": 1, "failure": 1, "Failure": 3, 
    "tell": 0, "say": 0, "_say": 0, "_agreed": 0, "worded": 0, "Finding": 0, "Table": 0, "_table": 0, "add_column": 0, "_show": 0,
    "refused": 0, "one_run": 2, "parse_article": 1, "_mention": 1, "_check": 2, "_held": 1, "_step": 1, "member": 2, "_forms": 1,
}  # fmt: skip
"""Whose arguments are said, from the so-manyth on: what is raised, what prints, what is printed later."""
_NAMED = ("mend", "detail", "title", "instead")
"""The same, where they are given by name."""
TELLING = {
    "errors.py": ("unknown_key", "_STORE_ADVICE", "store_advice", "store_refused", "file_refused"),
    "lock.py": ("one_run", "_holder", "age"),
    "cli/cases.py": ("_day",),
    "cli/collecting.py": ("_by_source", "_in_all"),
    "cli/corpus.py": ("check",),
    "cli/doctor.py": ("_OPTIONAL",),
    "cli/models.py": ("list_",),
    "cli/review.py": ("_row_by_row", "_nothing_yet"),
    "cli/sources.py": ("_told",),
    "collect/register.py": ("ZONE_UNKNOWN",),
    "collect/sources.py": (
        "read_sources",
        "_no_toml",
        "_read",
        "_shared_ids",
        "_name",
        "_line",
        "_explain",
        "EXAMPLES",
    ),
    "collect/unpacked.py": ("fault_at_end",),
    "learn/calibrate.py": ("feed_remarks",),
    "learn/check.py": ("problems",),
    "learn/compare.py": ("outcome",),
    "learn/drift.py": ("_unlike", "_told"),
    "learn/evaluate.py": ("figure_remarks",),
    "learn/floors.py": ("below",),
    "learn/labelled.py": ("label_remarks", "_told"),
    "learn/promote.py": ("try_model", "_below_floors"),
    "learn/regions.py": ("region_problem",),
    "learn/train.py": ("_enough",),
    "mentions/lexicon.py": ("check_lists",),
    "review/headings.py": ("out_of_place",),
    "review/label_tools.py": ("_refusing",),
    "review/labels.py": ("_label", "_unsaid"),
    "review/sampling.py": ("__str__",),
    "review/sheets.py": ("_STRAY", "_renamed", "_told_apart", "_unread"),
    "review/spreadsheet.py": ("_broken",),
    "run_report.py": ("_listed", "_share", "_before"),
    "store/proposals.py": ("contradiction", "moved_status", "conflict", "_decided"),
    "store/reviews.py": ("_moved_text",),
    "store/upkeep.py": ("problems",),
}
"""Functions and constants of a file whose texts others say."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message: where it stands, and how it may come."""

    where: str
    text: str


Names = Mapping[str, Sequence[ast.expr]]
"""What was given to a name, wherever."""


def ways(node: ast.expr | None, names: Names) -> list[str]:
    """Every text an expression may be."""
    parts: list[ast.expr]
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=values):
            return _joined([ways(part, names) for part in values])
        case ast.FormattedValue(conversion=114):
            return [f"'{FILLED}'"]
        case ast.FormattedValue(value=value):
            return ways(value, names)
        case ast.IfExp(body=body, orelse=orelse):
            parts = [body, orelse]
        case ast.BinOp(op=ast.Add(), left=left, right=right) if not _are_several(left, right):
            return _joined([ways(left, names), ways(right, names)])
        case ast.BoolOp(values=parts):
            pass
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            pass
        case ast.Dict(keys=keys, values=values):
            parts = [*(key for key in keys if key and " " in ast.unparse(key)), *values]
        case ast.Subscript(value=value, slice=ast.Slice()):
            parts = [value]
        case ast.Call(func=ast.Attribute(attr="get"), args=[_, value]):
            parts = [value]
        case ast.ListComp(elt=elt) | ast.GeneratorExp(elt=elt):
            parts = [elt]
        case ast.DictComp(value=value):
            parts = [value]
        case ast.Starred(value=value):
            parts = [value]
        case ast.Call(func=ast.Name(id="counted"), args=[_, ast.Constant(value=str(one)), *more]):
            many = more[0].value if more and isinstance(more[0], ast.Constant) else f"{one}s"
            return [f"{FILLED} {one}", f"{FILLED} {many}"]
        case ast.BinOp(op=ast.Add() | ast.BitOr(), left=left, right=right):
            parts = [left, right]
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(value=str()), attr="join"), args=[ast.GeneratorExp() as inner]
        ):
            parts = [inner]
        case ast.Name(id=name) if name in names:
            parts = list(names[name])
            names = {other: given for other, given in names.items() if other != name}
        case _:
            return [FILLED]
    return list(dict.fromkeys(text for part in parts for text in ways(part, names))) or [FILLED]


def _are_several(*nodes: ast.expr) -> bool:
    return any(isinstance(node, ast.List | ast.ListComp) for node in nodes)


def _joined(parts: list[list[str]]) -> list[str]:
    return list(dict.fromkeys("".join(way) for way in islice(product(*parts), _MOST)))


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _given(tree: ast.AST) -> dict[str, list[ast.expr]]:
    """What is given to each name within a part of the code."""
    found: dict[str, list[ast.expr]] = defaultdict(list)
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    match target, value:
                        case ast.Name(id=name), _:
                            found[name].append(value)
                        case ast.Tuple(elts=elts), ast.Tuple(elts=values) if len(elts) == len(values):
                            for one, its in zip(elts, values, strict=True):
                                if isinstance(one, ast.Name):
                                    found[one.id].append(its)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found[name].append(value)
            case ast.NamedExpr(target=ast.Name(id=name), value=value):
                found[name].append(value)
            case (
                ast.For(target=ast.Name(id=name), iter=value) | ast.comprehension(target=ast.Name(id=name), iter=value)
            ):
                found[name].append(value)
    return found


def _texts(tree: ast.AST, tells: bool) -> Iterator[ast.expr]:
    """The expressions within a part of the code that are said; where it ``tells``, also what it gives back and gathers."""
    if tells and isinstance(tree, ast.FunctionDef):
        yield from tree.args.defaults
    for node in ast.walk(tree):
        match node:
            case ast.Call(args=arguments) if _name(node) in _SAYING:
                yield from arguments[_SAYING[_name(node)] :]
                yield from (word.value for word in node.keywords if word.arg in _NAMED)
            case ast.Call(func=ast.Attribute(attr="append"), args=[value]) if tells:
                yield value
            case ast.Return(value=ast.expr() as value) | ast.Yield(value=ast.expr() as value) if tells:
                yield value
            case ast.Assign(value=value) if tells and not isinstance(value, ast.IfExp | ast.Constant | ast.JoinedStr):
                yield value
            case ast.AugAssign(value=value) | ast.For(iter=value) if tells:
                yield value


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def named(file: str) -> set[str]:
    """The functions and constants of a file."""
    tree = ast.parse((_CODE / file).read_text(encoding="utf-8"))
    return {one.name for one in _functions(tree)} | _given(tree).keys()


@cache
def said() -> tuple[Said, ...]:
    """Every message of the code with a letter in it."""
    found: dict[tuple[str, str], Said] = {}
    for path in sorted(_CODE.rglob("*.py")):
        name = str(path.relative_to(_CODE))
        if name in _OTHERS:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for one in _said_in(tree, name):
            found.setdefault((name, one.text), one)
    return tuple(found.values())


def _said_in(tree: ast.Module, name: str) -> Iterator[Said]:
    constants = _given(ast.Module([node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)], []))
    telling = TELLING.get(name, ())
    parts: list[tuple[ast.AST, bool]] = [(one, one.name in telling) for one in _functions(tree)]
    parts += [(node, False) for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
    for part, tells in parts:
        names = constants | _given(part)
        for node in _texts(part, tells):
            for way in ways(node, names):
                for text in way.split("\n"):
                    if any(map(str.isalpha, text)):
                        yield Said(f"pipeline/{name}:{node.lineno}", text)
    for constant in telling:
        for node in constants.get(constant, []):
            for way in ways(node, constants):
                yield Said(f"pipeline/{name}:{node.lineno}", way)
