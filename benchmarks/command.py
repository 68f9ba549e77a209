"""The command line of a benchmark: what stands at the head of its file is its help."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from pathlib import Path


def options(about: str | None) -> ArgumentParser:
    """A parser that prints the head of the file as it stands."""
    return ArgumentParser(description=about, formatter_class=RawDescriptionHelpFormatter)


def there(given: str) -> Path:
    """A file or folder that has to be there."""
    if not Path(given).exists():
        raise ArgumentTypeError(f"there is no file or folder {given!r}")
    return Path(given)
