"""Names by which tests are known."""

from fnmatch import fnmatchcase


def matches(name: str, options: tuple[str, ...]) -> bool:
    """Tell whether a name has one of some prefixes, or matches one of the patterns.

    So reads pytest `python_classes` and `python_functions`.
    """
    return any(
        name.startswith(option)
        or (any(sign in option for sign in "*?[") and fnmatchcase(name, option))
        for option in options
    )


def last(dotted: str) -> str:
    """Return the last segment of a dotted name."""
    return dotted.rpartition(".")[2]
