"""Codes of rules on the command line."""

from ssot_audit.errors import ConfigError, Fault
from ssot_audit.rules.registry import all_rules


def codes(values: list[str] | None, option: str) -> tuple[str, ...]:
    """Split comma-separated codes or prefixes; each must match some rule."""
    found = tuple(
        code.strip().upper()
        for value in values or ()
        for code in value.split(",")
        if code.strip()
    )
    faults = tuple(
        Fault(option, f"no rule begins with `{code}`")
        for code in found
        if not any(known.startswith(code) for known in all_rules())
    )
    if faults:
        raise ConfigError(faults)
    return found
