"""Models that somebody tampered with, with a manifest that vouches for them all the same: none runs, all are refused in words."""

from __future__ import annotations

import json
import pickle
from hashlib import sha256
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pytest

from pipeline.assess import archive
from pipeline.assess.archive import load_model, save_model
from pipeline.errors import ModelError


@pytest.fixture
def tamper(model, tmp_path):
    """Writes a model whose arrays, bytes or manifest were changed, and vouches for it."""
    save_model(model, tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    with np.load(tmp_path / "model.npz") as packed:
        arrays = {name: packed[name] for name in packed.files}

    def write(change=dict, bend=bytes, **told):
        packed = BytesIO()
        np.savez(packed, **change(arrays))
        data = bend(packed.getvalue())
        (tmp_path / "model.npz").write_bytes(data)
        told = manifest | told | {"sha256": sha256(data).hexdigest()}
        (tmp_path / "manifest.json").write_text(json.dumps(told))
        return tmp_path

    return write


class _Run:
    """Leaves a file behind where it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


def test_code_in_a_model_never_runs(tamper, tmp_path):
    trap = tmp_path / "ran"
    for folder in (
        lambda: tamper(lambda arrays: arrays | {"words.weights": np.array([_Run(trap)], dtype=object)}),
        lambda: tamper(bend=lambda data: pickle.dumps(_Run(trap))),
    ):
        with pytest.raises(ModelError):
            load_model(folder())
    assert not trap.exists()


CALIBRATION = {"threshold": 0.3, "least_known": 0.5, "slope": 1.0, "shift": 0.0}
MANIFESTS = [
    {"name": "../../etc/model"},
    {"name": "\x1b]0;judul\x07"},
    {"name": ["starter"]},
    {"calibration": CALIBRATION | {"threshold": "0.3"}},
    {"calibration": CALIBRATION | {"threshold": 2}},
    {"calibration": CALIBRATION | {"slope": float("nan")}},
    {"calibration": CALIBRATION | {"run": 1}},
    {"parts": []},
    {"parts": {"words": {}}},
]


@pytest.mark.parametrize("told", MANIFESTS, ids=str)
def test_a_manifest_that_tells_nonsense_is_refused(tamper, told):
    with pytest.raises(ModelError):
        load_model(tamper(**told))


ARRAYS = {
    "not a number": lambda a: a | {"case.weights": a["case.weights"] * np.nan},
    "text": lambda a: a | {"case.weights": np.full(a["case.weights"].shape, "x")},
    "another shape": lambda a: a | {"case.bias": np.zeros(99)},
    "exchanged": lambda a: a | {"case.weights": a["words.weights"]},
    "missing": lambda a: {name: array for name, array in a.items() if name != "roles.scale"},
}


@pytest.mark.parametrize("change", ARRAYS.values(), ids=ARRAYS)
def test_numbers_that_do_not_fit_are_refused(tamper, change):
    with pytest.raises(ModelError):
        load_model(tamper(change))


def _boasting(data: bytes) -> bytes:
    """One array says that it is eight thousand thousand million bytes long."""
    read, boasts = ZipFile(BytesIO(data)), BytesIO()
    with ZipFile(boasts, "w", ZIP_DEFLATED) as written:
        for name in read.namelist():
            header = BytesIO()
            said = {"descr": "<f8", "fortran_order": False, "shape": (10**12,)}
            np.lib.format.write_array_header_1_0(header, said)
            written.writestr(name, header.getvalue() if name == "case.weights.npy" else read.read(name))
    return boasts.getvalue()


def test_a_model_that_unpacks_without_end_is_refused(tamper, monkeypatch):
    with pytest.raises(ModelError):
        load_model(tamper(bend=_boasting))
    monkeypatch.setattr(archive, "MOST_BYTES", 100_000)
    with pytest.raises(ModelError, match="unpacks"):
        load_model(tamper())


def test_half_a_model_is_refused_wherever_it_was_cut(tamper):
    for cut in (0, 1, 100, 10_000, -1, -30):
        with pytest.raises(ModelError):
            load_model(tamper(bend=lambda data, cut=cut: data[:cut]))
