"""Builtins through which no object of a project's own can pass."""

from ssot_audit.extract.builtin_names import BUILTIN_NAMES

_FUNCTIONS = """
    abs all any ascii bin bool breakpoint bytearray bytes callable chr compile complex
    copyright credits dir divmod eval exec exit float format globals hash help
    hex id input int isinstance issubclass len license locals memoryview oct open ord
    pow print quit range repr round slice str sum
    __debug__ __doc__ __file__ __name__ __package__ __path__ __spec__ __qualname__
    NotImplemented Ellipsis
"""

WORTHLESS = frozenset(_FUNCTIONS.split()) | frozenset(
    name for name in BUILTIN_NAMES if name.endswith(("Error", "Exception", "Warning"))
)
"""What these names stand for, their attributes and the results of calling them."""
