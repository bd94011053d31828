"""Bytes to text: compression, encodings, and what is no text at all."""

from __future__ import annotations

import codecs
import gzip
import zlib
from pathlib import Path

from .issues import FUNCTION, Findings, HistoryError, Issue, MissingFileError

_FORMATS: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls); save it as .xlsx or .csv"),
    (b"%PDF", "a PDF; export the table as .csv or .xlsx"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"BZh", "a bzip2 archive; unpack it first"),
    (b"SQLite", "a database"),
    (b"{\\rtf", "a rich-text document"),
)


def load(path: Path) -> bytes:
    """The bytes of a file, unpacked where it is gzip."""
    name = path.name
    if not path.exists():
        message = f"{FUNCTION}: {name}: there is no such file: {path}"
        raise MissingFileError(message, (Issue("error", "no_file", message, file=name),))
    findings = Findings(name)
    if path.is_dir():
        raise findings.refuse("no_file", "is a folder, expected a file")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise findings.refuse("no_file", f"cannot be opened: {error.strerror or error}") from None
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.decompress(data)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise findings.refuse("truncated", f"the gzip file is cut off or damaged ({error})") from None
    if not data.strip():
        raise findings.refuse("empty", "the file is empty")
    return data


def kind_of(data: bytes) -> str:
    """``"xlsx"``, ``"parquet"`` or ``"text"`` by the first bytes."""
    if data[:4] == b"PK\x03\x04":
        return "xlsx"
    if data[:4] == b"PAR1":
        return "parquet"
    return "text"


def decode(data: bytes, findings: Findings) -> tuple[str, str]:
    """Text with plain line feeds, and the encoding's name.

    UTF-8 with or without mark, UTF-16 with or without mark, else Windows-1252 or Latin-1.
    """
    for magic, what in _FORMATS:
        if data.startswith(magic):
            raise findings.refuse("binary", f"this is {what}; expected a table as text, XLSX or Parquet")
    text, encoding = _decode(data, findings)
    head = text[:20000]
    odd = sum(1 for letter in head if (letter < " " and letter not in "\t\n\r\x0b\x0c\x1a") or letter == "\ufffd")
    if odd and odd > len(head) / 1000:
        raise _binary(findings)
    lowered = head.lstrip().casefold()
    if lowered.startswith(("<!doctype", "<html", "<?xml", "<table")):
        raise findings.refuse("markup", "this is a web page or XML, expected a table as text, XLSX or Parquet")
    if lowered.startswith(("{", "[{")):
        raise findings.refuse("markup", "this is JSON, expected a table as text, XLSX or Parquet")
    if "\x00" in text:
        at = text.index("\x00")
        raise findings.refuse("binary", "found a zero byte; the file is damaged", [text.count("\n", 0, at) + 1])
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\x1a"), encoding


def _binary(findings: Findings) -> HistoryError:
    return findings.refuse("binary", "this is a binary file; expected a table as text, XLSX or Parquet")


def _decode(data: bytes, findings: Findings) -> tuple[str, str]:
    if data.startswith(codecs.BOM_UTF8):
        try:
            return data[3:].decode("utf-8"), "UTF-8 with mark"
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise findings.refuse("encoding", "bytes that are no UTF-8, though the file says so", [line]) from None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16(data, "utf-16", "UTF-16", findings)
    head = data[:4000]
    zeros = head.count(0)
    if zeros > len(head) // 4:
        if head[1::2].count(0) == zeros:
            return _utf16(data, "utf-16-le", "UTF-16 without mark", findings)
        if head[0::2].count(0) == zeros:
            return _utf16(data, "utf-16-be", "UTF-16 without mark", findings)
    if zeros > len(head) // 1000 + 1:
        raise _binary(findings)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return text, "UTF-8" if not text.isascii() else "ASCII"
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "Latin-1"


def _utf16(data: bytes, codec: str, name: str, findings: Findings) -> tuple[str, str]:
    try:
        return data.decode(codec), name
    except UnicodeDecodeError:
        raise findings.refuse("truncated", f"the file is cut off or damaged: no whole {name} text") from None
