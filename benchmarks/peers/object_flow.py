"""What `mutants` and `flow_cost` have found, for the page: parts of their results."""

from collections.abc import Iterator
from pathlib import Path

_FAULTS = """\
`python -m benchmarks.mutants` puts faults into methods of real projects and scans again;
[results/mutants.txt](results/mutants.txt) also has each project by itself, and examples of
what is missed. A are methods whose object reaches a slot by the flow: whether the rules hold
what the solver sees. B are methods with a name that nothing else has, chosen by the text
alone: the share of all. SSOT105 is for `delete` and `rename`, SSOT106 for the others.
"""
_MISSED = """\
Why the rest is missed:

- The options of SSOT105 are off by default, for the sake of precision: nearly all of what
  they leave out is what a function receives or gives. Most of these faults are found with
  them on.
- The flow loses the object in many mutants of B: it is kept where nothing known is stored
  (by computed names, by a dependency, by `setattr`), passed by a dependency that calls back,
  or given by a decorator that is not known. Most of these are called on an attribute of
  another object.
- The method is called on the class itself, which is no slot: of objects only.
- The rules keep silent where the scan cannot be sure: only an interface is known to be
  there, others may complete the class, one of several objects is there, the name is set from
  outside, or a finding would have to be made so often that a check is more likely to be
  overlooked.
- `make-async, used` is left alone on purpose: what is done with the result may be to await
  it later.
"""
_COST = """\
`python -m benchmarks.flow_cost` links and solves trees of growing size, each in a process of
its own.
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
        if part.partition("\n")[2].startswith("delete") or "  mutants  " not in part
    ]
    return "\n\n".join([first, *kept])


def _without_examples(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line[:9].strip())


def _block(text: str) -> str:
    return f"```text\n{text.strip()}\n```\n"
