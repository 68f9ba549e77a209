"""What can be read off the text without a model: the election, the articles of law, a denial."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from pipeline.assess.reading import Reading
from pipeline.records import Pemilihan
from pipeline.shipped import read_lines

_ELECTIONS = {
    Pemilihan.PILKADES: re.compile(
        r"\b(?:pilkades|pilwabup desa|pemilihan (?:kepala desa|keuchik|lurah|wali nagari|perbekel|kuwu)|pilchiksung)\b",
        re.I,
    ),
    Pemilihan.PILKADA: re.compile(
        r"\b(?:pilkada|pilgub|pilbup|pilwal(?:i|ko|kot)|pemilihan (?:kepala daerah|gubernur|bupati|wali ?kota)|cagub|cabup|cawabup|cawalkot|"
        r"calon (?:wakil )?(?:gubernur|bupati|wali ?kota))\b",
        re.I,
    ),
    Pemilihan.PEMILU: re.compile(
        r"\b(?:pemilu|pemilihan umum|pilpres|pileg|caleg|calon legislatif|capres|cawapres|calon (?:wakil )?presiden)\b",
        re.I,
    ),
}
_BODY = re.compile(r"\b(?:pengawas|penyelenggara|pengawas pemilihan|komisi)\s+(?:pemilu|pemilihan umum)\b", re.I)
# Another number or letter behind "dan": followed by what follows a citation, so that "Pasal 494 dan 15 saksi" ends at 494.
_AND = r"\s*(?:,\s*dan|,|/|dan|serta|atau|hingga)\s*"
_ENDS = r"(?=\s*(?:$|[.,;:)(/\"”]|(?:UU|undang|PP|per|PKPU|KUHP|ayat|huruf|dan|jo|juncto|serta|atau|tentang|dalam|pada|yang)))"
_PARAGRAPH = r"(?:\(\d{1,2}\)|\d{1,2}\b)"
_PARTS = (
    rf"\s+ayat\s*{_PARAGRAPH}(?:{_AND}{_PARAGRAPH}{_ENDS})*",
    rf"\s+huruf\s+[a-z]\b(?:{_AND}(?:huruf\s+)?[a-z]\b{_ENDS})*",
    r"\s+angka\s+\d{1,2}\b",
)
_NUMBERED = rf"\d{{1,3}}[A-Z]?\b(?:{'|'.join(_PARTS)})*"
_ACT = (
    r"\s+(?:UU|Undang[- ]Undang|PP|Peraturan Pemerintah|Perppu|PKPU|Perbawaslu|KUHP)\b"
    r"(?:\s+(?:RI\s+)?(?:(?:Nomor|No\.?)\s*)?\d{1,3}(?:\s*(?:Tahun\b|/)\s*\d{4})?"
    r"|\s+(?:tentang\s+)?(?:Pemilihan|Pemilu|Pilkada|Desa|ASN|TNI|Polri)\b)?"
)
_ARTICLE = re.compile(rf"\b(?:Pasal|Psl\.?)\s+{_NUMBERED}(?:{_AND}{_NUMBERED}{_ENDS})*(?:{_ACT})?", re.I)


def election(reading: Reading) -> Pemilihan:
    """The election the article names most often; ``lain`` where it names none."""
    text = _BODY.sub("", f"{reading.title.text}\n{reading.text}")
    counts = Counter({kind: len(words.findall(text)) for kind, words in _ELECTIONS.items()})
    kind, count = counts.most_common(1)[0]
    return kind if count else Pemilihan.LAIN


def cited_articles(text: str) -> tuple[str, ...]:
    """The articles of law the story cites, as cited, each once. The press often cites the wrong act."""
    return tuple(dict.fromkeys(" ".join(match.group().split()) for match in _ARTICLE.finditer(text)))


@cache
def _denials() -> re.Pattern[str]:
    phrases = "|".join(sorted(map(re.escape, read_lines("denials.txt")), key=len, reverse=True))
    return re.compile(rf"(?<!\btidak )(?<!\btak )(?<!\bbukan )(?<!\bbelum )(?<!\btanpa )\b(?:{phrases})\b", re.I)


def denial(reading: Reading) -> bool:
    """Whether the story reports that somebody denies."""
    if any(cue.family == "bantah" and cue.plain for cue in (*reading.title_cues, *reading.cues)):
        return True
    return any(_denials().search(text) for text in (reading.title.text, reading.text))
