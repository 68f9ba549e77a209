"""A small newsroom on this machine: four invented outlets of different make, for a first run without a network.

Usage::

    with newsroom() as room:
        for outcome in collect(room.sources, known): ...

The address of a story is its key, and the port is part of the address: keep ``room.port`` and pass it the
next time, or every story is new.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.collect.sources import Source
    from pipeline.demo.handler import Handler, Server
    from pipeline.demo.stories import DemoStory

__all__ = ["Newsroom", "newsroom"]


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A running newsroom: where it is, what to collect from it, and the stories it tells, by their address."""

    base: str
    port: int
    sources: list[Source]
    stories: dict[str, DemoStory]


@contextmanager
def newsroom(port: int = 0) -> Iterator[Newsroom]:
    """Serve the newsroom on 127.0.0.1 for as long as the context lasts, on ``port`` or else on any free one."""
    from pipeline.demo.handler import Handler
    from pipeline.demo.site import Site
    from pipeline.demo.stories import read_stories

    class OwnHandler(Handler):
        pass

    server = _server(port, OwnHandler)
    base = f"http://127.0.0.1:{server.server_port}"
    site = Site(base, read_stories())
    OwnHandler.site = site
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield Newsroom(base, server.server_port, site.sources, site.stories)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _server(port: int, handler: type[Handler]) -> Server:
    from pipeline.demo.handler import Server

    try:
        return Server(("127.0.0.1", port), handler)
    except OSError:
        return Server(("127.0.0.1", 0), handler)
