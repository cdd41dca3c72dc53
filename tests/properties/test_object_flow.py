"""Generated programs are run, and the object flow is held to what happens there."""

from hypothesis import event, given, settings

from ssot_audit.link.flow.demand import Supply
from tests.support.programs import Asked, Run, Written, programs, run
from tests.support.supplies import findings_of, program_of


def supplies_of(program: Written) -> tuple[Supply, ...]:
    return program_of(program.source).consumers.supplies


def tells_of(supply: Supply, asked: Asked, ran: Run) -> bool:
    """Tell whether a supply is about an object that was asked for a member."""
    name = supply.node.name
    is_it = name == asked.provider
    is_below = not supply.is_exact and name in ran.above[asked.provider]
    return (is_it or is_below) and supply.slot.shown == f"`{asked.slot}`"


def is_answerable(supplies: list[Supply], asked: Asked) -> bool:
    """Tell whether the rule says that it speaks of such a case."""
    return any(
        supply.is_exact
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
        if is_answerable(told, asked):
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
