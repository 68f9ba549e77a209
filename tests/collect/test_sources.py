from datetime import date
from pathlib import Path

import pytest

from pipeline.collect import read_sources
from pipeline.errors import SourceFileError

GOOD = """
[collect]
contact = "redaksi@contoh.id"
timezone = "WITA"

[[source]]
id = "anu"
outlet = "Kabar Anu"
kind = "feed"
address = "https://kabar-anu.id/feed/"
since = 2024-08-01

[[source]]
id = "daftar"
outlet = "Kabar Itu"
kind = "urls"
path = "daftar/alamat.txt"
timezone = "wib"
limit = 5
delay = 2.5
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_good_file(tmp_path: Path) -> None:
    feed, urls = read_sources(write(tmp_path, GOOD))
    assert (feed.id, feed.outlet, feed.kind, feed.timezone) == ("anu", "Kabar Anu", "feed", "Asia/Makassar")
    assert feed.since == date(2024, 8, 1)
    assert feed.contact == urls.contact == "redaksi@contoh.id"
    assert urls.path == tmp_path / "daftar/alamat.txt"
    assert urls.timezone == "Asia/Jakarta"


def test_how_many_and_how_fast(tmp_path: Path) -> None:
    feed, urls = read_sources(write(tmp_path, GOOD))
    assert (feed.newest, urls.newest) == (200, 5)
    assert feed.pause("https://kabar-anu.id/") == 1.0
    assert feed.pause("http://127.0.0.1:8000/") == 0.0
    assert urls.pause("http://127.0.0.1:8000/") == 2.5


def test_no_absolute_path_is_shown(tmp_path: Path) -> None:
    assert read_sources(write(tmp_path, GOOD))[1].place == "file:alamat.txt"


BASE = {"id": '"anu"', "outlet": '"Kabar Anu"', "kind": '"feed"', "address": '"https://a.id/feed"'}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"adress": '"x"'}, "source 'anu': unknown key 'adress'. Did you mean 'address'?"),
        ({"warna": '"x"'}, "source 'anu': unknown key 'warna'. Known are id, outlet"),
        ({"outlet": None}, "source 'anu': 'outlet' is missing. Write the outlet's name"),
        ({"id": None}, "source number 1: 'id' is missing"),
        ({"id": '"a b"'}, "id = 'a b' cannot be used. Write a short name"),
        ({"id": '"../../a"'}, "id = '../../a' cannot be used. Write a short name"),
        (
            {"kind": '"rss"'},
            "kind = 'rss' cannot be used. Write one of feed, sitemap, wordpress, blogger, urls, folder",
        ),
        ({"address": '"a.id/feed"'}, "'a.id/feed' is no web address. Write it whole"),
        ({"address": None}, "a source of kind feed needs 'address'"),
        ({"kind": '"folder"'}, "a source of kind folder needs 'path'"),
        ({"kind": '"folder"', "path": '"x"'}, "a source of kind folder has no 'address'. Write 'path' instead"),
        ({"timezone": '"WIBB"'}, "'WIBB' is no time zone. Write WIB, WITA, WIT"),
        ({"limit": "0"}, "limit = 0 cannot be used. Write a whole number"),
        ({"delay": '"cepat"'}, "delay = 'cepat' cannot be used. Write seconds"),
        ({"since": '"kemarin"'}, "since = 'kemarin' cannot be used. Write a date"),
    ],
)
def test_mistakes(tmp_path: Path, change: dict[str, str | None], message: str) -> None:
    fields = {key: value for key, value in (BASE | change).items() if value is not None}
    text = "[[source]]\n" + "\n".join(f"{key} = {value}" for key, value in fields.items())
    with pytest.raises(SourceFileError) as caught:
        read_sources(write(tmp_path, text))
    assert message in str(caught.value)
    assert "sources.toml" in str(caught.value)


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    text = '[colect]\n[[source]]\nid = "a"\n[[source]]\nid = "a"\noutlet = "A"\nkind = "feed"\naddress = "x"\n'
    with pytest.raises(SourceFileError) as caught:
        read_sources(write(tmp_path, text))
    message = str(caught.value)
    assert "unknown key 'colect'. Did you mean 'collect'?" in message
    assert "'outlet' is missing" in message
    assert "'kind' is missing" in message
    assert "'x' is no web address" in message
    assert "2 sources have the id 'a'" in message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[source]\n", "is no TOML: line 1, column 9 cannot be read. Texts stand in quotes"),
        ('[[source]]\nid = "a"\nid = "b"\n', "is no TOML: line 3 sets again what is set before."),
        ('[[source]]\nid = "a"\nid = "b"', "is no TOML: its last line sets again what is set before."),
        ("source = [", "is no TOML: it breaks off at its end"),
        (f"source = {'[' * 5000}", "is no TOML: lists in it stand too deep"),
        ("", "it lists no source"),
        ('source = "x"', "'source' is no list of tables"),
        ("[source]\nid = 1", "'source' is no list of tables"),
        ("collect = 1", "'collect' is no table"),
    ],
)
def test_broken_files(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SourceFileError, match=message):
        read_sources(write(tmp_path, text))


def test_no_file_and_no_text(tmp_path: Path) -> None:
    with pytest.raises(SourceFileError, match="cannot be read"):
        read_sources(tmp_path / "tidak-ada.toml")
    (tmp_path / "biner.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceFileError, match="UTF-8"):
        read_sources(tmp_path / "biner.toml")


def test_a_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(SourceFileError) as caught:
        read_sources(write(tmp_path, GOOD.replace("delay", "dellay").replace('kind = "feed"', 'kind = "rss"')))
    assert "line 9: source 'anu': kind = 'rss'" in str(caught.value)
    assert "line 20: source 'daftar': unknown key 'dellay'. Did you mean 'delay'?" in str(caught.value)


def test_a_typo_names_its_line_and_the_known_keys_wherever_it_stands(tmp_path: Path) -> None:
    with pytest.raises(SourceFileError) as caught:
        read_sources(write(tmp_path, GOOD.replace("contact =", "contcat =").replace("outlet", "outlett", 1)))
    assert "line 3: 'collect': unknown key 'contcat'. Did you mean 'contact'? Known are id, outlet" in str(caught.value)
    assert "line 8: source 'anu': unknown key 'outlett'. Did you mean 'outlet'? Known are id, outlet" in str(
        caught.value
    )
    assert str(caught.value).count("contcat") == 1


def test_a_table_that_nobody_reads_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(SourceFileError) as caught:
        read_sources(write(tmp_path, GOOD.replace("[collect]", "[colect]") + '[[sources]]\nid = "baru"\n'))
    assert "line 2: unknown key 'colect'. Did you mean 'collect'?" in str(caught.value)
    assert f"line {GOOD.count(chr(10)) + 1}: unknown key 'sources'. Did you mean 'source'?" in str(caught.value)


def test_keys_in_quotes_and_texts_of_several_lines_keep_their_lines(tmp_path: Path) -> None:
    note = 'note = """satu\n[[source]]\ndelay = 3 # "\n"""\n\'delay\' = "cepat"\n'
    with pytest.raises(SourceFileError) as caught:
        read_sources(write(tmp_path, '[[source]]\nid = "a"\noutlet = "A"\n' + note + GOOD.replace("delay", '"dellay"')))
    assert "line 8: source 'a': delay = 'cepat' cannot be used" in str(caught.value)
    assert "line 28: source 'daftar': unknown key 'dellay'" in str(caught.value)


