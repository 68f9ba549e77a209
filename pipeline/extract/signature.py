"""What signs a story below its last paragraph: "(abc/def)", "DEWI SARI", "***", "Sumber: …"."""

from __future__ import annotations

import re

from pipeline.extract.lines import SENTENCE_END

_INITIALS = re.compile(
    r"\((?!adv\b)(?i:[a-z]{2,4})(?:\s?[/*-]\s?[A-Za-z]{2,6}){0,3}\)|\(?[*#]{1,3}\)?|[Ss]umber ?: ?.{2,60}"
)
_NAME = re.compile(r"(?P<name>[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]*){1,3})(?: ?[|/] ?.{2,40})?")
_MOST = 3


def without_signature(text: str) -> tuple[str, str | None]:
    """A text without the lines that sign it, and the name in them."""
    lines, name = text.split("\n"), None
    for _ in range(_MOST):
        while lines and not lines[-1].strip():
            lines.pop()
        if len(lines) < 2:
            break
        signed = _NAME.fullmatch(lines[-1].strip())
        before = next((line for line in reversed(lines[:-1]) if line.strip()), "")
        if signed and SENTENCE_END.search(before.strip()):
            name = signed["name"]
        elif not _INITIALS.fullmatch(lines[-1].strip()):
            break
        lines.pop()
    return "\n".join(lines), name
