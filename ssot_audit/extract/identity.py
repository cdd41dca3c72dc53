"""What facts depend on besides the bytes of a file: us, and those we parse with."""

import sys
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from ssot_audit import __version__
from ssot_audit.extract.facts import SCHEMA_VERSION, ModuleFacts
from ssot_audit.extract.parse import Parser

_SOURCES = {".py", ".json", ".toml"}
_EXTRACTOR = Path(__file__).parent
_PACKAGE = _EXTRACTOR.parent


def extractor_identity(parser: Parser) -> bytes:
    """Return 32 bytes that differ wherever facts of one file may differ.

    It is computed from our own source, so nobody has to remember to raise a number
    (10 ms). The version and the schema speak for installations without source files.
    """
    return _identity(parser, _EXTRACTOR)


def package_identity(parser: Parser) -> bytes:
    """Return 32 bytes that differ wherever anything concluded from facts may differ."""
    return _identity(parser, _PACKAGE)


@cache
def _identity(parser: Parser, folder: Path) -> bytes:
    circumstances = (
        sys.implementation.cache_tag,
        sys.version,
        _libcst(),
        parser.value,
        __version__,
        SCHEMA_VERSION,
        msgspec.json.schema(ModuleFacts),
    )
    digest = blake2b(repr(circumstances).encode(), digest_size=32)
    for file in sorted(folder.rglob("*.*")):
        if file.suffix not in _SOURCES:
            continue
        content = file.read_bytes()
        digest.update(
            f"{file.relative_to(folder).as_posix()} {len(content)}\n".encode()
        )
        digest.update(content)
    return digest.digest()


def _libcst() -> str:
    try:
        return version("libcst")
    except PackageNotFoundError:  # frozen into an executable, as are our own versions
        return ""
