from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

with suppress(ModuleNotFoundError):  # the loop runs in an environment that has only what a notebook needs
    from hypothesis import settings

    settings.register_profile("unhurried", deadline=None)  # how fast it is stands in benchmarks
    settings.load_profile("unhurried")

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("NETRALITAS_SHARED", ROOT.parent / "shared"))
_FOR_EVER = 60
"""Seconds of work of this process, not of the clock; the longest test under ``ends`` needs five."""
NO_SHARED = "no folder of real material: neither NETRALITAS_SHARED names one, nor is 'shared' beside this checkout"


@pytest.fixture(scope="session", autouse=True)
def nothing_promoted(tmp_path_factory):
    """The model that ships counts, whatever was promoted in this checkout; what a test promotes goes elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NETRALITAS_MODELS", str(tmp_path_factory.mktemp("models")))
        yield


@pytest.fixture(scope="session", autouse=True)
def in_english():
    """The command line speaks English, whatever the locale of the machine says."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NETRALITAS_LANG", "en")
        yield


@pytest.fixture(scope="session")
def model():
    """The model that ships."""
    from pipeline.assess import load_model

    return load_model()


@pytest.fixture
def shared() -> Path:
    """The folder of real material beside the checkout; only development machines have it."""
    if not SHARED.is_dir():
        pytest.skip(NO_SHARED)
    return SHARED


@pytest.fixture
def ends() -> Iterator[None]:
    """Work that goes on for ever fails its test instead of holding up all others. How long it takes stands in benchmarks."""
    if not hasattr(signal, "setitimer"):  # Windows
        yield
        return

    def fail(*_: object) -> None:
        raise AssertionError("it does not come to an end")

    before = signal.signal(signal.SIGPROF, fail)
    signal.setitimer(signal.ITIMER_PROF, _FOR_EVER)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


CASE = (
    "Camat Dilaporkan ke Bawaslu, Diduga Arahkan Kades",
    "RENGAT – Seorang warga melaporkan Camat Sungai Lala, Darlis, ke Bawaslu Indragiri Hulu, Senin (14/10/2024). "
    "Ia diduga mengarahkan sejumlah kepala desa untuk mendukung salah satu pasangan calon bupati.\n\n"
    "“Laporannya sudah kami terima dan akan kami register. Terlapor akan dipanggil untuk klarifikasi,” kata Ketua "
    "Bawaslu Indragiri Hulu, Rahmat Fajri.\n\n"
    "Pelapor menyerahkan rekaman video berdurasi dua menit. Dugaan pelanggaran netralitas ASN itu akan dikaji.",
)
REMINDER = (
    "Bawaslu Ingatkan ASN, TNI dan Polri Jaga Netralitas",
    "RENGAT – Bawaslu Indragiri Hulu mengingatkan Aparatur Sipil Negara (ASN), TNI dan Polri agar menjaga netralitas "
    "pada Pilkada 2024, Senin (14/10/2024).\n\n“ASN harus netral. Jangan ikut kampanye, jangan memberi like atau "
    "komentar di media sosial. Jika melanggar akan disanksi,” ujar Ketua Bawaslu Indragiri Hulu, Rahmat Fajri.",
)


@pytest.fixture(scope="session")
def case() -> tuple[str, str]:
    """Title and text of a story about one alleged breach."""
    return CASE


@pytest.fixture(scope="session")
def reminder() -> tuple[str, str]:
    """Title and text of a reminder that names every group and accuses nobody."""
    return REMINDER


@pytest.fixture
def run():
    """The command ``netralitas``, called with these arguments in this process."""
    from click.testing import CliRunner

    from pipeline.cli import main

    def call(*arguments: object, **options: object):
        return CliRunner().invoke(main, [str(argument) for argument in arguments], **options)

    return call
