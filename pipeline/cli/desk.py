"""``netralitas desk``"""

from __future__ import annotations

import getpass
import socket
from contextlib import suppress
from pathlib import Path

import click

from pipeline.cli.options import MODEL, STORE
from pipeline.cli.plain import tell
from pipeline.errors import NetralitasError


def listen(port: int) -> socket.socket:
    """A socket on this machine's own address. asyncio sends at once, without the 40 ms of Nagle, only where TCP is named."""
    listener = socket.socket(proto=socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as taken:
        listener.close()
        raise NetralitasError(
            f"port {port} cannot be used ({taken.strerror}); another desk may run there. Give another --port, or none."
        ) from None
    return listener


def _this_machine_alone(context: click.Context, option: click.Parameter, host: str | None) -> None:
    if host not in {None, "127.0.0.1", "localhost"}:
        raise click.UsageError(
            f"The desk listens on 127.0.0.1 alone, on purpose, and not on {host}. To use it from another machine, give --port 8000 "
            "here, run 'ssh -L 8000:127.0.0.1:8000 NAME@THIS-MACHINE' there, and open the link there."
        )


@click.command()
@STORE
@MODEL
@click.option("--host", "--bind", "--address", callback=_this_machine_alone, expose_value=False, hidden=True)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1; a free one unless given.")
@click.option(
    "--reviewer",
    "reviewers",
    multiple=True,
    help="Name of a reviewer; may be given again. Each gets a link that works once; the user of this machine unless given.",
)
def command(db: Path, model: Path | None, port: int, reviewers: tuple[str, ...]) -> None:
    """Review flagged stories in the browser, on this machine only. Ctrl-C ends it; every decision is kept at once."""
    import uvicorn

    from pipeline.assess import load_model
    from pipeline.review.desk import build
    from pipeline.review.guard import Doorkeeper
    from pipeline.store import Store

    names = tuple(dict.fromkeys(reviewer.strip() for reviewer in reviewers)) or (getpass.getuser(),)
    if not all(names):
        raise click.BadParameter("a reviewer needs a name", param_hint="--reviewer")
    name = load_model(model).name
    with Store(db) as store, listen(port) as listener:
        store.require_judged(name)  # said before anybody opens a browser
        port = listener.getsockname()[1]
        keeper = Doorkeeper.at(port, names)
        for reviewer, address in keeper.addresses(port).items():
            tell(f"{reviewer}: open {address}")
        config = uvicorn.Config(build(db, name, keeper), log_level="warning", server_header=False, access_log=False)
        # the store stays open meanwhile: SQLite writes its log back whenever the last who has it open closes it
        with suppress(KeyboardInterrupt):  # uvicorn closes first, then passes the signal on
            uvicorn.Server(config).run(sockets=[listener])
    tell("The desk is closed.")
