"""How reports word a figure: with numerator and denominator, or not at all."""

from ssot_audit.verdict.verdict import Ratio

_WHY_NOT = {
    "production": "there is no such file",
    "test": "there is no such file",
    "overall": "there is no such file",
    "contracts": "no class is held to an interface",
    "imports": "nothing of the project is imported",
    "environment": "no accessor is configured, or nothing accesses the environment",
    "single-source": "production code defines no class or function",
    "tests": "no test is found whose collection can be told",
}
"""Why a figure has no denominator, by its name."""


def percentage(figure: Ratio) -> str:
    """Return `68.3 %`; asks not for a figure that is not computed."""
    return f"{figure.percent} %"


def not_computed(name: str) -> str:
    """Return that a figure has no denominator, and why."""
    return f"not computed ({_WHY_NOT.get(name, 'there is nothing to count')})"


def ratio(figure: Ratio) -> str:
    """Return a figure in running text, e.g. `68.3 % (41 of 60)`."""
    if figure.percent is None:
        return "not computed"
    return f"{percentage(figure)} ({figure.met} of {figure.owed})"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun, e.g. `1 file`, `3 classes`."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"
