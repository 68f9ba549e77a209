import pytest

from pipeline.address import canonical, is_address, is_loopback, is_own_network, network_of, story_key


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Kabar.ID", "https://kabar.id/"),
        ("https://kabar.id:443/a", "https://kabar.id/a"),
        ("http://kabar.id:8080/a", "http://kabar.id:8080/a"),
        ("https://kabar.id/a#komentar", "https://kabar.id/a"),
        ("https://kabar.id/a?utm_source=x&utm_medium=y&fbclid=z", "https://kabar.id/a"),
        ("https://kabar.id/?p=12&utm_source=x", "https://kabar.id/?p=12"),
        ("https://kabar.id/a?b=2&a=1", "https://kabar.id/a?b=2&a=1"),
        ("https://kabar.id/a?q=a%20b+c&kosong", "https://kabar.id/a?q=a%20b+c&kosong"),
        (" https://kabar.id/A/ ", "https://kabar.id/A/"),
        ("http://[::1]:80/a", "http://[::1]/a"),
    ],
)
def test_canonical(url: str, expected: str) -> None:
    assert canonical(url) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize("text", ["http://a.id", "https://a.id:81/x?y#z", "http://localhost:1/", "http://[::1]/"])
def test_addresses(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kabar.id",
        "ftp://a.id",
        "http://",
        "http:///a",
        "http://kabar",
        "http://a.id/x y",
        "http://[x/",
        "http://a.id:x/",
    ],
)
def test_no_addresses(text: str) -> None:
    assert not is_address(text)


def test_loopback() -> None:
    assert all(is_loopback(f"http://{host}/") for host in ("127.0.0.1", "127.9.9.9:80", "localhost:1", "[::1]"))
    assert not any(is_loopback(f"http://{host}/") for host in ("10.0.0.1", "127.0.0.1.id", "kabar.id"))


@pytest.mark.parametrize(
    "other",
    [
        "http://kabar.id/a/b/",
        "https://www.kabar.id/a/b",
        "https://m.kabar.id/a/b/?utm_source=wa",
        "https://kabar.id/a/b/amp/",
        "https://kabar.id/amp/a/b/",
        "https://kabar.id/a/b?amp=1",
        "https://kabar.id/a/b/?page=all",
        "https://amp.kabar.id/a/b#lanjut",
        "https://kabar.id/a/b?page=1",
        "https://kabar.id/a/b?m=1",
        "https://kabar.id/a/b?igsh=Zm9v",
        "https://kabar.id/a/b?srsltid=AfmB",
        "https://kabar.id/a/b?ref=terkini",
    ],
)
def test_faces_of_one_story(other: str) -> None:
    assert story_key(other) == story_key("https://kabar.id/a/b/")


@pytest.mark.parametrize(
    "other",
    [
        "https://kabar.id/a/c",
        "https://kabar.id/a/b?p=1",
        "https://wap.kabar.id/a/b",
        "https://kabar.id/a/b?page=2",
        "https://kabar.id/a/b?ref=12",
    ],
)
def test_other_stories(other: str) -> None:
    assert story_key(other) != story_key("https://kabar.id/a/b/")


@pytest.mark.parametrize(
    ("ip", "own"),
    [
        ("8.8.8.8", False),
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("169.254.169.254", True),
        ("100.64.0.1", True),
        ("::1", True),
        ("::ffff:10.0.0.1", True),
        ("fe80::1%eth0", True),
        ("2001:4860:4860::8888", False),
        ("64:ff9b::127.0.0.1", True),
        ("64:ff9b::8.8.8.8", False),
        ("2002:0a01:0203::1", True),
        ("::10.0.0.1", True),
        ("fec0::1", True),
        ("224.0.0.1", True),
        ("ff02::1", True),
    ],
)
def test_own_network(ip: str, own: bool) -> None:
    assert is_own_network(ip) is own


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("riau.kabar.id", "kabar.id"),
        ("radar.kabar.co.id", "kabar.co.id"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost",) * 2,
    ],
)
def test_network(host: str, network: str) -> None:
    assert network_of(host) == network
