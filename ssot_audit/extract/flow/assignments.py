"""Assignments to bindings and stores."""

import ast
from typing import Any

from ssot_audit.extract.flow.annotations import types
from ssot_audit.extract.flow.calls import CallFlow
from ssot_audit.extract.flow.frame import UNKNOWN, Frame
from ssot_audit.extract.flow.named_tests import CONDITIONS, remember
from ssot_audit.extract.flow.names import is_field
from ssot_audit.extract.flow_facts import (
    Annotation,
    AttributeStore,
    Binding,
    Kind,
    Value,
)
from ssot_audit.extract.scopes import dotted_name

_ATTRIBUTE, _CALL, _TEXT = int(Kind.ATTRIBUTE), int(Kind.CALL), int(Kind.TEXT)
_DISPLAYS = frozenset({ast.Tuple, ast.List})


class AssignmentFlow(CallFlow):
    """Lets names and attributes hold values."""

    def bind(self, name: str, value: int, node: ast.expr | ast.stmt) -> None:
        """Let a name hold a value from here on."""
        frame = self.frame
        if frame.chains:
            self.forget(name)
        if frame.hidden and name in frame.hidden:
            frame.state[name] = value
        elif self._class_scope is not None:
            self._keep(f"{self._class_scope[0]}.{name}", value, node)
        elif name in frame.local and name not in frame.shared:
            frame.state[name] = value
        else:
            around = self.binder(name)
            self._keep(around.qualify(name) if around else name, value, node)
            if frame.chains:
                frame.state.pop(name, None)

    def _keep(self, name: str, value: int, node: ast.expr | ast.stmt) -> None:
        if value != UNKNOWN:
            self.frame.bindings.append(Binding(name, value, self.text.span(node)))

    def assign(self, target: ast.expr, value: int) -> None:
        """Put a value into the target of an assignment."""
        kind = type(target)
        if kind is ast.Name:
            self.bind(target.id, value, target)  # type: ignore[attr-defined]
        elif isinstance(target, ast.Attribute):
            base = self.expression(target.value)
            if self.frame.chains:
                self.forget_member(target.attr)
            if base != UNKNOWN:
                span = self.member_span(target)
                self.frame.stores.append(AttributeStore(base, target.attr, value, span))
        elif isinstance(target, (ast.Tuple, ast.List)):
            self._unpack(target, value)
        elif isinstance(target, ast.Subscript):
            self._subscript_assigned(target, value)

    def _unpack(self, target: ast.Tuple | ast.List, value: int) -> None:
        starred = any(type(item) is ast.Starred for item in target.elts)
        for number, item in enumerate(target.elts):
            element = self.element(value, "" if starred else str(number))
            if isinstance(item, ast.Starred):
                # It gets a list of items.
                self.assign(item.value, self.container((element,)))
            else:
                self.assign(item, element)

    def _subscript_assigned(self, target: ast.Subscript, value: int) -> None:
        """`base[key] = value`, written as the method call that it is.

        With more than one key, something inside of the base gets the value.
        """
        node, is_inside = target.value, is_field(target.slice)
        self.use(target.slice)
        while isinstance(node, ast.Subscript) and is_field(node.slice):
            node, is_inside = node.value, True
        base = self.expression(node)
        if base and (value or node is not target.value):
            frame, span = self.frame, self.place(target)
            method = frame.value(Value(_ATTRIBUTE, "__setitem__", base, (), (), span))
            key = frame.value(Value(_TEXT)) if is_inside else UNKNOWN
            frame.value(Value(_CALL, "", method, (key, value), (), span))

    def assignment(self, node: ast.Assign) -> None:
        """Walk `a = b = value`."""
        targets, source = node.targets, node.value
        first = targets[0]
        if len(targets) == 1 and type(first) is ast.Name:
            value = self.expression(source)
            self.bind(first.id, value, first)
            if type(source) in CONDITIONS and self._class_scope is None:
                remember(self.frame, first.id, source, value)
        elif type(first) in _DISPLAYS and self._is_pairwise(targets, source):
            self._assign_pairs(first, source)
        else:
            value = self.expression(source)
            for target in targets:
                self.assign(target, value)

    @staticmethod
    def _is_pairwise(targets: list[ast.expr], source: Any) -> bool:  # noqa: ANN401
        """Tell whether it is `a, b = x, y`: no star, as many left as right."""
        if len(targets) > 1 or type(source) not in _DISPLAYS:
            return False
        left, right = targets[0].elts, source.elts  # type: ignore[attr-defined]
        return len(left) == len(right) and not any(
            type(item) is ast.Starred for item in (*left, *right)
        )

    def _assign_pairs(self, target: Any, source: Any) -> None:  # noqa: ANN401
        values = [self.expression(item) for item in source.elts]
        for item, value in zip(target.elts, values, strict=True):
            self.assign(item, value)

    def annotated(self, node: ast.AnnAssign) -> None:
        """Walk `a: annotation = value`."""
        value = self.expression(node.value)
        target = node.target
        name = dotted_name(target)
        if name:
            scope = self._class_scope
            shown = f"{scope[0]}.{name}" if scope else name
            self.annotate(shown, node.annotation, self.frame)
        if node.value is not None:
            self.assign(target, value)

    def annotate(self, name: str, annotation: ast.expr, frame: Frame) -> None:
        """Keep what an annotation that is read here says of something in a frame."""
        found = tuple([self.qualified(t) for t in types(annotation)])
        if any(found):
            frame.annotations.append(Annotation(name, found))

    def augmented(self, node: ast.AugAssign) -> None:
        """Walk `a += value`."""
        self.expression(node.value)
        if isinstance(node.target, ast.Name):
            self.bind(node.target.id, UNKNOWN, node.target)
        else:
            self.expression(node.target)
            if type(node.target) is ast.Attribute:
                self.forget_member(node.target.attr)

    def deletion(self, node: ast.Delete) -> None:
        """Walk `del a, b.c`."""
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.frame.state.pop(target.id, None)
                self.forget(target.id)
            elif isinstance(target, (ast.Attribute, ast.Subscript)):
                self.use(target.value)
                if type(target) is ast.Attribute:
                    self.forget_member(target.attr)
