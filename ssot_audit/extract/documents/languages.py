"""What documents call Python, and directives whose content is Python."""

_NAMES = frozenset(
    {
        *("python", "python3", "py", "py3", "pycon", "pycon3", "ipython", "ipython3"),
        *("testcode", "testsetup", "doctest", "code-cell"),
    }
)


def is_python(name: str) -> bool:
    """Tell whether a block of this language, or this directive, holds Python."""
    return name.lower() in _NAMES
