"""Small programs that can be analysed and run, to hold the one to the other.

All their objects are of *plain* classes, or of *wrappers* that keep one of them and
pass on what they are asked for. Everything takes and gives such objects, so whatever is
put together runs, until one is asked for a member that its class does not have.

Where a slot is used the text says `<<self.kept1|Wrap1.kept1|near>>`: to the analysis
this is `self.kept1.near`, and when it runs it is noted which object was asked.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from inspect import signature
from typing import TypeVar

from hypothesis import strategies as st

MEMBERS = ("near", "far", "wide")
_SIGNATURES = ("self", "self, mode=0", "self, *rest", "self, **more")
_ANY_CALL = "self, *rest, **more"
_CALLS = ("()", "(mode=1)", "(1)")
_MOST_CHUNKS = 9
_T = TypeVar("_T")
_NAME = re.compile(r"[A-Za-z]\w*")
_MARK = re.compile(r"<<([^|]+)\|([^|]+)\|([^>]+)>>")
_IMPORTS = "from dataclasses import dataclass\nfrom functools import partial\n\n"


@dataclass(frozen=True)
class Chunk:
    """A definition, or a variable with the functions that share it."""

    names: tuple[str, ...]
    text: str
    is_function: bool = False


@dataclass(frozen=True)
class Written:
    """A program."""

    chunks: tuple[Chunk, ...]
    """Each refers only to those before it."""
    driver: tuple[str, ...]
    """Statements that run in the end."""

    @property
    def statements(self) -> tuple[str, ...]:
        return (_IMPORTS, *(chunk.text for chunk in self.chunks), *self.driver)

    @property
    def source(self) -> str:
        """Return it as one file to analyse."""
        return _MARK.sub(r"\1.\3", "\n".join(self.statements)) + "\n"

    def files(self, order: Sequence[int]) -> Mapping[str, str]:
        """Return it as a file for each chunk; `order` is how these are listed."""
        found, imports = {}, _IMPORTS
        for number, chunk in zip(order, self.chunks, strict=True):
            found[f"part{number:02}.py"] = f"{imports}\n{chunk.text}\n"
            imports += f"from part{number:02} import {', '.join(chunk.names)}\n"
        found["zz_driver.py"] = "\n".join((imports, *self.driver)) + "\n"
        return {path: _MARK.sub(r"\1.\3", text) for path, text in found.items()}

    def rearranged(self, order: Sequence[int]) -> "Written":
        """Return it with its functions in another order, after all the rest."""
        functions = [chunk for chunk in self.chunks if chunk.is_function]
        rest = [chunk for chunk in self.chunks if not chunk.is_function]
        places = [number for number in order if number < len(functions)]
        return Written((*rest, *(functions[n] for n in places)), self.driver)

    def renamed(self, names: Mapping[str, str]) -> "Written":
        """Return it with other names."""

        def new(text: str) -> str:
            return _NAME.sub(lambda found: names.get(found[0], found[0]), text)

        chunks = tuple(
            Chunk(tuple(map(new, c.names)), new(c.text)) for c in self.chunks
        )
        return Written(chunks, tuple(map(new, self.driver)))


@dataclass
class _Writer:
    """Draws the parts of a program."""

    draw: st.DrawFn
    is_complete: bool
    """Whether every class has all members and takes every call."""
    chunks: list[Chunk] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    wrappers: list[str] = field(default_factory=list)
    bases: list[str] = field(default_factory=list)
    """Wrappers that others derive from."""
    functions: list[str] = field(default_factory=list)

    def number(self) -> int:
        return len(self.chunks)

    def one_of(self, *options: _T) -> _T:
        return self.draw(st.sampled_from(options))

    def chance(self) -> bool:
        return self.draw(st.booleans())

    def add(
        self, names: tuple[str, ...], text: str, *, is_function: bool = False
    ) -> None:
        self.chunks.append(Chunk(names, text, is_function))

    def members(self) -> list[str]:
        if self.is_complete:
            return list(MEMBERS)
        return [name for name in MEMBERS if self.chance()]

    def use(self, expression: str, slot: str, member: str) -> str:
        return f"<<{expression}|{slot}|{member}>>{self.one_of(*_CALLS)}"

    def plain_class(self) -> None:
        name = f"Plain{self.number()}"
        base = self.one_of("", *self.plain)
        lines = [f"class {name}({base}):", "    def me(self):", "        return self"]
        for member in self.members():
            signature = _ANY_CALL if self.is_complete else self.one_of(*_SIGNATURES)
            lines += [f"    def {member}({signature}):", "        return None"]
        self.plain.append(name)
        self.add((name,), "\n".join(lines))

    def wrapper(self) -> None:
        number = self.number()
        name = f"Wrap{number}"
        base = self.one_of("", *self.bases)
        is_data = not base and self.chance()
        kept = "a" if is_data else f"kept{number}"
        lines = ["@dataclass"] * is_data + [f"class {name}({base}):"]
        if is_data:
            lines += ["    a: object", "    b: object = None"]
        else:
            lines += self.constructor(kept, base)
        lines += ["    def me(self):", "        return self"]
        lines += ["    def inner(self):", f"        return self.{kept}"]
        lines += ["    def swap(self, a):", f"        self.{kept} = a"]
        lines += ["        return self", "    @classmethod"]
        lines += ["    def new(cls, a):", "        return cls(a)"]
        for member in self.members():
            used = self.use(f"self.{kept}", f"{name}.{kept}", member)
            lines.append(f"    def {member}({_ANY_CALL}):")
            if self.chance():
                lines += [f"        if not hasattr(self.{kept}, {member!r}):"]
                lines += ["            return None"]
            lines += [f"        return {used}"]
        self.wrappers.append(name)
        if not is_data:
            self.bases.append(name)
        self.add((name,), "\n".join(lines))

    def constructor(self, kept: str, base: str) -> list[str]:
        lines = ["    def __init__(self, a, b=None):"]
        if base:
            handed = self.expression(["a", "(b or a)"], 1)
            how = self.one_of(
                f"super().__init__({handed})",
                f"super().__init__(b=b, a={handed})",
                f"{base}.__init__(self, {handed})",
            )
            lines.append(f"        {how}")
        value = self.expression(["a", "(b or a)"], 1)
        return [*lines, f"        self.{kept} = {value}"]

    def function(self) -> None:
        name = f"make{self.number()}"
        scope = ["a"]
        body: list[str] = []
        for number in range(self.draw(st.integers(0, 3))):
            body += self.statement(name, scope, f"x{number}")
        body.append(f"return {self.expression(scope, 2)}")
        head = self.one_of("a, b=None", "a, *, b=None")
        text = "\n".join((f"def {name}({head}):", *(f"    {line}" for line in body)))
        self.functions.append(name)
        self.add((name,), text, is_function=True)

    def statement(self, function: str, scope: list[str], new: str) -> list[str]:
        first, second = (self.expression(scope, 1) for _ in range(2))
        # A parameter that an inner function sees has no slot.
        inner = self.expression(scope[1:], 1)
        lines = {
            "use": [self.use("a", f"{function}(a)", self.one_of(*MEMBERS))],
            "local": [f"{new} = {first}"],
            "none": [f"{new} = b", f"if {new} is None:", f"    {new} = {first}"],
            "branch": [
                "if FLAG:",
                f"    {new} = {first}",
                "else:",
                f"    {new} = {second}",
            ],
            "pair": [f"_, {new} = {first}, {second}"],
            "loop": [f"for {new} in [{first}, {second}]:", "    pass"],
            "list": ["items = []", f"items.append({first})", f"{new} = items[0]"],
            "inner": [
                f"def {new}_inner():",
                f"    return {inner}",
                f"{new} = {new}_inner()",
            ],
            "try": [
                "try:",
                f"    {new} = {first}",
                "except KeyError:",
                f"    {new} = a",
            ],
        }
        kind = self.one_of(*lines)
        if kind != "use":
            scope.append(new)
        return lines[kind]

    def shared(self) -> None:
        """A variable of a module, and the functions that set and read it."""
        number = self.number()
        variable, put, get = f"SHARED{number}", f"put{number}", f"get{number}"
        text = (
            f"{variable} = {self.expression([], 1)}\n"
            f"def {put}(a, b=None):\n    global {variable}\n    {variable} = a\n"
            f"    return a\ndef {get}(a, b=None):\n    return {variable}"
        )
        self.functions += [put, get]
        self.add((put, get), text)

    def expression(self, scope: list[str], depth: int) -> str:
        """An expression that gives an object."""
        simple = [*scope, *(f"{name}()" for name in self.plain)]
        if depth == 0 or self.chance():
            return self.one_of(*simple)
        first, second = (self.expression(scope, depth - 1) for _ in range(2))
        options = [
            f"({first} or {second})",
            f"({first} if FLAG else {second})",
            f"{first}.me()",
            f"[{first}, {second}][0]",
            f"(lambda: {first})()",
            *self.calls(
                self.one_of(*self.wrappers, *self.functions, ""), first, second
            ),
        ]
        if self.wrappers:
            wrapper = self.one_of(*self.wrappers)
            options += [
                f"{wrapper}.new({first})",
                f"{wrapper}({first}).inner()",
                f"{wrapper}({first}).swap({second})",
            ]
        return self.one_of(*options)

    @staticmethod
    def calls(called: str, first: str, second: str) -> list[str]:
        if not called:
            return []
        return [
            f"{called}({first})",
            f"{called}({first}, b={second})",
            f"{called}(b={second}, a={first})",
            f"partial({called}, {first})()",
            f"partial({called}, b={second})({first})",
        ]


@st.composite
def _part(draw: st.DrawFn, writer: _Writer) -> None:
    """Write one more definition; drawn as one, so that it goes as one."""
    writer.draw = draw
    writer.one_of(writer.function, writer.wrapper, writer.plain_class, writer.shared)()


@st.composite
def programs(draw: st.DrawFn, *, is_complete: bool = False) -> Written:
    """Draw a program; a complete one has no member missing anywhere."""
    writer = _Writer(draw, is_complete)
    writer.add(("FLAG",), f"FLAG = {draw(st.booleans())}")
    writer.plain_class()
    while writer.number() < _MOST_CHUNKS and draw(st.integers(0, 5)):
        draw(_part(writer))
    writer.draw = draw
    driver: list[str] = []
    scope: list[str] = []
    for number in range(draw(st.integers(1, 4))):
        driver.append(f"v{number} = {writer.expression(scope, 2)}")
        scope.append(f"v{number}")
        driver += [
            writer.use(f"v{number}", f"app.v{number}", member)
            for member in MEMBERS
            if draw(st.booleans())
        ]
    return Written(tuple(writer.chunks), tuple(driver))


@dataclass(frozen=True)
class Asked:
    """A member that an object in a slot was asked for."""

    provider: str
    slot: str
    member: str


@dataclass
class Run:
    """What happened when a program ran."""

    asked: set[Asked] = field(default_factory=set)
    missing: set[Asked] = field(default_factory=set)
    """Members that were not there."""
    refused: set[Asked] = field(default_factory=set)
    """Members that could not be called like that."""
    above: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The classes of our own above each class that was asked."""

    def ask(self, provider: object, slot: str, member: str) -> Callable[..., object]:
        """Note a use, and take what is used."""
        made = type(provider)
        if provider is not None:
            asked = Asked(made.__name__, slot, member)
            self.above[asked.provider] = tuple(c.__name__ for c in made.__mro__[1:-1])
            self.asked.add(asked)
            if not hasattr(provider, member):
                self.missing.add(asked)
        found = getattr(provider, member)

        def call(*arguments: object, **keywords: object) -> object:
            try:
                signature(found).bind(*arguments, **keywords)
            except TypeError:
                self.refused.add(asked)
                raise
            return found(*arguments, **keywords)

        return call


def run(program: Written) -> Run:
    """Run a program, one statement after the other, whichever of them fails."""
    found = Run()
    names: dict[str, object] = {"ask": found.ask}
    for statement in program.statements:
        text = _MARK.sub(r"ask(\1, '\2', '\3')", statement)
        with suppress(AttributeError, TypeError, NameError, RecursionError):
            exec(text, names)  # noqa: S102 - its text is made above
    return found
