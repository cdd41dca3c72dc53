"""The functions of a program with their flow, and how each is entered."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ssot_audit.extract.facts import POSITIONAL_ONLY, POSITIONAL_OR_KEYWORD, Parameter
from ssot_audit.extract.flow_facts import FunctionFlow, Kind, ModuleFlow, Value
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.flow.objects import Obj, Sort
from ssot_audit.link.located import Module

_MOST_VALUES = 200
"""Size of the functions that are worth a body for each call."""
POSITIONAL = (POSITIONAL_ONLY, POSITIONAL_OR_KEYWORD)
_EXACT = frozenset({Sort.INSTANCE, Sort.CLASS})
_MANAGERS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})
_PROPERTIES = frozenset(
    {
        "builtins.property",
        "functools.cached_property",
        "abc.abstractproperty",
    }
)
_TRANSPARENT = (
    _MANAGERS
    | _PROPERTIES
    | {
        "builtins.classmethod",
        "builtins.staticmethod",
        "abc.abstractmethod",
        "functools.cache",
        "functools.lru_cache",
        "typing.override",
        "typing_extensions.override",
        "typing.final",
        "typing.overload",
        "typing.no_type_check",
        "warnings.deprecated",
        "typing_extensions.deprecated",
    }
)


@dataclass(frozen=True, eq=False)
class Function:
    """A function of ours; the same object for the same function."""

    module: Module
    flow: FunctionFlow
    owner: ClassNode | None
    """The class it is a method of."""
    decorators: frozenset[str]
    """Full names."""
    is_opaque: bool
    """Whether a decorator we do not know stands between it and its callers."""

    @property
    def name(self) -> str:
        """Last segment of its qualified name."""
        return self.flow.qualname.rpartition(".")[2]

    @property
    def shown(self) -> str:
        """Qualified name without the functions around."""
        return self.flow.qualname.rpartition("<locals>.")[2]

    @cached_property
    def is_property(self) -> bool:
        """Whether reading the attribute calls it."""
        return not _PROPERTIES.isdisjoint(self.decorators)

    @cached_property
    def is_manager(self) -> bool:
        """Whether it is made a context manager out of a generator."""
        return not _MANAGERS.isdisjoint(self.decorators)

    @cached_property
    def is_static(self) -> bool:
        """Whether it is a method without `self`."""
        return "builtins.staticmethod" in self.decorators

    @cached_property
    def on_class(self) -> bool:
        """Whether its first parameter is the class."""
        return "builtins.classmethod" in self.decorators or self.name in {
            "__new__",
            "__init_subclass__",
            "__class_getitem__",
        }

    @cached_property
    def receiver(self) -> Parameter | None:
        """The parameter that is the instance or the class."""
        if self.owner is None or self.is_static:
            return None
        first = next(iter(self.flow.parameters), None)
        return first if first is not None and first.kind in POSITIONAL else None

    @cached_property
    def returns_receiver(self) -> bool:
        """Whether it may `return self`."""
        receiver = self.receiver
        return receiver is not None and any(
            value.kind == Kind.PARAMETER and value.name == receiver.name
            for value in map(self.flow.unchecked, self.flow.returns)
        )

    @cached_property
    def only_returns_receiver(self) -> bool:
        """Whether `return self` is its only one."""
        return self.returns_receiver and len(self.flow.returns) == 1

    @cached_property
    def makes_receiver(self) -> bool:
        """Whether it is a `__new__` that gives nothing but an object of its class."""
        values = self.flow.values
        # `super().__new__(cls)`, its result maybe kept in a variable of the class.
        return not any(
            values[index].kind in {Kind.EITHER, Kind.NAME}
            or (values[index].kind == Kind.CALL and not self._passes_on(values[index]))
            for index in self.flow.returns
        )

    def _passes_on(self, call: Value) -> bool:
        """Tell whether a call is that of another `__new__` for the same class."""
        values, own = self.flow.values, self.receiver
        first = values[call.parts[0]] if call.parts else None
        return (
            values[call.base].name == "__new__"
            and first is not None
            and first.kind == Kind.PARAMETER
            and (own is None or first.name == own.name)
        )

    @cached_property
    def sets(self) -> bool:
        """Whether it stores what it is given on its receiver, as constructors do."""
        if self.name == "__init__":
            return True
        values, given = self.flow.values, self._given
        return self.receiver is not None and any(
            values[store.base].kind == Kind.PARAMETER
            and values[store.base].name == self.receiver.name
            and store.value in given
            for store in self.flow.stores
        )

    @cached_property
    def gives_own(self) -> bool:
        """Whether its result is made of its receiver: each class gives its own."""
        if self.receiver is None or len(self.flow.values) > _MOST_VALUES:
            return False
        return not self.varying.isdisjoint(self.flow.returns)

    @cached_property
    def hands_back(self) -> bool:
        """Whether its result depends on its arguments: each call gives its own."""
        if len(self.flow.values) > _MOST_VALUES:
            return False
        results = (*self.flow.returns, *self.flow.yields)
        return not self._given.isdisjoint(results)

    def is_any(self, receiver: Obj) -> bool:
        """Tell whether no more is known of a receiver than that it is of the class."""
        is_exact = receiver.sort in _EXACT
        is_own = receiver.of is self.owner or receiver.sort == Sort.ANNOTATED
        return is_own and not is_exact

    @cached_property
    def _given(self) -> frozenset[int]:
        """The values that are made of arguments, the receiver aside."""
        return self._made_of(self.receiver.name if self.receiver else "")

    @cached_property
    def varying(self) -> frozenset[int]:
        """The values that are made of arguments or the receiver."""
        return self._made_of("")

    def _made_of(self, apart: str) -> frozenset[int]:
        """Return the values that are made of any parameter but one."""
        found: set[int] = set()
        # A value refers to earlier ones, but for what a loop brings back.
        for number, value in enumerate(self.flow.values):
            if value.kind == Kind.PARAMETER:
                if value.name != apart:
                    found.add(number)
            elif (
                value.base in found
                or not found.isdisjoint(value.parts)
                or any(part in found for _, part in value.keywords)
            ):
                found.add(number)
        return frozenset(found)


class Functions:
    """Finds functions by where they stand."""

    def __init__(
        self, hierarchy: Hierarchy, flows: Mapping[Module, ModuleFlow]
    ) -> None:
        """Index the functions of some modules."""
        self._hierarchy = hierarchy
        self._known: dict[tuple[Module, str, int], Function] = {}
        self._numbered: dict[Module, list[Function]] = {}
        self.classes: dict[Module, Mapping[str, ClassNode]] = {}
        """The classes of each module by qualified name."""
        for module, flow in flows.items():
            owners = {n.source[1].qualname: n for n in hierarchy.in_module(module)}
            self.classes[module] = owners
            numbered = [self._function(module, f, owners) for f in flow.functions]
            self._numbered[module] = numbered
            for function in numbered:
                known = function.flow
                self._known[module, known.qualname, known.span.line] = function

    def __iter__(self) -> Iterator[Function]:
        """Yield all functions, in the order of the modules and of the text."""
        for numbered in self._numbered.values():
            yield from numbered

    def numbered(self, module: Module, number: int) -> Function:
        """Return the function of this number in its module."""
        return self._numbered[module][number]

    def at(self, module: Module, qualname: str, line: int) -> Function | None:
        """Return the function that stands somewhere, if its flow is known."""
        return self._known.get((module, qualname, line))

    def method(self, node: ClassNode, name: str) -> Function | None:
        """Return the function that a class itself defines; the getter of a property."""
        return self._method(node, name, is_setter=False)

    def setter(self, node: ClassNode, name: str) -> Function | None:
        """Return the function that a class runs when a property is assigned."""
        return self._method(node, name, is_setter=True)

    def _method(
        self, node: ClassNode, name: str, *, is_setter: bool
    ) -> Function | None:
        if node.fact is None or node.module is None:
            return None
        for member in reversed(node.fact.members):
            if member.name != name:
                continue
            known = member.function
            if known is None:
                return None
            words = {d.rpartition(".")[2] for d in known.decorators}
            if is_setter == ("setter" in words) and "deleter" not in words:
                return self.at(node.module, known.qualname, known.span.line)
        return None

    def _function(
        self, module: Module, flow: FunctionFlow, owners: Mapping[str, ClassNode]
    ) -> Function:
        decorators = [self._hierarchy.full_name(module, d) for d in flow.decorators]
        is_opaque = not all(
            name in _TRANSPARENT or reference.endswith((".setter", ".deleter"))
            for name, reference in zip(decorators, flow.decorators, strict=True)
        )
        owner = owners.get(flow.qualname.rpartition(".")[0]) if flow.qualname else None
        return Function(module, flow, owner, frozenset(decorators), is_opaque)


def binder(order: Iterable[ClassNode], name: str) -> ClassNode | None:
    """Return the first class of ours whose body binds a name to something."""
    for node in order:
        if node.fact is not None and name in node.body_names:
            return node
    return None
