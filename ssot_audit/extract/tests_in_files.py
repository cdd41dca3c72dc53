"""Files that consist of tests, whatever they are called."""

from collections.abc import Iterable, Sequence

from ssot_audit.extract.facts import Class, Function


def consists_of_tests(functions: Sequence[Function], classes: Iterable[Class]) -> bool:
    """Tell whether most functions are tests."""
    names = [f.qualname.rpartition(".")[2] for f in functions]
    names += [m.name for made in classes for m in made.members if m.function]
    tests = sum(name.startswith("test") for name in names)
    return tests > 0 and 2 * tests >= len(names)
