"""A web archive as a stream of bytes, unpacked, that knows whether it is whole."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from zlib import _Decompress

_GZIP = b"\x1f\x8b"
_WITH_HEADER = zlib.MAX_WBITS | 16
_BLOCK = 65_536
_BEGINNINGS = (b"WARC/", b"filedesc:")
_END = b"\r\n\r\n"


class BrokenArchive(Exception):
    """A web archive that ends too early or is none; its message says where."""

    def __init__(self, at: int, fault: str):
        super().__init__(f"at byte {at:,} of the unpacked file: {fault}")


class Unpacked:
    """Gives all bytes up to a fault, then ends. ``fault``: what is wrong with the packing; empty while nothing is.

    The readers at hand take a packed file that was cut for one that ends, or keep back what stands right before the cut.
    """

    def __init__(self, file: BinaryIO):
        self.fault = ""
        self._file = file
        self._is_packed = file.read(2) == _GZIP
        file.seek(0)
        self._rest = b""
        self._member: _Decompress | None = None
        self._start = self._end = b""

    def read(self, size: int) -> bytes:
        """Up to so many bytes; none at the end."""
        data = self._unpack(size) if self._is_packed else self._file.read(size)
        if data and not self._start:
            self._start = data[:20]
            if not self._start.startswith(_BEGINNINGS):
                raise BrokenArchive(0, "it does not begin as a WARC file does")
        self._end = (self._end + data)[-4:]
        return data

    def fault_at_end(self) -> str:
        """What is wrong, once all is read: each record of a WARC ends with two empty lines, so the last one must."""
        if self.fault or not self._start.startswith(b"WARC/") or self._end == _END:
            return self.fault
        return "the last record does not end"

    def _unpack(self, size: int) -> bytes:
        data = b""
        while not data and not self.fault:
            self._rest = self._rest or self._file.read(_BLOCK)
            if self._member is None:
                self._rest = self._rest.lstrip(b"\0")  # some writers fill up blocks
                if not self._rest:
                    if not (more := self._file.read(_BLOCK)):
                        break
                    self._rest = more
                    continue
                self._member = zlib.decompressobj(_WITH_HEADER)
            data = self._unpack_rest(self._member, size)
        return data

    def _unpack_rest(self, member: _Decompress, size: int) -> bytes:
        ends = not self._rest
        try:
            data = member.decompress(self._rest, size)
        except zlib.error as error:
            self.fault = f"the packing is damaged ({error})"
            return b""
        if member.eof:
            self._rest, self._member = member.unused_data, None
        else:
            self._rest = member.unconsumed_tail
            if ends and not data:
                self.fault = "the packed file breaks off"
        return data
