"""Which values are objects that a whole program keeps its shared state in."""

from collections.abc import Iterator, Mapping

from ssot_audit.extract.facts import Variable
from ssot_audit.extract.flow_facts import Kind, Value
from ssot_audit.link.flow_table import Table, tables
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program
from ssot_audit.link.symbols import Definition

APPLICATION, REQUEST, CONTEXT = "app.state", "request.state", "g"
_CONTEXTS = frozenset({"flask.g", "flask.globals.g", "quart.g", "quart.globals.g"})
NAMESPACES = frozenset(
    {
        "_thread._local",
        "_threading_local.local",
        "argparse.Namespace",
        "threading.local",
        "types.SimpleNamespace",
    }
)
STATES = NAMESPACES | {"starlette.datastructures.State", "fastapi.datastructures.State"}
STATE_CALLS = frozenset(name.rpartition(".")[2] for name in STATES)
"""Last segments of what a file calls that makes an object of its own."""
_FRAMEWORKS = frozenset({"fastapi", "starlette"})
_CONTEXT_OWNERS = frozenset({"flask", "quart"})
_APPLICATIONS = ("app", "application", "fastapi", "starlette")
_REQUESTS = frozenset({"request", "req", "websocket", "connection", "conn", "ws"})
_REQUEST_CLASSES = frozenset({"Request", "WebSocket", "HTTPConnection"})


class SharedObjects:
    """Recognises shared state by how it is written, and through aliases."""

    def __init__(self, program: Program) -> None:
        """Look for namespaces that modules make, and for names of shared objects."""
        self.program = program
        self.namespaces: dict[str, list[tuple[Table, Value]]] = {}
        """The calls that make each namespace, by its dotted name."""
        self._aliases: dict[str, str] = {}
        for module in sorted(program.modules, key=lambda m: m.path):
            table = next(tables(program, module), None)
            if table is not None:
                self._module_level(table)

    def of(self, table: Table, index: int) -> str:
        """Return the shared object that a value certainly is, or `""`."""
        found = {self._of_one(table, option) for option in table.options(index)}
        return found.pop() if len(found) == 1 else ""

    def may_be(self, table: Table, index: int) -> set[str]:
        """Return the shared objects that a value may be."""
        return {self._of_one(table, option) for option in table.options(index)} - {""}

    def _of_one(self, table: Table, index: int) -> str:
        value = table[index]
        if value.kind == Kind.ATTRIBUTE and value.name == "state":
            if is_application(table, value.base):
                return APPLICATION
            if _is_request(table, value.base):
                return REQUEST
        reference = table.reference(index)
        if not reference:
            return ""
        found = self.program.resolve(table.module, reference)
        if isinstance(found, Definition) and isinstance(found.fact, Variable):
            dotted = found.dotted
            return (
                dotted if dotted in self.namespaces else self._aliases.get(dotted, "")
            )
        name = table.full_name(index)
        return CONTEXT if name in _CONTEXTS else ""

    def _module_level(self, table: Table) -> None:
        bound: dict[str, list[int]] = {}
        for binding in table.function.bindings:
            bound.setdefault(binding.name, []).append(binding.value)
        for name, values in bound.items():
            dotted = f"{table.module.name}.{name}"
            calls = [table[value] for value in values]
            if all(makes_one_of(table, call, NAMESPACES) for call in calls):
                self.namespaces[dotted] = [(table, call) for call in calls]
                continue
            meant = {self.of(table, value) for value in values}
            if len(meant) == 1 and meant != {""}:
                self._aliases[dotted] = meant.pop()


def makes_one_of(table: Table, value: Value, classes: frozenset[str]) -> bool:
    """Tell whether a value is a call that makes an object of one of these classes."""
    return value.kind == Kind.CALL and table.full_name(value.base) in classes


def is_application(table: Table, index: int) -> bool:
    """Tell whether a value is written as the application that a server runs."""
    options = list(table.options(index))
    return bool(options) and all(_is_application(table, option) for option in options)


def _is_application(table: Table, index: int) -> bool:
    value = table[index]
    name = table.last_name(index).lower()
    if value.kind == Kind.ELEMENT:
        return table.last_name(value.base) == "scope"
    return name.endswith(_APPLICATIONS) or any(
        type_.lower().endswith(_APPLICATIONS) for type_ in _types(table, value)
    )


def _is_request(table: Table, index: int) -> bool:
    options = list(table.options(index))
    return bool(options) and all(
        table.last_name(option) in _REQUESTS
        or not _REQUEST_CLASSES.isdisjoint(_types(table, table[option]))
        for option in options
    )


def _types(table: Table, value: Value) -> Iterator[str]:
    """Yield the last segments of what a parameter is annotated with."""
    if value.kind == Kind.PARAMETER:
        for annotation in table.function.annotations:
            if annotation.name == value.name:
                yield from (t.rpartition(".")[2] for t in annotation.types)


def constructed(call: Value) -> Mapping[str, int] | None:
    """Return the attributes that a namespace is made with; None: not all are known."""
    if call.parts or any(name == "**" for name, _ in call.keywords):
        return None
    return dict(call.keywords)


def has_framework(module: Module) -> bool:
    """Tell whether a module uses a framework whose applications have a `state`."""
    return not _FRAMEWORKS.isdisjoint(_imported(module))


def may_share(program: Program) -> bool:
    """Tell whether any file of production can have an object that is looked at."""
    return any(
        not (_FRAMEWORKS | _CONTEXT_OWNERS).isdisjoint(_imported(module))
        or any(name in STATE_CALLS for name, _ in module.facts.called)
        for module in program.modules
        if not module.is_test
    )


def _imported(module: Module) -> Iterator[str]:
    """Yield the first segments of what a module imports from elsewhere."""
    for found in module.facts.imports:
        if not found.level:
            yield found.module.partition(".")[0]
