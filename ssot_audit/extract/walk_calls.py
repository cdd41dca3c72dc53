"""The state of the one pass over a tree, and what calls and attributes add to it."""

import ast
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import ClassVar

from ssot_audit.extract import facts
from ssot_audit.extract.collect_classes import ClassBuilder
from ssot_audit.extract.collect_keys import Keyed, Keys, key_of
from ssot_audit.extract.collect_uses import UseCollector
from ssot_audit.extract.scopes import Scope, dotted_name
from ssot_audit.extract.text import SourceText

ATTRIBUTE_TRIED = 1 << 8
"""Guard bit of the walk alone: inside a `try` that catches `AttributeError`."""

_NAME_AND_VALUE = 2

_EXTENSION_MAKERS = frozenset({"Extension", "set_source"})
"""What setuptools and cffi are told the name of a compiled module with."""
_MAPPERS = frozenset({"map_imperatively", "mapper"})
"""SQLAlchemy's ways to add the columns of a table to a class."""


class CallWalk:
    """What is known so far; calls that set, test or compute attributes."""

    def __init__(self, text: SourceText) -> None:
        """Start at the top of a module."""
        self.text = text
        self.module = Scope()
        self.scope = self.module
        self.guard = 0
        self.builder: ClassBuilder | None = None
        self.loads: dict[str, tuple[ast.expr, int, str]] = {}
        self.type_loads: dict[str, tuple[ast.expr, int, str]] = {}
        """Loads that only annotate or derive: they are no use of a value."""
        self.class_members: set[str] = set()
        """Capitalised attributes of plain names: `module.Class`."""
        self.bound_anywhere: set[str] = set()
        self.stored: set[str] = set()
        self.patched: list[tuple[str, Scope]] = []
        self.called: dict[str, int] = {}
        self.keyword_calls: set[str] = set()
        self.handed_over: list[str] = []
        self.class_arguments: set[tuple[str, str]] = set()
        self.combiners: set[str] = set()
        self.builds: set[str] = set()
        self.keys = Keys()
        self.acts: list[ast.AST] = []
        """What may be a check, in order: calls, `assert`, `with`, and what is raised
        under some condition, or because a test has failed."""
        self.act_names: list[str] = []
        """Of each: what is called, as far as it has a name, or the keyword."""
        self.attributes: list[ast.Attribute] = []
        """Those of the first parameter of the method around."""
        self.follows_imports = False
        """Whether uses of what is imported are looked for."""
        self.followed: AbstractSet[str] = frozenset()
        """Names that some import binds, as far as is known, if they are followed."""
        self.uses = UseCollector(text)
        self.novelties: list[ast.AST] = []
        self.dynamic: str | None = None
        self.formatted: ast.expr | None = None
        """The f-string around: before Python 3.12 positions inside one are wrong."""

    def place(self, node: ast.expr) -> facts.Span:
        """Return the span of a node, or of the f-string it is in."""
        return self.text.span(self.formatted or node)

    def note(self, node: ast.AST) -> None:
        """Keep a construct that some Python versions reject, unless in an f-string."""
        if self.formatted is None:
            self.novelties.append(node)

    def act(self, node: ast.AST, name: str) -> None:
        """Keep what may be a check, and how it is called."""
        self.acts.append(node)
        self.act_names.append(name)

    def bind(self, name: str) -> None:
        """Note that the current scope binds a name."""
        self.scope.bound.add(name)
        self.bound_anywhere.add(name)
        if name == self.scope.self_name and self.builder is not None:
            self.builder.dynamic = "rebinds its first parameter"

    def self_use(self, node: ast.Attribute, *, is_call: bool) -> None:
        """Note a read of an attribute of the first parameter."""
        self.attributes.append(node)
        builder = self.builder
        if builder is None:
            return
        if node.attr == "__dict__":
            builder.dynamic = builder.dynamic or "uses `__dict__` of its instances"
        if self.guard & ATTRIBUTE_TRIED:
            builder.tested.add(node.attr)
            return
        scope = self.scope
        builder.uses.append(
            facts.SelfUse(
                node.attr,
                self.text.span(self.formatted or node),
                scope.qualname,
                scope.on_class,
                is_call,
            )
        )

    def call(self, node: ast.Call) -> None:
        """Note what is called, with what, and whether it touches attributes."""
        function = node.func
        if type(function) is ast.Attribute:
            name = function.attr
            for keyword in node.keywords:
                self.keyword_calls.add(f"{name}({keyword.arg}")
            self._method_call(node, function)
        elif type(function) is ast.Name:
            name = function.id
            handler = self._CALLS.get(name)
            if handler is not None:
                handler(self, node)
        else:
            self.act(node, "")
            return
        self.act(node, name)
        self.called[name] = self.called.get(name, 0) + 1
        if node.args:
            self._arguments(name, node)

    def keyed(self, node: ast.Call | ast.Subscript, given: ast.expr) -> None:
        """Note what is given a literal key of some setting."""
        key = key_of(given)
        if key is not None:
            self.keys.uses.append(Keyed(node, key, self.scope, self.place(node)))

    def _arguments(self, callee: str, node: ast.Call) -> None:
        if type(node.args[0]) is ast.Constant:
            self.keyed(node, node.args[0])
        if callee in _EXTENSION_MAKERS:
            self.builds |= {t for a in node.args[:1] if (t := literal_text(a))}
        for argument in node.args:
            if type(argument) is ast.Name:
                name = argument.id
                if name[0].isupper():
                    self.class_arguments.add((callee, name))
                elif name == "__name__" and not self.scope.qualname:
                    self.handed_over.append(dotted_name(node.func))
            elif type(argument) is ast.Tuple and callee == "type":
                bases = (dotted_name(base) for base in argument.elts)
                self.class_arguments |= {(callee, base) for base in bases if base}

    def _method_call(self, node: ast.Call, function: ast.Attribute) -> None:
        name, owner = function.attr, function.value
        if name == "__setattr__":
            self._set_attribute(node)
        elif name in _MAPPERS and node.args:
            self.patched.append((dotted_name(node.args[0]), self.scope))
        elif type(owner) is ast.Call:
            if self.builder is not None and dotted_name(owner.func) == "super":
                self.builder.super_calls.add(name)
        elif type(owner) is ast.Name and owner.id == "__path__":
            self.dynamic = "changes its `__path__`"
        elif type(owner) is ast.Name and name == "register":
            self.class_arguments.add(("ABCMeta.register", owner.id))
        elif type(owner) is ast.Attribute and dotted_name(owner) == "sys.meta_path":
            self.dynamic = "installs an importer of its own"

    def is_self(self, node: ast.expr) -> bool:
        """Tell whether an expression is the first parameter of the method around."""
        return type(node) is ast.Name and node.id == self.scope.self_name

    def _test_attribute(self, node: ast.Call) -> None:
        """`hasattr(x, "name")` or `getattr(x, "name")`."""
        if self.builder is not None and len(node.args) > 1:
            name = literal_text(node.args[1])
            if name and self.is_self(node.args[0]):
                self.builder.tested.add(name)

    def _set_attribute(self, node: ast.Call) -> None:
        """`setattr(x, "name", v)`, `object.__setattr__(x, "name", v)` and kin."""
        if len(node.args) <= 1:
            return
        is_bound = len(node.args) == _NAME_AND_VALUE
        target = None if is_bound else node.args[0]
        name_node = node.args[0 if is_bound else 1]
        name = literal_text(name_node)
        on_self = target is None or self.is_self(target)
        if name and on_self and self.builder is not None:
            self.builder.store(name, self.place(node), self.scope)
        elif name:
            self.stored.add(name)
        elif on_self and self.builder is not None:
            self.builder.dynamic = "sets attributes with a computed name"
        elif target is not None:
            self.patched.append((dotted_name(target), self.scope))

    def _namespace(self, node: ast.Call) -> None:
        """`vars(...)`, `locals()`, `globals()`, `exec(...)`."""
        name = dotted_name(node.func)
        if name == "vars" and node.args:
            if self.is_self(node.args[0]) and self.builder is not None:
                self.builder.dynamic = "uses `vars()` of its instances"
        elif self.scope.is_class and self.builder is not None:
            self.builder.dynamic = f"calls `{name}()` in its body"
        elif name in {"globals", "exec"} or not self.scope.qualname:
            self.dynamic = f"calls `{name}()`"

    def _narrow_self(self, node: ast.Call) -> None:
        """`isinstance(self, X)`: attributes of X may be used after it."""
        if node.args and self.is_self(node.args[0]) and self.builder is not None:
            self.builder.dynamic = "narrows itself with `isinstance`"

    _CALLS: ClassVar[Mapping[str, Callable[["CallWalk", ast.Call], None]]] = {
        "hasattr": _test_attribute,
        "getattr": _test_attribute,
        "setattr": _set_attribute,
        "vars": _namespace,
        "locals": _namespace,
        "globals": _namespace,
        "exec": _namespace,
        "isinstance": _narrow_self,
    }


def literal_text(node: ast.expr) -> str | None:
    """Return the value of a string literal, and None of anything else."""
    if type(node) is ast.Constant and isinstance(node.value, str):
        return node.value
    return None
