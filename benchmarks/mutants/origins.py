"""Where the way of an object to a receiver is lost: the first value without one."""

from typing import NamedTuple

from ssot_audit.extract.flow_facts import Kind
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.bodies import Body
from ssot_audit.link.flow.functions import Function
from ssot_audit.link.flow.objects import CLASSES, INSTANCES, Obj, Sort
from ssot_audit.link.flow.solver import Solver

_DEEPEST = 12
_OF_BASE = {Kind.ATTRIBUTE, Kind.CALL, Kind.ELEMENT, Kind.AWAITED, Kind.ENTERED}
_UNFOLLOWED = "value that the table does not follow"
_EMPTY_NAME = "variable of a module or an outer function: nothing known is in it"


class Reason(NamedTuple):
    """A sort of gap, and what it is here."""

    text: str
    detail: str


def objects(solver: Solver, body: Body, index: int) -> tuple[Obj, ...]:
    """Return the objects that reach a value."""
    node = body.nodes[index]
    return tuple(solver.graph.reached[node]) if node >= 0 else ()


class Origins:
    """Walks back from receivers."""

    def __init__(self, solver: Solver) -> None:
        """Take a solved flow."""
        self._solver = solver
        self._bodies: dict[Function, list[Body]] = {}
        for body in solver.bodies.values():
            self._bodies.setdefault(body.function, []).append(body)

    def why_not(self, places: list[tuple[Body, int]], owner: ClassNode) -> Reason:
        """Tell why no object of a class is seen at a receiver, in any of its bodies."""
        body, base = places[0]
        found = [
            obj
            for obj in objects(self._solver, body, base)
            if obj.sort is not Sort.EXTERNAL
        ]
        if not found:
            return self._lost(body, base, 0)
        shown = ", ".join(sorted({_shown(obj) for obj in found})[:3])
        instances = [obj for obj in found if obj.sort in INSTANCES]
        if not instances:
            which = "only what is no instance is"
        elif any(obj.of in owner.mro for obj in instances):
            which = "only a base of the class is"
        else:
            which = "only other classes are"
        return Reason(f"{which} seen at the receiver", shown)

    def _lost(  # noqa: PLR0911 - one for each sort of value
        self, body: Body, index: int, depth: int
    ) -> Reason:
        value, where = body.function.flow.values[index], _where(body)
        if depth > _DEEPEST:
            return Reason("the way is too long to tell", where)
        match value.kind:
            case Kind.UNKNOWN:
                return Reason(_UNFOLLOWED, where)
            case Kind.PARAMETER:
                return self._unpassed(body, value.name, where)
            case Kind.NAME:
                return Reason(_EMPTY_NAME, f"{value.name} {where}")
            case Kind.EITHER:
                parts = [part for part in value.parts if part != index]
                lost = [self._lost(body, part, depth + 1) for part in parts]
                lost.append(Reason(_UNFOLLOWED, where))
                return next((r for r in lost if r.text != _UNFOLLOWED), lost[0])
            case Kind.ONLY:
                if objects(self._solver, body, value.base):
                    return Reason("a check before the use keeps it away", where)
                return self._lost(body, value.base, depth + 1)
            case _:
                return self._of_base(body, index, depth, where)

    def _of_base(  # noqa: PLR0911 - one for each sort of gap
        self, body: Body, index: int, depth: int, where: str
    ) -> Reason:
        value = body.function.flow.values[index]
        held = objects(self._solver, body, value.base)
        kind = Kind(value.kind)
        if kind not in _OF_BASE:
            return Reason(f"value of kind {kind.name.lower()}", where)
        if not held:
            return self._lost(body, value.base, depth + 1)
        obj = next((o for o in held if o.sort is not Sort.EXTERNAL), held[0])
        shown = _shown(obj)
        if obj.sort is Sort.EXTERNAL:
            return Reason(
                f"{kind.name.lower()} of something external", f"{shown} {where}"
            )
        if kind is Kind.CALL and obj.sort in {Sort.FUNCTION, Sort.METHOD}:
            return self._result(obj.of, depth, where)
        if kind is Kind.ATTRIBUTE:
            if obj.sort in INSTANCES | CLASSES:
                return self._attribute(obj, value.name, depth, where)
            return Reason(
                f"attribute of a {obj.sort.name.lower()}",
                f"{shown}.{value.name} {where}",
            )
        if kind is Kind.ELEMENT and obj.sort is Sort.CONTAINER:
            return Reason(
                "element of a container that nothing known is put into", where
            )
        return Reason(
            f"{kind.name.lower()} of a {obj.sort.name.lower()}", f"{shown} {where}"
        )

    def _attribute(self, obj: Obj, name: str, depth: int, where: str) -> Reason:
        for ancestor in obj.of.mro:
            if ancestor.fact is not None and name in ancestor.body_names:
                function = self._solver.functions.method(ancestor, name)
                if function is None:
                    return Reason(
                        "class attribute: nothing known is in it",
                        f"{obj.of.name}.{name} {where}",
                    )
                return self._result(function, depth, where)
        return Reason(
            "attribute that nothing known is stored in", f"{obj.of.name}.{name} {where}"
        )

    def _result(self, function: Function, depth: int, where: str) -> Reason:
        at = f"{function.module.path}:{function.flow.span.line} {function.shown}"
        if function.is_opaque:
            return Reason(
                "result of a function behind a decorator that is not known",
                f"{at} {sorted(function.decorators)}",
            )
        results = (*function.flow.returns, *function.flow.yields)
        for body in self._bodies.get(function, ()):
            for index in results:
                if index and not objects(self._solver, body, index):
                    reason = self._lost(body, index, depth + 1)
                    if reason.text != _UNFOLLOWED:
                        return Reason(reason.text, f"{reason.detail} < {where}")
        if not any(results):
            return Reason("result of a function of ours that returns nothing known", at)
        return Reason("result of a function of ours that is not followed", at)

    def _unpassed(self, body: Body, name: str, where: str) -> Reason:
        function = body.function
        if function.receiver is not None and function.receiver.name == name:
            return Reason("first parameter of a method", where)
        if function.name == "__init__":
            return Reason(
                "parameter of a constructor: nothing known is passed", f"{name} {where}"
            )
        kinds = {
            parameter.name: parameter.kind for parameter in function.flow.parameters
        }
        if kinds.get(name) in {2, 4}:
            return Reason("`*args` or `**kwargs`", f"{name} {where}")
        return Reason("parameter: nothing known is passed", f"{name} {where}")


def _where(body: Body) -> str:
    function = body.function
    return f"in {function.module.path}:{function.flow.span.line} {function.shown}"


def _shown(obj: Obj) -> str:
    of = obj.of
    name = (
        of.name
        if isinstance(of, ClassNode)
        else of.shown
        if isinstance(of, Function)
        else of
    )
    return f"{obj.sort.name.lower()} {name if isinstance(name, str) else ''}".strip()
