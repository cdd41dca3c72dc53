"""A file that belongs to the project but could not be looked at.

## Why

Every file is either analysed or said to be missing from the analysis. Too large, not
readable, a fault of the analyser itself, or so odd that the process that reads it dies
or takes too long or too much memory: the score must not count it as clean.

## Bad

A file of more than 20 MB, or one whose permissions keep the scan from reading it.

## Good

A file that can be read, or one that is left out on purpose with `exclude`.
"""

from collections.abc import Iterator

from ssot_audit.rules.api import Finding, Level, Place, Policy, Program, Unit, rule


@rule("SSOT005", level=Level.WARNING, unit=Unit.FILE)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each file whose bytes gave no facts."""
    for module in program.modules:
        failure = module.facts.failure
        if failure is not None and failure.kind == "not-analysed":
            yield Finding(
                code="SSOT005",
                place=Place.of(module, failure.span),
                module=module.name,
                symbol="",
                subject="",
                message=f"`{module.path}` was not analysed: {failure.message}",
                help="Make the file readable, or leave it out with `exclude`.",
            )
