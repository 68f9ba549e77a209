"""Web addresses: what is one, which are the same, what kind of page each names, which are this very machine or its network."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from pipeline.shipped import read_toml

if TYPE_CHECKING:
    from tldextract import TLDExtract

TRACKING = re.compile(
    r"(utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|igsh|srsltid|mc_cid|mc_eid|_ga|_gl)(=|$)", re.IGNORECASE
)
VIEW = re.compile(
    r"((page|halaman)=(all|1)|m=[01]|ref=(?!\d+$).+|single=1|(output)?amp(=(1|true)?)?|outputtype=amp)?", re.IGNORECASE
)
VIEW_PATH = re.compile(r"^/amp(?=/.)|/amp/?$", re.IGNORECASE)
VIEW_HOST = re.compile(r"^(www|m|mobile|amp)\.(?=[^.]+\.)")
"""Other faces of one story: for telephones, with all its pages in one or from the first, told who sent the reader."""

DEFAULT_PORT = {"http": 80, "https": 443}

_NAT64, _COMPATIBLE = ip_network("64:ff9b::/96"), ip_network("::/96")


def is_address(text: str) -> bool:
    """Whether this is an http or https address with a host."""
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018  a port that is no number raises here
    except ValueError:
        return False
    host = parts.hostname or ""
    named = "." in host.strip(".") or ":" in host or host == "localhost"
    return parts.scheme in DEFAULT_PORT and named and not re.search(r"[\s\x00-\x1f\x7f-\x9f]", text)


def joined(base: str, address: str) -> str:
    """Where an address on the page at ``base`` leads; empty where it is none."""
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""


def canonical(url: str) -> str:
    """The one spelling of an address: it is the key of a story everywhere.

    Lower-case scheme and host; no fragment, no default port, no tracking parameters. Everything
    else stays as it is: order and spelling of a query may matter to the site.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, DEFAULT_PORT.get(parts.scheme)) else f":{parts.port}"
    query = "&".join(pair for pair in parts.query.split("&") if not TRACKING.match(pair))
    return urlunsplit((parts.scheme, host + port, parts.path or "/", query, ""))


def story_key(url: str) -> str:
    """What two addresses of one story share: it tells copies apart from new stories, and is never asked for.

    Without scheme, ``www``, ``m`` and ``amp`` hosts, AMP and "all pages" endings, and the last slash.
    """
    parts = urlsplit(canonical(url))
    path = VIEW_PATH.sub("", parts.path).rstrip("/")
    query = "&".join(pair for pair in parts.query.split("&") if not VIEW.fullmatch(pair))
    return VIEW_HOST.sub("", parts.netloc) + path + (f"?{query}" if query else "")


def key_told(url: str, told: Iterable[str]) -> str:
    """The key of the story at ``url`` by the first address that its page gives it and that may be believed, else by its own.

    Not believed is what leads to a front page or a list, or to another outlet, whose story was copied.
    """
    network = network_of(host_of(url)) if is_address(url) else ""
    for address in (joined(url, one) for one in told):
        if is_address(address) and may_be_story(address) and network in ("", network_of(host_of(address))):
            return story_key(address)
    return story_key(url) if network else ""


def mark_of(url: str) -> str:
    """By which a forgotten story is known again without its address, which may spell out a name."""
    return sha256(story_key(url).encode()).hexdigest()


def host_of(url: str) -> str:
    """The host of an address, lower-case, without its port."""
    return (urlsplit(url).hostname or "").lower()


def places_of(url: str) -> set[str]:
    """Host and port of an address; where it names no port of its own, both that of http and that of https."""
    parts = urlsplit(url)
    port = parts.port or DEFAULT_PORT.get(parts.scheme)
    ports = DEFAULT_PORT.values() if port in DEFAULT_PORT.values() else [port]
    return {f"{host_of(url)}:{port}" for port in ports}


def network_of(host: str) -> str:
    """The name that the hosts of one network share, such as ``contoh.id`` for ``riau.contoh.id``."""
    return _suffixes()(host).top_domain_under_public_suffix or host


@cache
def _suffixes() -> TLDExtract:
    """The list of public suffixes that comes with the library; it is not looked up."""
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None)


def is_own_network(ip: str) -> bool:
    """Whether an IP address is not one of the open internet: loopback, private, link-local, reserved, or for many at once.

    An IPv6 address that stands for an IPv4 one is as that one is.
    """
    address = ip_address(ip.partition("%")[0])
    address = _inner(address) or address
    return not address.is_global or address.is_multicast or getattr(address, "is_site_local", False)


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address within one of IPv6: mapped, compatible, by 6to4, or by NAT64."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64 or address in _COMPATIBLE:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour


def is_loopback(url: str) -> bool:
    """Whether the address is on this very machine."""
    host = host_of(url)
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def is_story(url: str) -> bool:
    """Whether the path looks like one story's, not like a list's: a long slug or an id at its end."""
    parts = urlsplit(url)
    segments = _segments(url)
    if is_list(url) or "page" in segments:
        return False
    if _names_an_id(parts.query):
        return True
    last = segments[-1] if segments else ""
    return last.count("-") >= 2 or bool(re.search(r"\d{4}", last)) or last.endswith((".html", ".htm"))


def may_be_story(url: str) -> bool:
    """Whether the path could be one story's: as ``is_story``, or with any slug that is no list's."""
    last = next(reversed(_segments(url)), "")
    return is_story(url) or ("-" in last and not is_list(url))


def is_list(url: str) -> bool:
    """Whether the address is that of a front page, a category, a tag, an author, a month or a search."""
    parts = urlsplit(url)
    if not parts.path.strip("/"):
        return not _names_an_id(parts.query)
    dated = re.fullmatch(r"/\d{4}(/\d\d?){0,2}/?|(/.*)?/page/\d+/?", parts.path)
    return bool(dated or _parts("lists").intersection(_segments(url)))


def leads_away(asked: str, here: str) -> bool:
    """Whether a site that was ``asked`` for a story led to a list, a login, or the section that the story is in."""
    path, whole = _segments(here), _segments(asked)
    if is_list(here) or _parts("logins").intersection(path).difference(whole):
        return True
    above = len(path) < len(whole) and path == whole[: len(path)]
    return above and not is_story(here) and _site(here) == _site(asked)


def _site(url: str) -> str:
    return VIEW_HOST.sub("", urlsplit(url).netloc.lower())


def _segments(url: str) -> list[str]:
    return [segment for segment in urlsplit(url).path.lower().split("/") if segment]


def _names_an_id(query: str) -> bool:
    return bool(re.search(r"(^|&)(p|id)=\d+", query))


@cache
def _parts(kind: str) -> frozenset[str]:
    return frozenset(read_toml("addresses.toml")[kind])
