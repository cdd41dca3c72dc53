"""Generate `ssot_audit/link/stdlib.json` from typeshed's stubs.

    python -m tools.generate_stdlib_table STDLIB_DIRECTORY --source "mypy 2.4.1"

The same stubs give the same bytes, whatever interpreter runs this.
"""

import argparse
import ast
import hashlib
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import msgspec

from ssot_audit.link.stdlib import ClassRecord, ModuleRecord
from tools.stdlib_table.classes import ClassReader, Curated
from tools.stdlib_table.names import Library
from tools.stdlib_table.scan import Classes, Stub, flatten, scan

_HERE = Path(__file__).parent / "stdlib_table"
_OUTPUT = _HERE.parent.parent / "ssot_audit" / "link" / "stdlib.json"


def main() -> None:
    """Read the stubs and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stubs", type=Path, help="typeshed's `stdlib` directory")
    parser.add_argument("--source", required=True, help="where the stubs come from")
    parser.add_argument("--output", type=Path, default=_OUTPUT)
    arguments = parser.parse_args()
    table = generate(arguments.stubs, source=arguments.source)
    arguments.output.write_bytes(table)


def generate(stubs: Path, *, source: str) -> bytes:
    """Return the table as JSON, one line per class."""
    curated = tomllib.loads((_HERE / "curated.toml").read_text(encoding="utf-8"))
    library = Library(dict(_scan_all(stubs)))
    reader = ClassReader(
        library,
        Curated(
            complete=curated["complete"],
            open=curated["open"],
            typing_bases=curated["typing-bases"],
            virtual_bases=curated["virtual-bases"],
        ),
    )
    classes = _classes_by_module(library, reader)
    provenance = {
        "stubs": f"typeshed, as shipped with {source}",
        "licence": "Apache-2.0, parts MIT",
        "sha256": _digest(stubs),
    }
    modules = {
        name: _encode_module(_module(library, name), classes.get(name, {}))
        for name in sorted(library.stubs)
    }
    return _encode_object(
        provenance=msgspec.json.encode(provenance),
        unstubbed=msgspec.json.encode(sorted(curated["unstubbed"])),
        modules=_encode_lines(modules),
    )


def _stub_files(directory: Path) -> dict[str, Path]:
    """Return the stubs of a directory by their path in it, sorted."""
    files = {
        file.relative_to(directory).as_posix(): file
        for file in directory.rglob("*.pyi")
    }
    return dict(sorted(files.items()))


def _scan_all(directory: Path) -> Iterator[tuple[str, Stub]]:
    """Scan all stubs, what the overlay says of a module before what typeshed says."""
    overlay = _stub_files(_HERE / "overlay")
    for path, file in _stub_files(directory).items():
        sources = [overlay[path], file] if path in overlay else [file]
        trees = [ast.parse(source.read_bytes(), path) for source in sources]
        name = path.removesuffix(".pyi").replace("/", ".").removesuffix(".__init__")
        statements = flatten([*chain.from_iterable(tree.body for tree in trees)])
        yield name, scan(name, statements, is_package=path.endswith("__init__.pyi"))


def _classes_by_module(
    library: Library, reader: ClassReader
) -> dict[str, dict[str, ClassRecord]]:
    """Return the records of all classes under the modules of their canonical names."""
    records: dict[str, dict[str, ClassRecord]] = {}
    for module, stub in library.stubs.items():
        for name, binding in stub.bindings.items():
            home = library.home(module, name)
            record = isinstance(binding, Classes) and reader.record(home)
            if record:
                owner, qualname = library.split(home)
                records.setdefault(owner, {})[qualname] = record
    return records


def _module(library: Library, name: str) -> ModuleRecord:
    """Return the record of a module, still without its classes."""
    homes = {bound: library.canonical(name, bound) for bound in library.names(name)}
    own = {bound for bound, home in homes.items() if home in {None, f"{name}.{bound}"}}
    exports = library.star_names(name)
    public = {bound for bound in homes if not bound.startswith("_")}
    return ModuleRecord(
        names=frozenset(own),
        aliases={
            bound: home for bound, home in homes.items() if home and bound not in own
        },
        exports=None if exports == public else frozenset(exports),
        is_open="__getattr__" in homes,
    )


def _encode_module(record: ModuleRecord, classes: dict[str, ClassRecord]) -> bytes:
    """Write a module's classes on lines of their own, so that diffs can be read."""
    encoded = {
        name: msgspec.json.encode(each, order="deterministic")
        for name, each in sorted(classes.items())
    }
    fields = msgspec.json.encode(record, order="deterministic").removesuffix(b"}")
    separator = b"," if len(fields) > 1 else b""
    return fields + separator + b'"classes":' + _encode_lines(encoded) + b"}"


def _encode_object(**members: bytes) -> bytes:
    return _encode_lines(members) + b"\n"


def _encode_lines(members: dict[str, bytes]) -> bytes:
    """Write an object with one member per line."""
    lines = (msgspec.json.encode(name) + b":" + text for name, text in members.items())
    return b"{\n" + b",\n".join(lines) + b"\n}" if members else b"{}"


def _digest(directory: Path) -> str:
    """Return one hash of all stubs, by which to tell that they are the same."""
    digest = hashlib.sha256()
    for path, file in _stub_files(directory).items():
        digest.update(f"{path}\0".encode() + file.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
