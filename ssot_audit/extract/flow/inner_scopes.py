"""Expressions with names of their own: lambdas and comprehensions; and `yield`."""

import ast
from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any, ClassVar

from ssot_audit.extract.flow.expressions import ExpressionFlow
from ssot_audit.extract.flow.frame import UNKNOWN
from ssot_audit.extract.flow.names import target_names, walrus_names
from ssot_audit.extract.flow_facts import Kind, Value

_LAMBDA = int(Kind.LAMBDA)


class InnerScopeFlow(ExpressionFlow):
    """Works out expressions that bind names for themselves."""

    def _lambda(self, node: ast.Lambda) -> int:
        args = node.args
        for default in (*args.defaults, *args.kw_defaults):
            self.use(default)
        names = [a.arg for a in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
        names += [a.arg for a in (args.vararg, args.kwarg) if a is not None]
        if self.walrus_lines:
            names += walrus_names([node.body], self.walrus_lines)
        outer = self.hide(names)
        yields = len(self.frame.yields)
        result = self.expression(node.body)
        del self.frame.yields[yields:]
        self.unhide(names, outer)
        return self.frame.value(Value(_LAMBDA, "", result))

    def hide(self, names: Iterable[str]) -> tuple[dict[str, int], frozenset[str]]:
        """Let names mean something else for a while; return what `unhide` needs."""
        frame = self.frame
        state, hidden = frame.state, frame.hidden
        before = {name: state[name] for name in names if name in state}
        if frame.chains:
            roots = frozenset(names)
            before |= {c: state.pop(c) for c in self._chains_of(roots)}
        for name in names:
            state[name] = UNKNOWN
        frame.hidden = hidden.union(names)
        return before, hidden

    def unhide(
        self, names: Iterable[str], outer: tuple[dict[str, int], frozenset[str]]
    ) -> None:
        """Let names mean again what they meant before."""
        before, self.frame.hidden = outer
        if self.frame.chains:
            for chain in self._chains_of(frozenset(names)):
                del self.frame.state[chain]
        for name in names:
            self.frame.state.pop(name, None)
        self.frame.state.update(before)

    def _chains_of(self, roots: Container[str]) -> list[str]:
        """Return what is known of attributes of some names."""
        frame = self.frame
        return [
            chain
            for chain in frame.chains
            if chain in frame.state and chain.partition(".")[0] in roots
        ]

    def _comprehension(self, node: Any) -> int:  # noqa: ANN401 - four classes
        frame, known = self.frame, self.frame.known
        generators = node.generators
        # The first iterable is worked out in the scope around.
        items = self.expression(generators[0].iter)
        names = [n for g in generators for n in target_names(g.target)]
        outer = self.hide(names)
        before: list[tuple[str, int | None, int]] = []
        for generator in generators:
            if generator is not generators[0]:
                items = self.expression(generator.iter)
            self.assign(generator.target, self.element(items))
            for condition in generator.ifs:
                self.use(condition)
                tells = self.told(condition)
                before += self.suppose(tells.holds, tells.passed)
        if type(node) is ast.DictComp:
            self.use(node.key)
            item = self.expression(node.value)
        else:
            item = self.argument(node.elt)
        frame.known = known
        self.withdraw(before)
        self.unhide(names, outer)
        return self.container((item,))

    def _yield(self, node: ast.Yield) -> int:
        self.frame.yields.append(self.expression(node.value))
        return UNKNOWN

    def _yield_from(self, node: ast.YieldFrom) -> int:
        self.frame.yields.append(self.element(self.expression(node.value)))
        return UNKNOWN

    HANDLERS: ClassVar[Mapping[type, Callable[[Any, Any], int]]] = {
        **ExpressionFlow.HANDLERS,
        ast.Lambda: _lambda,
        ast.ListComp: _comprehension,
        ast.SetComp: _comprehension,
        ast.GeneratorExp: _comprehension,
        ast.DictComp: _comprehension,
        ast.Yield: _yield,
        ast.YieldFrom: _yield_from,
    }