def test_a_mistake_in_what_all_sources_share_is_told_once_where_it_stands(tmp_path: Path) -> None:
    shared = GOOD.replace('timezone = "wib"\n', "").replace(
        '[collect]\ncontact = "redaksi@contoh.id"\ntimezone = "WITA"\n', ""
    )
    with pytest.raises(SourceFileError) as caught:
        read_sources(write(tmp_path, shared + '[collect]\ntimezone = "WIBB"\ndelay = "cepat"\n'))
    assert str(caught.value).count("\n") == 2
    assert "line 18: 'collect': 'WIBB' is no time zone" in str(caught.value)
    assert "line 19: 'collect': delay = 'cepat' cannot be used" in str(caught.value)


def test_two_sources_with_one_id_are_named_by_their_lines(tmp_path: Path) -> None:
    with pytest.raises(SourceFileError, match="line 7, line 14: 2 sources have the id 'anu'"):
        read_sources(write(tmp_path, GOOD.replace("daftar", "anu")))


def test_a_contact_for_sources_that_name_none(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace('contact = "redaksi@contoh.id"\n', ""))
    assert read_sources(path)[0].contact is None
    assert read_sources(path, "saya@contoh.id")[0].contact == "saya@contoh.id"
    with pytest.raises(SourceFileError, match=r"1 to mend.\n- contact = 'saya' reaches nobody"):
        read_sources(path, "saya")


def test_a_source_whose_zone_nobody_tells_is_a_mistake(tmp_path: Path) -> None:
    entry = '[[source]]\noutlet = "A"\nid = "a"\nkind = "feed"\naddress = "{address}"\n{more}\n'
    for more in ("", 'region = "Riau"'):
        with pytest.raises(SourceFileError, match="line 3: source 'a': 'timezone' is missing"):
            read_sources(write(tmp_path, entry.format(address="https://kabar.example/feed", more=more)))
    listed = entry.format(address="https://kaltim.antaranews.com/rss", more="")
    assert read_sources(write(tmp_path, listed))[0].timezone == "Asia/Makassar"


@pytest.mark.parametrize("code", ["99", "00", "Riau", "64.71.01"])
def test_a_region_that_is_none_is_a_mistake(tmp_path: Path, code: str) -> None:
    entry = f'[[source]]\nid = "a"\noutlet = "A"\nkind = "folder"\npath = "x"\ntimezone = "WIB"\nregion = "{code}"\n'
    with pytest.raises(SourceFileError, match=f"line 7: source 'a': region = '{code}' is no region. Write a code in"):
        read_sources(write(tmp_path, entry))


def test_the_zone_of_a_region(tmp_path: Path) -> None:
    entries = [("a", 'region = "94"'), ("b", 'region = "64.71"'), ("c", 'region = "14"'), ("d", 'timezone = "WIT"')]
    text = "".join(
        f'[[source]]\nid = "{id}"\noutlet = "A"\nkind = "urls"\npath = "x"\n{line}\n' for id, line in entries
    )
    zones = [source.timezone.partition("/")[2] for source in read_sources(write(tmp_path, text))]
    assert zones == ["Jayapura", "Makassar", "Jakarta", "Jayapura"]
