"""The nodes of a tree that reach over some of its lines.

To walk whole trees takes longer than all the rest that is asked of tests.
"""

import ast
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence


class Lines:
    """Lines of a file in which something is looked for."""

    def __init__(self, numbers: Iterable[int]) -> None:
        """Take their numbers, counted from 1."""
        self._numbers: Sequence[int] = sorted(set(numbers))

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self._numbers)

    def children(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the children of a node that reach over one of the lines, or may."""
        return (child for child in ast.iter_child_nodes(node) if self.meet(child))

    def meet(self, node: ast.AST) -> bool:
        """Tell whether a node reaches over one of the lines, or may."""
        start = getattr(node, "lineno", None)
        if start is None:  # a match case, the arguments of a function
            return True
        decorators: list[ast.expr] = getattr(node, "decorator_list", [])
        if decorators:
            start = min(start, decorators[0].lineno)
        at = bisect_left(self._numbers, start)
        end = getattr(node, "end_lineno", None) or start
        return at < len(self._numbers) and self._numbers[at] <= end
