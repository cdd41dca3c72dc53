"""Calls to values; calls that stand for something simpler: `getattr(x, "name")`."""

import ast
import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from ssot_audit.extract.flow.frame import UNKNOWN
from ssot_audit.extract.flow.inner_scopes import InnerScopeFlow
from ssot_audit.extract.flow.names import is_field
from ssot_audit.extract.flow_facts import AttributeStore, Guard, Kind, Value
from ssot_audit.extract.walk_calls import literal_text

_WITH_NAME, _WITH_DEFAULT = 2, 3
_ATTRIBUTE, _CALL, _SUPER, _TEXT = (
    int(Kind.ATTRIBUTE),
    int(Kind.CALL),
    int(Kind.SUPER),
    int(Kind.TEXT),
)
_SPREAD = int(Kind.SPREAD)
_TESTED = int(Guard.TESTED)

_NAMING = frozenset({"patch", "setattr", "hasattr", "delattr", "getattr"})
"""Callees to which strings name attributes, modules or classes."""
_NAMING_MEMBERS = frozenset({"object", "multiple", "dict"})
"""The same if they are attributes: `patch.object`."""
_OF_RECORDS = frozenset({"get", "pop", "setdefault"})
"""Methods of a dict that take a key first."""
_NAMED = frozenset({"Mock", "MagicMock", "AsyncMock", "create_autospec"})
"""Callees of which the keyword `name` is such a string."""
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


