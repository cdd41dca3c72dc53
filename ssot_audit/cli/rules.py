"""`ssot-audit rules`: list every rule."""

import sys
from typing import Annotated

import typer

from ssot_audit.cli import stdout
from ssot_audit.cli.options import ListFormat
from ssot_audit.rules.registry import all_rules


def rules(
    output: Annotated[
        ListFormat, typer.Option(metavar="FORMAT", help="text or json.")
    ] = ListFormat.TEXT,
) -> None:
    """List the rules: code, name, level by default, precision, summary."""
    from ssot_audit.report import rule_table  # noqa: PLC0415 - rich: not for scans

    known = all_rules().values()
    match output:
        case ListFormat.JSON:
            stdout.write(rule_table.document(known))
        case ListFormat.TEXT:
            # What another program reads has a line for each rule.
            width = stdout.width() if stdout.is_terminal() else sys.maxsize
            color = stdout.wants_color()
            stdout.write(rule_table.table(known, width=width, color=color))
