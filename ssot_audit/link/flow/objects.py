"""What can flow: abstract objects, each made once, so that identity is equality."""

import enum
from typing import Any


class Sort(enum.IntEnum):
    """What an abstract object is."""

    INSTANCE = 1
    """Of exactly the class `of`."""
    SELF = 2
    """Of the class `of` or one below it: the first parameter of a method."""
    CLASS = 3
    """The class `of` itself."""
    SELF_CLASS = 4
    """The class `of` or one below it: the first parameter of a class method."""
    FUNCTION = 5
    """The function with body `of`."""
    METHOD = 6
    """Function `of`, bound to object `to`."""
    MODULE = 7
    CONTAINER = 8
    """Made at one place; `of` is the node of its items."""
    COROUTINE = 9
    """Gives node `of` when awaited."""
    MANAGER = 10
    """Gives node `of` when entered."""
    LAMBDA = 11
    """Gives node `of` when called."""
    PARTIAL = 12
    """`functools.partial`; `of` is the call that made it."""
    CONTAINER_METHOD = 13
    """Method `to` of container `of`."""
    ITEMS = 14
    """What yields pairs whose second is an item of container `of`."""
    PAIR = 15
    EXTERNAL = 16
    """Something of a dependency, by its dotted name `of`."""
    SUPER = 17
    """`super()` in a method of class `of`, on object `to`."""
    ANNOTATED = 18
    """Of the class `of` or one below it: an annotation says so, and nothing else."""


INSTANCES = frozenset({Sort.INSTANCE, Sort.SELF, Sort.ANNOTATED})
CLASSES = frozenset({Sort.CLASS, Sort.SELF_CLASS})


class Obj:
    """One abstract object."""

    __slots__ = ("number", "of", "sort", "to")

    def __init__(self, sort: Sort, of: Any, to: Any, number: int) -> None:  # noqa: ANN401
        """Fill in; only `Objects` makes objects."""
        self.sort = sort
        self.of = of
        self.to = to
        self.number = number


class Objects:
    """All abstract objects of one analysis."""

    def __init__(self) -> None:
        """Start with none."""
        self._known: dict[tuple[Sort, Any, Any], Obj] = {}

    def get(self, sort: Sort, of: Any, to: Any = None) -> Obj:  # noqa: ANN401
        """Return the object of this description."""
        key = (sort, of, to)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Obj(sort, of, to, len(self._known))
        return found
