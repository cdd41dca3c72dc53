"""What `mutants` and `flow_cost` have found, for the page: parts of their results."""

from collections.abc import Iterator
from pathlib import Path

_FAULTS = """\
`python -m benchmarks.mutants` puts faults into methods of real projects and scans
again; [results/mutants.txt](results/mutants.txt) also has each project by itself, and
examples of what is missed. A are methods whose object reaches a slot by the flow: they
show whether the rules hold what the solver sees. B are methods with a name that nothing
else has, chosen by the text alone: they show the share of all. SSOT105 is for `delete`
and `rename`, SSOT106 for the others.
"""
_MISSED = """\
Why the rest is missed:

- The options of SSOT105 are off by default, for the sake of precision. With them on, it
  also reports what functions receive and give and what annotations speak of: most
  deleted and renamed methods of A that are missed without.
- In many mutants of B the flow loses the object. It is in a container that an attribute
  holds (containers are followed within a function only), a dependency passes or stores
  it, or it comes out of a decorator that is not known. Of what is called on an
  attribute of another object, nearly nothing is found.
- Some methods are called on the class itself: the two rules are about objects.
- The rules are silent where they cannot be sure: only an interface or `self` is known
  to be there, others may complete the class, it is one of several that a function
  gives, or its name is set on some object from outside.
- `make-async, used` is left alone on purpose: what is done with the result may be to
  await it later.
"""
_COST = """\
`python -m benchmarks.flow_cost` links and solves trees of growing size, each in a
process of its own.
"""


def object_flow(results: Path) -> Iterator[str]:
    """Yield the sections, as far as results are kept."""
    faults, cost = results / "mutants.txt", results / "flow_cost.txt"
    if faults.is_file():
        yield f"## Faults found\n\n{_FAULTS}"
        yield _block(_of_all(faults.read_text("utf-8")))
        yield _MISSED
    if cost.is_file():
        yield f"## Cost of object flow\n\n{_COST}"
        yield _block(cost.read_text("utf-8"))


def _of_all(text: str) -> str:
    """Leave the single projects and the examples out."""
    first, *others = text.strip().split("\n\n")
    kept = [
        _without_examples(part)
        for part in others
        if "  mutants  " not in part or _is_of_all(part)
    ]
    return "\n\n".join([first, *kept])


def _is_of_all(part: str) -> bool:
    return part.startswith("B, called on") or "\ndelete " in part


def _without_examples(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line[:9].strip())


def _block(text: str) -> str:
    return f"```text\n{text.strip()}\n```\n"
