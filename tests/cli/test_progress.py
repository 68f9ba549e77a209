"""What a run says of itself while it goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli.progress import watching
from pipeline.collect.sources import Source
from pipeline.run import run
from pipeline.store import Store

PAGE = "<html><head><link rel='canonical' href='https://k.id/{0}-camat-diperiksa'></head><body><p>{0} {1}</p></body></html>"
TEXT = "Bawaslu menerima laporan dugaan pelanggaran netralitas seorang camat yang ikut kampanye calon bupati. " * 8


def test_only_what_is_new_in_a_folder_is_called_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "simpanan"
    folder.mkdir()
    source = Source(id="simpanan", outlet="Kabar", kind="folder", path=folder)

    def told(stories: int) -> list[str]:
        for number in range(len(list(folder.iterdir())), stories):
            (folder / f"{number}.html").write_text(PAGE.format(number, TEXT))
        with Store(tmp_path / "x.db") as store, watching() as watcher:
            run([source], store, None, watcher)
        return capsys.readouterr().err.splitlines()

    assert told(60) == ["simpanan: 50 read", "simpanan: 60 stories to read"]
    assert told(60) == ["simpanan: nothing new"]
    assert told(61) == ["simpanan: 1 story to read"]
    assert told(61) == ["simpanan: nothing new"]
