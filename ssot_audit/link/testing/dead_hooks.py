"""Set-up and tear-down that no runner calls.

What runners call is in `extract.testing.hook_names`, by the kind of class. A method is
left alone if its class may be of another kind: a base or decorator that is not known, a
metaclass, or a subclass that is a test case where it is none itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ssot_audit.extract.facts import Function
from ssot_audit.extract.testing.facts import AttributeRead, HookLike
from ssot_audit.extract.testing.hook_names import (
    HOOKS,
    MODULE,
    NOSE,
    PYTEST,
    UNITTEST,
    nearest,
)
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program
from ssot_audit.link.required_versions import Answer
from ssot_audit.link.testing.hook_kinds import HookKinds, is_taken

_PLAIN_METHODS = frozenset({"classmethod", "staticmethod"})
_MOST_PARAMETERS = 2
"""Its own first, and the method or class that pytest hands it."""


@dataclass(frozen=True, slots=True)
class DeadHook:
    """A function or method that looks like a hook and that nothing calls."""

    module: Module
    node: ClassNode | None
    """The class it is a method of; None: it stands at the top."""
    like: HookLike
    is_case: bool
    """Whether the class is a `unittest.TestCase`."""
    hook: str
    """What would be called in its place, or empty."""
    reads: tuple[AttributeRead, ...] = ()
    """Of what it alone sets."""

    @property
    def name(self) -> str:
        """The name that is called by nobody."""
        return self.like.qualname.rpartition(".")[2]


def dead_hooks(program: Program) -> Iterator[DeadHook]:
    """Yield the dead hooks of a program, by file and place."""
    kinds = HookKinds(program)
    for module in program.modules:
        if module.is_test and program.tests_in(module).hook_likes:
            yield from _Search(program, module, kinds).found()


class _Search:
    """Judges what looks like a hook in one file."""

    def __init__(self, program: Program, module: Module, kinds: HookKinds) -> None:
        self._program = program
        self._module = module
        self._kinds = kinds
        self._said = program.tests_in(module)

    def found(self) -> Iterator[DeadHook]:
        """Yield what nothing calls."""
        for like in self._said.hook_likes:
            name = like.qualname.rpartition(".")[2]
            if like.is_named or (name not in HOOKS and self._is_called(name)):
                continue
            node = self._nodes.get(like.qualname.rpartition(".")[0])
            if node is not None:
                called = self._called(node, name)
                if called is not None:
                    yield self._dead(like, node, name, called)
            elif "." not in like.qualname and self._is_dead_at_the_top(name):
                hook = nearest(name, MODULE)
                yield DeadHook(self._module, None, like, is_case=False, hook=hook)

    @cached_property
    def _nodes(self) -> dict[str, ClassNode]:
        nodes = self._program.hierarchy.in_module(self._module)
        return {node.source[1].qualname: node for node in nodes}

    def _called(self, node: ClassNode, name: str) -> frozenset[str] | None:
        """Return what runners call on a class; None: perhaps the name, too."""
        called = self._kinds.called_on(node)
        if called is None or name in called or not _is_hook(_function(node, name)):
            return None
        if name in NOSE and not _is_case(called) and not self._is_after_nose():
            return None
        for other in node.all_subclasses():
            also = self._kinds.called_on(other)
            if also is None or name in also or name in other.source[1].super_calls:
                return None
        if any(name in ancestor.members for ancestor in node.mro[1:]):
            return None
        return called

    def _dead(
        self, like: HookLike, node: ClassNode, name: str, called: frozenset[str]
    ) -> DeadHook:
        owner = like.qualname.rpartition(".")[0]
        reads = tuple(
            read
            for read in self._said.reads
            if read.qualname.rpartition(".")[0] == owner and read.name in like.sets
        )
        is_case = _is_case(called)
        hook = nearest(name, called - PYTEST if is_case else called)
        return DeadHook(self._module, node, like, is_case, hook, reads)

    def _is_called(self, name: str) -> bool:
        return name in self._program.called_names

    def _is_dead_at_the_top(self, name: str) -> bool:
        module = self._module
        functions = {f.qualname: f for f in module.facts.functions}
        function = functions.get(name)
        if not _is_hook(function) or self._is_imported(name):
            return False
        if name in NOSE and not self._is_after_nose():
            return False
        return is_taken(self._program, module) and any(
            f.startswith("test") for f in functions
        )

    def _is_imported(self, name: str) -> bool:
        return any(
            found.name == name
            for module in self._program.modules
            for found in module.facts.imports
        )

    def _is_after_nose(self) -> bool:
        """Tell whether the project accepts a pytest that does not know nose."""
        answer = self._program.required_versions.meet(self._module, "pytest>=8")
        return answer in {Answer.ALL, Answer.SOME}


def _is_case(called: frozenset[str]) -> bool:
    return called >= UNITTEST


def _function(node: ClassNode, name: str) -> Function | None:
    found = [
        member.function for member in node.source[1].members if member.name == name
    ]
    return found[-1] if found else None


def _is_hook(function: Function | None) -> bool:
    """Tell whether a runner could call a function, and nothing else has taken it."""
    return (
        function is not None
        and _PLAIN_METHODS.issuperset(function.decorators)
        and len(function.parameters) <= _MOST_PARAMETERS
    )
