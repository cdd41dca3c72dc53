"""Random edits of a project on disk, as developers and their tools make them."""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

_ADDITIONS = (
    "# a remark\n",
    "def added(value, *, flag=False):\n    return value\n",
    "class Added:\n    def method(self):\n        return self.nowhere\n",
    "import os\nos.environ['KEY']\n",
    "class Holder:\n    def __init__(self, it):\n        it.gone(it.method(1))\n",
    "made = Added()\nholder = Holder(it=made)\nholder.it = Holder(holder)\n",
    "KEY = __import__('os').environ  # ssot: ignore[SSOT301] reason=\"edited\"\n",
)
# Whole lines that define or import are passed over.
_WORD = re.compile(
    r"^\s*(?:@|(?:async def|def|class|from|import)\b).*$"
    r"|(?<=[ (\[.])(?!(?:def|return|if|else|for|in|or|not)\b)(?P<word>[A-Za-z]\w*)",
    re.MULTILINE,
)
_STATEMENTS = (
    "# a remark",
    "value = 1",
    "print('added')",
    "added(key=value)",
    "self.added = self.missing",
    "other.stored = Added()",
    "app.state.added = request.app.state.missing",
    "stand_in = Mock(spec=Added); stand_in.missing = 1",
    "import os; os.environ['KEY']",
    "return nowhere",
    'x = 1  # ssot: ignore[SSOT301, SSOT107] reason="edited"',
    # Statements that let other objects get to other places.
    "self.manager = Added()",
    "self.manager = self",
    "self.manager.gone()",
    "self.kept = other",
    "other = Added(other, key=self)",
    "self.method(value, flag=other)",
    "added(self, flag=Added())",
    "value = value or Added()",
    "if hasattr(self.manager, 'gone'): self.manager.gone()",
    "if not hasattr(value, 'gone'): return",
    "return self",
    "return Added()",
)


def changed_lines(text: str, choice: random.Random) -> str:
    """Return a file with a line put into a block, removed, repeated or moved."""
    lines = text.splitlines(keepends=True) or ["\n"]
    blocks = [n for n, line in enumerate(lines) if line.rstrip().endswith(":")]
    kind = choice.choice(("into", "into", "into", "remove", "repeat", "move"))
    at = choice.randrange(len(lines))
    if kind == "into" and blocks:
        at = choice.choice(blocks)
        inside = lines[at + 1] if at + 1 < len(lines) else ""
        indent = inside[: len(inside) - len(inside.lstrip())].rstrip("\n")
        lines.insert(at + 1, f"{indent}{choice.choice(_STATEMENTS)}\n")
    elif kind == "remove":
        del lines[at]
    elif kind == "repeat":
        lines.insert(at, lines[at])
    elif kind == "move":
        lines.insert(choice.randrange(len(lines)), lines.pop(at))
    return "".join(lines)


def exchanged_words(text: str, choice: random.Random) -> str:
    """Return a file where a name in a statement has become another, of its sort."""
    known = sorted(set(re.findall(r"[A-Za-z]\w*", text)))
    options = [
        (found, other)
        for found in _WORD.finditer(text)
        if found["word"]
        for other in known
        if other != found["word"] and _sort(other) == _sort(found["word"])
    ]
    if not options:
        return text
    found, other = choice.choice(options)
    start, end = found.span("word")
    return f"{text[:start]}{other}{text[end:]}"


def _sort(word: str) -> tuple[bool, bool]:
    return word[0].isupper(), word[-1].isdigit() or len(word) == 1


class Editor:
    """Makes one edit after the other, and can take each file's edits back."""

    def __init__(self, root: Path, choice: random.Random) -> None:
        """Remember what every file was."""
        self._root = root
        self._choice = choice
        self._original = {file: file.read_bytes() for file in self._files()}

    def edit(self) -> str:
        """Make one edit; return what it was, for the message of a failing test."""
        made: Callable[[], str] = self._choice.choice(
            [
                *[self.change] * 8,
                self._append,
                self._append,
                self._cut,
                self._import,
                self._add,
                self._delete,
                self._rename,
                self._break,
                self._repair,
                self._repair,
                self._touch,
            ]
        )
        return made()

    def change(self) -> str:
        """Put a line into a file, or remove, repeat or move one; return what it was."""
        file = self._any()
        text = changed_lines(_text(file), self._choice)
        file.write_bytes(text.encode(errors="surrogateescape"))
        return f"change a line of {file}"

    def _files(self) -> list[Path]:
        return sorted(self._root.rglob("*.py"))

    def _any(self) -> Path:
        return self._choice.choice(self._files())

    def _append(self) -> str:
        file, text = self._any(), self._choice.choice(_ADDITIONS)
        file.write_bytes(file.read_bytes() + b"\n" + text.encode())
        return f"append to {file}: {text!r}"

    def _cut(self) -> str:
        file = self._any()
        lines = file.read_bytes().splitlines(keepends=True)
        start = self._choice.randrange(len(lines) + 1)
        end = start + self._choice.randrange(4)
        file.write_bytes(b"".join(lines[:start] + lines[end:]))
        return f"cut lines {start} to {end} of {file}"

    def _import(self) -> str:
        importer, other = self._any(), self._any()
        name = ".".join(other.relative_to(self._root).with_suffix("").parts)
        importer.write_bytes(
            f"from {name} import Added\n".encode() + importer.read_bytes()
        )
        return f"import {name} in {importer}"

    def _add(self) -> str:
        file = self._any().with_name(f"added_{self._choice.randrange(3)}.py")
        file.write_text(self._choice.choice(_ADDITIONS), encoding="utf-8")
        return f"add {file}"

    def _delete(self) -> str:
        file = self._any()
        file.unlink()
        return f"delete {file}"

    def _rename(self) -> str:
        file = self._any()
        target = file.with_name(f"renamed_{self._choice.randrange(3)}.py")
        file.replace(target)
        return f"rename {file} to {target}"

    def _break(self) -> str:
        file = self._any()
        file.write_bytes(file.read_bytes() + b"\ndef broken(:\n")
        return f"break {file}"

    def _repair(self) -> str:
        file = self._choice.choice(list(self._original))
        file.write_bytes(self._original[file])
        return f"repair {file}"

    def _touch(self) -> str:
        file = self._any()
        file.write_bytes(file.read_bytes())
        return f"touch {file}"


def _text(file: Path) -> str:
    return file.read_bytes().decode(errors="surrogateescape")


def sequence(
    root: Path, choice: random.Random, length: int, *, only_lines: bool = False
) -> Iterator[str]:
    """Make edits one by one, yielding what each was."""
    editor = Editor(root, choice)
    for _ in range(length):
        yield editor.change() if only_lines else editor.edit()
