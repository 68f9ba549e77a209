"""What a mention looks like in its place: the features of its role."""

from __future__ import annotations

from itertools import accumulate

from pipeline.assess.reading import Placed, Reading

_NEAR, _CLOSE = 8, 3
_VOICES = ("me", "di", "ber", "ter")
_OPENING, _CLOSING = frozenset("“«"), frozenset("”»")


def _bucket(value: int, edges: tuple[int, ...]) -> str:
    return str(next((edge for edge in edges if value <= edge), f">{edges[-1]}"))


def _quotes(reading: Reading) -> tuple[list[int], list[int]]:
    """Before each token: how many quotes were opened and not closed, and how many marks do not tell which they do."""
    texts = [token.text for token in reading.doc]
    turns = ((text in _OPENING) - (text in _CLOSING) for text in texts)
    return list(accumulate(turns, initial=0)), list(accumulate((text == '"' for text in texts), initial=0))


def _in_quote(reading: Reading, placed: Placed, quotes: tuple[list[int], list[int]]) -> bool:
    first = max(0, reading.sentences[placed.sentence][0] - 60)
    depth, plain = (counts[placed.start] - counts[first] for counts in quotes)
    return depth > 0 or plain % 2 == 1


def _around(reading: Reading, placed: Placed, features: dict[str, float]) -> None:
    for cue in reading.cues_in[placed.sentence]:
        name = cue.name
        features[f"s:{name}"] = features[f"s:{name},g={placed.mention.group}"] = 1
        if cue.end <= placed.start:
            gap, side = placed.start - cue.end, "L"
        elif cue.start >= placed.end:
            gap, side = cue.start - placed.end, "R"
        else:
            continue
        if gap < _NEAR:
            features[f"{side}8:{name}"] = features[f"{side}8:{name},g={placed.mention.group}"] = 1
        if gap < _CLOSE:
            features[f"{side}3:{name}"] = 1
    for step, mark in ((-1, "p"), (1, "n")):
        other = placed.sentence + step
        if 0 <= other < len(reading.sentences):
            features |= {f"{mark}:{cue.name}": 1 for cue in reading.cues_in[other]}


def _voice(word: str) -> str:
    """How an Indonesian word looks as a verb: ``me`` acts, ``di`` is acted upon."""
    return next((prefix for prefix in _VOICES if word.startswith(prefix) and len(word) > 4), "")


def _subject(reading: Reading, words: list[str], placed: Placed, features: dict[str, float]) -> None:
    """What the mention does, or what is done to it: the first verb after it, and the one before."""
    group = placed.mention.group
    after = [word for word in words[placed.end : placed.end + 9] if word and word[0] != "<"][:4]
    before = [word for word in words[max(0, placed.start - 4) : placed.start] if word and word[0] != "<"]
    if voice := next(filter(None, map(_voice, after)), ""):
        features[f"v+={voice}"] = features[f"v+={voice},g={group}"] = 1
        if placed.start - reading.sentences[placed.sentence][0] <= 1:
            features[f"v+={voice},first"] = 1
    if voice := next(filter(None, map(_voice, reversed(before))), ""):
        features[f"v-={voice}"] = features[f"v-={voice},g={group}"] = 1


def _words(words: list[str], placed: Placed, features: dict[str, float]) -> None:
    left = [word for word in words[max(0, placed.start - 12) : placed.start] if word][-6:]
    right = [word for word in words[placed.end : placed.end + 12] if word][:6]
    for distance, word in enumerate(reversed(left), start=1):
        features[f"wl={word}"] = 1
        if distance <= 2:
            features[f"w-{distance}={word}"] = 1
    for distance, word in enumerate(right, start=1):
        features[f"wr={word}"] = 1
        if distance <= 2:
            features[f"w+{distance}={word}"] = 1


def mention_features(reading: Reading, words: list[str]) -> list[dict[str, float]]:
    """The features of each mention. ``words``: the masked tokens of the text."""
    quotes = _quotes(reading)
    return [_features(reading, placed, words, _in_quote(reading, placed, quotes)) for placed in reading.mentions]


def _features(reading: Reading, placed: Placed, words: list[str], quoted: bool) -> dict[str, float]:
    mention, doc = placed.mention, reading.doc
    group = mention.group.value
    together = {reading.mentions[number].mention.group for number in reading.mentions_in[placed.sentence]}
    in_title = any(other.mention.group is mention.group for other in reading.title_mentions)
    features: dict[str, float] = {
        f"g={group}": 1,
        f"h={doc[placed.start].lower_}": 1,
        f"list={_bucket(len(together), (1, 2, 3))}": 1,
        f"place={_bucket(placed.sentence, (0, 1, 3, 8))}": 1,
        f"title={in_title}": 1,
    }
    if mention.person:
        features["person"] = features[f"person,g={group}"] = 1
    if quoted:
        features["quote"] = 1
    for cue in reading.title_cues:
        features[f"t:{cue.name}"] = features[f"t:{cue.name},g={group}"] = 1
        if in_title:
            features[f"tx:{cue.name}"] = 1
    _around(reading, placed, features)
    _subject(reading, words, placed, features)
    _words(words, placed, features)
    return features