class CallFlow(InnerScopeFlow):
    """Works out the results of calls."""

    def _call(self, node: ast.Call) -> int:
        function = node.func
        last = ""
        if type(function) is ast.Name:
            last = function.id
        elif type(function) is ast.Attribute:
            last = function.attr
        special = self._SPECIAL.get(last)
        if special is not None:
            found = special(self, node)
            if found is not None:
                return int(found)
        return self._plain_call(node, last)

    def _plain_call(self, node: ast.Call, last: str) -> int:
        function = self.expression(node.func)
        keywords = node.keywords
        if function == UNKNOWN:
            for argument in node.args:
                self.use(argument)
            for keyword in keywords:
                self.use(keyword.value)
            return UNKNOWN
        if last in _NAMING or (
            last in _NAMING_MEMBERS and type(node.func) is ast.Attribute
        ):
            return self._naming_call(node, function)
        parts = tuple(
            [
                self.argument(argument)
                if type(argument) is ast.Starred
                else self.expression(argument)
                for argument in node.args
            ]
        )
        if last in _OF_RECORDS and node.args and is_field(node.args[0]):
            # Of a container it is one field that is meant.
            parts = (self.frame.value(Value(_TEXT)), *parts[1:])
        named = (
            tuple([(k.arg or "**", self._keyword(k, last)) for k in keywords])
            if keywords
            else ()
        )
        values, span = self.frame.values, self.place(node)
        values.append(Value(_CALL, "", function, parts, named, span))
        return len(values) - 1

    def dropped_call(self, node: ast.Call) -> None:
        """Walk a call with whose result nothing is done."""
        values = self.frame.values
        before = len(values)
        found = self.expression(node)
        # What stands for something simpler may be a call that is an argument here.
        if found >= before and values[found].span == self.text.span(node):
            self.frame.dropped.append(found)

    def _keyword(self, keyword: ast.keyword, callee: str) -> int:
        if keyword.arg == "name" and callee in _NAMED:
            return self._text(keyword.value)
        return self.expression(keyword.value)

    def _naming_call(self, node: ast.Call, function: int) -> int:
        parts = tuple([self._text(argument) for argument in node.args])
        named = tuple([(k.arg or "**", self._text(k.value)) for k in node.keywords])
        span = self.place(node)
        return self.frame.value(Value(_CALL, "", function, parts, named, span))

    def _text(self, node: ast.expr) -> int:
        """Return the value of an argument, if it is a name in quotes that name."""
        text = literal_text(node)
        if text is None:
            return self.argument(node)
        if not _DOTTED.fullmatch(text):
            return UNKNOWN
        return self.frame.value(Value(_TEXT, text))

    def _is_builtin(self, node: ast.Call) -> bool:
        """Tell whether what is called is a name that nothing here binds."""
        function, scope = node.func, self._class_scope
        return (
            type(function) is ast.Name
            and function.id not in self.frame.state
            and not (scope is not None and function.id in scope[1])
            and self.binder(function.id) is None
        )

    def _super_call(self, node: ast.Call) -> int | None:
        frame = self.frame
        if not self._is_builtin(node):
            return None
        if frame.super_ == UNKNOWN:
            frame.super_ = frame.value(Value(_SUPER))
        return frame.super_

    def _getattr_call(self, node: ast.Call) -> int | None:
        args = node.args
        if len(args) < _WITH_NAME or not self._is_builtin(node):
            return None
        member = literal_text(args[1])
        base = self.expression(args[0])
        self.use(args[1])
        has_default = len(args) >= _WITH_DEFAULT
        default = self.expression(args[2]) if has_default else UNKNOWN
        if member is None or base == UNKNOWN:
            return UNKNOWN
        guard = self.guard_of(args[0], member) | (_TESTED if has_default else 0)
        span = self.place(args[1])
        found = self.frame.value(Value(_ATTRIBUTE, member, base, (), (), span, guard))
        return self.frame.either((found, default))

    def _setattr_call(self, node: ast.Call) -> int | None:
        """`setattr(x, "name", v)` stores an attribute."""
        args = node.args
        member = literal_text(args[1]) if len(args) == _WITH_DEFAULT else None
        if not member or not self._sets_attribute(node):
            return None
        base = self.expression(args[0])
        value = self.expression(args[2])
        if base != UNKNOWN:
            span = self.place(args[1])
            self.forget_member(member)
            self.frame.stores.append(AttributeStore(base, member, value, span))
        return UNKNOWN

    def _sets_attribute(self, node: ast.Call) -> bool:
        """Tell `setattr` and `object.__setattr__` from other things so named."""
        function = node.func
        if type(function) is ast.Attribute:
            owner = function.value
            return (
                function.attr == "__setattr__"
                and type(owner) is ast.Name
                and owner.id in {"object", "type"}
            )
        return self._is_builtin(node)

    def _cast_call(self, node: ast.Call) -> int | None:
        if len(node.args) != _WITH_NAME:
            return None
        return self.expression(node.args[1])

    def _copy_call(self, node: ast.Call) -> int | None:
        """`list(items)` and the like hold what their argument holds."""
        if not self._is_builtin(node):
            return None
        for keyword in node.keywords:
            self.use(keyword.value)
        if not node.args:
            return self.container(())
        source = self.argument(node.args[0])
        if source == UNKNOWN:
            return UNKNOWN
        return self.container((self.frame.value(Value(_SPREAD, "", source)),))

    def _dict_call(self, node: ast.Call) -> int | None:
        if node.args or not self._is_builtin(node):
            return None
        return self.container([self.expression(k.value) for k in node.keywords])

    def _next_call(self, node: ast.Call) -> int | None:
        if not node.args or not self._is_builtin(node):
            return None
        for default in node.args[1:]:
            self.use(default)
        return self.element(self.expression(node.args[0]))

    _SPECIAL: ClassVar[Mapping[str, Callable[["CallFlow", ast.Call], int | None]]] = {
        "super": _super_call,
        "getattr": _getattr_call,
        "setattr": _setattr_call,
        "__setattr__": _setattr_call,
        "cast": _cast_call,
        "iter": _copy_call,
        "list": _copy_call,
        "tuple": _copy_call,
        "set": _copy_call,
        "frozenset": _copy_call,
        "sorted": _copy_call,
        "reversed": _copy_call,
        "dict": _dict_call,
        "next": _next_call,
    }
    HANDLERS: ClassVar[Mapping[type, Callable[[Any, Any], int]]] = {
        **InnerScopeFlow.HANDLERS,
        ast.Call: _call,
    }
