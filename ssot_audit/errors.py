"""The errors that `ssot_audit` raises itself.

    SsotAuditError
    ├── ConfigError     the configuration or the command line is wrong (exit 2)
    └── InternalError   a rule or a stage of ours failed (exit 3)

Odd code under audit is never an error: it becomes a finding.
"""

from dataclasses import dataclass


class SsotAuditError(Exception):
    """Base of everything this package raises on purpose."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake in a configuration: where it stands and how to mend it."""

    where: str
    """File and key path, e.g. `ssot-audit.toml: contract[0].interface`."""
    message: str

    def __str__(self) -> str:
        """Return the fault as one line."""
        return f"{self.where}: {self.message}"


class ConfigError(SsotAuditError):
    """The configuration or command line cannot be used; holds every fault found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """Keep all faults, so that the user can mend them in one go."""
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        """Return one line for each fault."""
        return "\n".join(map(str, self.faults))


class InternalError(SsotAuditError):
    """A defect of ours, named by the stage or rule and the file it happened in."""
