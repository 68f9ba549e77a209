"""A real WordPress on this machine: Debian's packages, with a MariaDB and an Apache of its own in one folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from tests.started import serving

HERE = Path(__file__).parent
NEEDED = ("mariadbd", "mariadb-install-db", "mariadb", "apache2", "php")
PACKAGES = "wordpress wordpress-theme-twentytwentythree mariadb-server apache2 libapache2-mod-php php-cli php-mysql php-xml php-mbstring"
THEMES = Path("/usr/share/wordpress/wp-content/themes")
"""Without one in it a WordPress answers every page with nothing."""


@dataclass(frozen=True)
class WordPress:
    """A running site."""

    url: str
    folder: Path

    def seed(self, what: str, count: int = 0) -> None:
        """Write ``count`` posts, or edit the ``count`` oldest."""
        _call("php", HERE / "seed.php", self.folder / "site", what, count)

    def requests(self) -> list[str]:
        """Status and first line of every request so far."""
        return (self.folder / "access.log").read_text().splitlines()

    @contextmanager
    def rest_shut(self) -> Iterator[None]:
        """Without the REST interface for as long as the context lasts."""
        flag = self.folder / "rest-is-shut"
        flag.touch()
        yield
        flag.unlink()


def missing() -> str | None:
    """What has to be done before ``wordpress`` can run here; None if nothing."""
    if os.geteuid() != 0:
        return "a WordPress of its own can be set up by root only"
    if not any(THEMES.glob("*/style.css")) or not all(map(shutil.which, NEEDED)):
        return f"install Debian's packages first: apt-get install --no-install-recommends {PACKAGES}"
    return None


@contextmanager
def wordpress() -> Iterator[WordPress]:
    """Set up a site, serve it, and take everything away again."""
    folder = Path(mkdtemp(prefix="wordpress-"))
    folder.chmod(0o1777)
    try:
        site = _write(folder)
        apache = ("apache2", "-f", folder / "httpd.conf", "-D", "FOREGROUND")
        with _database(folder):
            site.seed("install")
            with serving(*apache, sign="resuming normal operations"):
                yield site
    finally:
        shutil.rmtree(folder)


def _write(folder: Path) -> WordPress:
    shutil.copytree("/usr/share/wordpress", folder / "site", ignore=lambda *_: ["wp-config.php"])
    plugins = folder / "site" / "wp-content" / "mu-plugins"
    plugins.mkdir(exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    php = next(Path("/usr/lib/apache2/modules").glob("libphp*.so"))
    values = {"@FOLDER@": folder, "@PORT@": port, "@URL@": url, "@PHP@": php}
    places = {"wp-config.php": folder / "site", "shut-rest.php": plugins, "httpd.conf": folder}
    for name, place in places.items():
        text = (HERE / name).read_text()
        for mark, value in values.items():
            text = text.replace(mark, str(value))
        (place / name).write_text(text)
    return WordPress(url, folder)


@contextmanager
def _database(folder: Path) -> Iterator[None]:
    data, sock = folder / "db", folder / "db.sock"
    _call(
        "mariadb-install-db",
        "--no-defaults",
        "--user=mysql",
        f"--datadir={data}",
        "--auth-root-authentication-method=normal",
    )
    options = ("--no-defaults", "--user=mysql", f"--datadir={data}", f"--socket={sock}", "--skip-networking")
    with serving("mariadbd", *options, f"--pid-file={folder}/db.pid", sign="ready for connections"):
        client = ("mariadb", "--no-defaults", "-uroot", f"--socket={sock}", "-e")
        _call(*client, "CREATE DATABASE wp; GRANT ALL ON wp.* TO wp@localhost IDENTIFIED BY 'only-here'")
        yield


def _call(*command: object) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        raise ChildProcessError(f"{command[0]}: {done.stdout}{done.stderr}")
