"""Read one stub file: what its names are bound to, whatever version and platform."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

_NEWEST = (3, 15)
_PLATFORM = "linux"


@dataclass(frozen=True, slots=True)
class Import:
    """A name that comes from another module."""

    module: str
    name: str | None
    """None where the module itself is bound."""


@dataclass(frozen=True, slots=True)
class Alias:
    """A name set to another dotted name."""

    target: str


@dataclass(frozen=True, slots=True)
class Classes:
    """A class: its definition for the newest version, then those for others."""

    definitions: list[ast.ClassDef]


@dataclass(frozen=True, slots=True)
class Value:
    """A function or variable."""


Binding = Import | Alias | Classes | Value


@dataclass(slots=True)
class Stub:
    """The names of one module."""

    name: str
    is_package: bool
    bindings: dict[str, Binding] = field(default_factory=dict)
    public: set[str] = field(default_factory=set)
    """Names that can be imported from here: not those imported for the stub's use."""
    stars: list[str] = field(default_factory=list)
    exports: set[str] = field(default_factory=set)
    """The literal part of `__all__`."""

    def bind(self, name: str, binding: Binding, *, is_public: bool = True) -> None:
        """Bind a name, unless a newer version's definition has already done so."""
        if is_public:
            self.public.add(name)
        known = self.bindings.setdefault(name, binding)
        if known is binding:
            return
        if isinstance(known, Classes) and isinstance(binding, Classes):
            known.definitions.extend(binding.definitions)

    def absolute(self, module: str | None, level: int) -> str:
        """Return the full name of a module named in a `from` import."""
        if not level:
            return module or ""
        parts = self.name.split(".")
        package = parts[: len(parts) - level + self.is_package]
        return ".".join([*package, module] if module else package)


def scan(name: str, statements: Iterable[ast.stmt], *, is_package: bool) -> Stub:
    """Collect the bindings of a module."""
    stub = Stub(name, is_package)
    for statement in statements:
        match statement:
            case ast.ClassDef():
                _bind_class(stub, statement, statement.name)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                stub.bind(statement.name, Value())
            case ast.Import():
                _bind_modules(stub, statement)
            case ast.ImportFrom():
                _bind_imported(stub, statement)
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                _bind_assigned(stub, statement)
            case _:
                # Nothing else in a stub binds names.
                continue
    stub.public |= stub.exports & stub.bindings.keys()
    return stub


def flatten(statements: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of all branches, those for the newest on Linux first."""
    for statement in statements:
        if isinstance(statement, ast.If):
            branches = [statement.body, statement.orelse]
            for branch in branches if _holds(statement.test) else reversed(branches):
                yield from flatten(branch)
        else:
            yield statement


def dotted(expression: ast.expr) -> str | None:
    """Return a name or attribute as text, and None for other expressions."""
    match expression:
        case ast.Name(name):
            return name
        case ast.Attribute(value, name):
            root = dotted(value)
            return root and f"{root}.{name}"
        case _:
            return None


def _holds(test: ast.expr) -> bool:
    """Evaluate the condition of a branch for the newest version on Linux."""
    match test:
        case ast.BoolOp(operator, values):
            holds = map(_holds, values)
            return all(holds) if isinstance(operator, ast.And) else any(holds)
        case ast.Compare(_, [operator], [ast.Constant(str(platform))]):
            return (platform == _PLATFORM) is isinstance(operator, ast.Eq)
        case ast.Compare(_, [operator], [bound]):
            version = ast.literal_eval(bound)
            return isinstance(operator, ast.GtE) is (version <= _NEWEST)
        case ast.Name("TYPE_CHECKING"):
            return True
        case _:
            raise ValueError(f"unknown form of condition: {ast.unparse(test)}")


def _bind_class(stub: Stub, definition: ast.ClassDef, qualname: str) -> None:
    """Bind a class, and those in its body by their qualified names."""
    stub.bind(qualname, Classes([definition]))
    for statement in flatten(definition.body):
        if isinstance(statement, ast.ClassDef):
            _bind_class(stub, statement, f"{qualname}.{statement.name}")


def _bind_modules(stub: Stub, statement: ast.Import) -> None:
    for alias in statement.names:
        name = alias.asname or alias.name.partition(".")[0]
        module = alias.name if alias.asname else name
        stub.bind(name, Import(module, None), is_public=alias.asname == alias.name)


def _bind_imported(stub: Stub, statement: ast.ImportFrom) -> None:
    module = stub.absolute(statement.module, statement.level)
    for alias in statement.names:
        if alias.name == "*":
            stub.stars.append(module)
            continue
        stub.bind(
            alias.asname or alias.name,
            Import(module, alias.name),
            is_public=alias.asname == alias.name,
        )


def _bind_assigned(
    stub: Stub, statement: ast.Assign | ast.AnnAssign | ast.AugAssign
) -> None:
    targets = (
        statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    )
    for target in targets:
        if not isinstance(target, ast.Name):
            continue
        if target.id == "__all__" and statement.value is not None:
            stub.exports.update(ast.literal_eval(statement.value))
        source = _alias(statement)
        stub.bind(target.id, Alias(source) if source else Value())


def _alias(statement: ast.Assign | ast.AnnAssign | ast.AugAssign) -> str | None:
    """Return the dotted name that an assignment makes another name for."""
    match statement:
        case ast.Assign(value=value):
            return dotted(value)
        case ast.AnnAssign(annotation=ast.Name("TypeAlias"), value=ast.expr() as value):
            return dotted(value.value if isinstance(value, ast.Subscript) else value)
        case _:
            return None
