"""A model in a folder: ``model.npz`` holds plain numbers, ``manifest.json`` what they are. Reading it runs nothing."""

from __future__ import annotations

import hashlib
import json
import math
import re
import zlib
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import numpy as np

from pipeline.assess.linear import Linear
from pipeline.assess.model import PARTS, Calibration, Model
from pipeline.assess.promoted import models_folder, promoted_folder
from pipeline.errors import ModelError
from pipeline.files import whole
from pipeline.records import Bentuk

FORMAT = 2
MOST_BYTES = 1_000_000_000
"""What the numbers of a model may take, unpacked; those of the one that ships take three million."""
_ARRAYS, _MANIFEST = "model.npz", "manifest.json"
_NAME = re.compile(r"\w[\w .-]{0,99}")


def save_model(model: Model, folder: Path) -> None:
    """Write ``model.npz`` and ``manifest.json`` into ``folder``; what stands there is replaced only by whole files."""
    checked_name(model.manifest["name"])
    arrays = {f"{part}.{name}": a for part, linear in model.linears().items() for name, a in linear.arrays().items()}
    packed = BytesIO()
    np.savez_compressed(packed, allow_pickle=False, **arrays)
    manifest = model.manifest | {
        "format": FORMAT,
        "sha256": hashlib.sha256(packed.getvalue()).hexdigest(),
        "calibration": asdict(model.calibration),
        "parts": {
            part: {"classes": linear.classes, "normalise": linear.normalise, "sublinear": linear.sublinear}
            for part, linear in model.linears().items()
        },
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    with whole(folder / _MANIFEST) as manifest_file, whole(folder / _ARRAYS) as arrays_file:
        arrays_file.write_bytes(packed.getvalue())
        manifest_file.write_text(text + "\n", encoding="utf-8")


_DAMAGED = (
    BadZipFile, zlib.error, EOFError, MemoryError, ValueError, KeyError, IndexError, TypeError, AttributeError, OSError,
    RuntimeError, OverflowError,
)  # fmt: skip
"""What the files of a model may raise once somebody changed them."""


def checked_name(name: object) -> str:
    """The name of a model, which becomes that of a folder and is shown: letters, digits, ``.``, ``-``, ``_`` and spaces.

    Raises :class:`ModelError` for any other.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ModelError(f"{name!r} is no name for a model. Write letters, digits, '.', '-', '_' and spaces.")
    return name


def _unpack(part: str, arrays: dict[str, np.ndarray], about: dict[str, Any]) -> Linear:
    features = tuple(arrays[f"{part}.features"].tobytes().decode().split("\n"))
    linear = Linear(
        classes=tuple(map(str, about["classes"])),
        features=features,
        weights=arrays[f"{part}.weights"],
        bias=arrays[f"{part}.bias"],
        scale=arrays[f"{part}.scale"],
        normalise=about["normalise"],
        sublinear=about["sublinear"],
        mean=arrays.get(f"{part}.mean"),
    )
    wide, high = (len(features),), (len(linear.classes),)
    shapes = {"weights": high + wide, "bias": high, "scale": wide, "mean": wide}
    numbers = {name: array for name, array in linear.arrays().items() if name != "features"}
    if any(array.shape != shapes[name] or not _is_sound(array) for name, array in numbers.items()):
        raise ModelError(f"The part {part!r} of the model does not fit together; fetch or train it again.")
    return linear


def _is_sound(array: np.ndarray) -> bool:
    return np.issubdtype(array.dtype, np.floating) and bool(np.isfinite(array).all())


def _calibration(told: dict[str, float]) -> Calibration:
    found = Calibration(**told)
    if not all(map(math.isfinite, told.values())) or not 0 <= found.threshold <= 1:
        raise ValueError("its threshold is no chance, or its slope no number")
    return found


def _arrays(data: bytes) -> dict[str, np.ndarray]:
    """The numbers of a model, if they are as many as they say and no more than a model has."""
    with ZipFile(BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
            raise ValueError("it unpacks to more than a model takes")
    with np.load(BytesIO(data), allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def default_folder() -> Path:
    """The folder of the model that counts: the one promoted last, else the one that ships."""
    return promoted_folder(models_folder())


def _read(folder: Path) -> tuple[dict[str, Any], bytes]:
    """The manifest and the bytes it vouches for."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        data = (folder / _ARRAYS).read_bytes()
    except FileNotFoundError as missing:
        raise ModelError(
            f"No model in {folder}: {Path(missing.filename).name} is missing. Train one with 'netralitas train'."
        ) from None
    except (ValueError, RecursionError) as broken:
        raise ModelError(f"The manifest of the model in {folder} cannot be read: {broken}.") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        found = manifest.get("format") if isinstance(manifest, dict) else None
        raise ModelError(
            f"The model in {folder} has format {found!r}, this version reads {FORMAT}. Train it again with 'netralitas train'."
        )
    if hashlib.sha256(data).hexdigest() != manifest.get("sha256"):
        raise ModelError(f"The model in {folder} is not the one its manifest describes. Fetch or train it again.")
    return manifest, data


def load_model(folder: Path | str | None = None) -> Model:
    """Read a model: the one promoted last (the one that ships where none was), or the one in ``folder``.

    Raises :class:`ModelError` where it is missing, altered since it was written, or of another format.
    """
    folder = Path(folder) if folder else default_folder()
    manifest, data = _read(folder)
    try:
        checked_name(manifest["name"])
        arrays = _arrays(data)
        parts = {part: _unpack(part, arrays, about) for part, about in manifest["parts"].items()}
        return Model(
            **{part: parts[part] for part in PARTS},
            forms={Bentuk(part.removeprefix("form-")): m for part, m in parts.items() if part.startswith("form-")},
            calibration=_calibration(manifest["calibration"]),
            manifest=manifest,
        )
    except _DAMAGED as broken:
        raise ModelError(f"The model in {folder} is damaged ({broken}). Fetch or train it again.") from None
