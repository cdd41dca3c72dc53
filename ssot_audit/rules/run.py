"""Run rules over a program."""

from collections.abc import Iterable, Iterator

from ssot_audit.config.settings import Settings
from ssot_audit.errors import InternalError
from ssot_audit.link.program import Program
from ssot_audit.rules.api import Policy, Rule
from ssot_audit.rules.finding import Finding


def run(
    rules: Iterable[Rule], program: Program, settings: Settings
) -> Iterator[Finding]:
    """Yield what the rules find; a rule that raises is an `InternalError`."""
    for rule in rules:
        setting = settings.rules.get(rule.code)
        policy = Policy(settings, setting.options if setting else {})
        try:
            yield from rule.check(program, policy)
        except Exception as error:
            raise InternalError(
                f"rule {rule.code} ({rule.name}) failed: "
                f"{type(error).__name__}: {error}"
            ) from error
