"""Generated programs are run, and the object flow is held to what happens there."""

from hypothesis import event, given, settings
from hypothesis import strategies as st

from ssot_audit.link.flow.demand import Supply
from ssot_audit.link.flow.shortfalls import LONGEST, MOST_CONSUMERS
from tests.support.programs import Asked, Run, Written, programs, run
from tests.support.projects import Files
from tests.support.supplies import findings_of, program_of


def supplies_of(program: Written) -> tuple[Supply, ...]:
    return program_of(program.source).consumers.supplies


def tells_of(supply: Supply, asked: Asked, ran: Run) -> bool:
    """Tell whether a supply is about an object that was asked for a member."""
    name = supply.node.name
    is_it = name == asked.provider
    is_below = not supply.is_exact and name in ran.above[asked.provider]
    return (is_it or is_below) and supply.slot.shown == f"`{asked.slot}`"


def is_answerable(supplies: list[Supply], asked: Asked, all_: list[Supply]) -> bool:
    """Tell whether the rule says that it speaks of such a case."""
    consumers = {s.slot for s in all_ if s.node.name == asked.provider}
    return len(consumers) <= MOST_CONSUMERS and any(
        supply.is_exact
        and not supply.is_forked
        and len(supply.chain) <= LONGEST
        and {s.node for s in all_ if s.slot == supply.slot} == {supply.node}
        and supply.node.name == asked.provider
        and any(
            use.name in ancestor.members
            for use in supply.uses.values()
            for ancestor in supply.node.mro
            if ancestor.fact is not None
        )
        for supply in supplies
    )


@settings(max_examples=150)
@given(programs())
def test_whatever_happens_is_foreseen(program: Written) -> None:
    ran = run(program)
    found = supplies_of(program)
    for asked in ran.asked:
        event("something is asked")
        told = [supply for supply in found if tells_of(supply, asked, ran)]
        uses = {use.name for supply in told for use in supply.uses.values()}
        assert asked.member in uses, f"{asked}\n{program.source}"


@settings(max_examples=150)
@given(programs())
def test_whatever_goes_wrong_is_found(program: Written) -> None:
    ran = run(program)
    findings = findings_of(program.source)
    supplies = supplies_of(program)
    for asked in ran.missing:
        told = [supply for supply in supplies if tells_of(supply, asked, ran)]
        if is_answerable(told, asked, list(supplies)):
            event("something is missing")
            start = f"SSOT105 `{asked.provider}` reaches `{asked.slot}` but lacks"
            assert any(
                found.startswith(start) and f"`{asked.member}` (" in found
                for found in findings
            ), f"{asked}\n{findings}\n{program.source}"
    for asked in ran.refused:
        event("something is refused")
        assert any(
            found.startswith("SSOT106 ")
            and f".{asked.member}(" in found
            and f" on `{asked.slot}`)" in found
            for found in findings
        ), f"{asked}\n{findings}\n{program.source}"


@settings(max_examples=100)
@given(programs(is_complete=True))
def test_where_nothing_is_missing_nothing_is_found(program: Written) -> None:
    assert not findings_of(program.source), program.source


Told = set[tuple[str, str, str, frozenset[str]]]
"""Class, symbol and name of the slot, members: all but the places."""


def told(source: str | Files) -> Told:
    return {
        (
            supply.node.name,
            supply.slot.symbol,
            supply.slot.name,
            frozenset(use.name for use in supply.uses.values()),
        )
        for supply in program_of(source).consumers.supplies
    }


@settings(max_examples=60)
@given(programs(), st.permutations(range(10)))
def test_it_does_not_matter_where_a_definition_stands(
    program: Written, order: list[int]
) -> None:
    expected = told(program.source)
    event("something is told" if expected else "nothing is told")
    assert told(program.files(order[: len(program.chunks)])) == expected
    assert told(program.rearranged(order).source) == expected


@settings(max_examples=60)
@given(programs(), st.permutations(range(10)))
def test_it_does_not_matter_what_things_are_called(
    program: Written, order: list[int]
) -> None:
    names = [chunk.names[0] for chunk in program.chunks[1:]]
    new = {
        name: f"{'Thing' if name[0].isupper() else 'thing'}{number}x"
        for name, number in zip(names, order, strict=False)
    }

    def renamed(symbol: str) -> str:
        return ".".join(new.get(part, part) for part in symbol.split("."))

    expected = {
        (renamed(provider), renamed(symbol), renamed(name), members)
        for provider, symbol, name, members in told(program.source)
    }
    assert told(program.renamed(new).source) == expected


STRANGERS = """\
class Stranger:
    def __init__(self, a):
        self.kept1 = self.kept2 = self.kept3 = a

    def near(self):
        return self.kept1.far()

    def inner(self):
        return self.kept2


def make1(a):
    return Stranger(Stranger(a)).inner()


SHARED1 = make1(Stranger(None))
"""


@settings(max_examples=60)
@given(programs())
def test_code_that_has_nothing_to_do_with_it_changes_nothing(program: Written) -> None:
    alone, strangers = told(program.source), told({"aside.py": STRANGERS})
    assert strangers
    both = {"app.py": program.source, "aside.py": STRANGERS}
    assert told(both) == alone | strangers
