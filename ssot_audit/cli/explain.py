"""`ssot-audit explain CODE`: print the documentation of a rule."""

import difflib
import io
from typing import Annotated

import typer

from ssot_audit.cli import stdout
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.report.rule_page import page, with_visible_titles
from ssot_audit.rules.api import Rule
from ssot_audit.rules.registry import all_rules

_WIDEST = 100
"""Columns beyond which prose is hard to read."""
_PREFIX = "ssot"
_LOOK_ALIKE = str.maketrans("oil", "011")
"""Letters that are typed for digits."""


def explain(
    rule: Annotated[
        str, typer.Argument(metavar="RULE", help="Code or name of a rule.")
    ],
) -> None:
    """Explain a rule: why it exists, what is bad, what is good."""
    markdown = page(_named(rule))
    color = stdout.wants_color()
    if color or stdout.is_terminal():
        markdown = _rendered(with_visible_titles(markdown), color=color)
    stdout.write(markdown)


def _named(name: str) -> Rule:
    """Return a rule by code or name, in whatever case it is written."""
    rules = {code.lower(): rule for code, rule in all_rules().items()}
    rules |= {rule.name: rule for rule in all_rules().values()}
    wanted = name.strip().lower().replace("_", "-")
    if wanted in rules:
        return rules[wanted]
    if wanted.startswith(_PREFIX):
        wanted = _PREFIX + wanted.removeprefix(_PREFIX).translate(_LOOK_ALIKE)
    close = difflib.get_close_matches(wanted, rules)
    nearest = max(close, key=lambda known: _likeness(wanted, known), default=None)
    hint = f"; did you mean {_title(rules[nearest])}?" if nearest else ""
    listed = ", ".join(map(_title, all_rules().values()))
    raise ConfigError(
        (
            Fault("explain", f"there is no rule `{name}`{hint}"),
            Fault("explain", f"the rules are {listed}"),
        )
    )


def _likeness(wanted: str, known: str) -> tuple[float, int]:
    """Return how alike two names are; of codes, letters in their place decide ties."""
    ratio = difflib.SequenceMatcher(None, known, wanted).ratio()
    in_place = sum(a == b for a, b in zip(wanted, known, strict=False))
    return ratio, in_place


def _title(rule: Rule) -> str:
    return f"{rule.code} {rule.name}"


def _rendered(markdown: str, *, color: bool) -> str:
    from rich.console import Console  # noqa: PLC0415 - rich: not for scans
    from rich.markdown import Markdown  # noqa: PLC0415

    console = Console(
        file=io.StringIO(),
        width=min(stdout.width(), _WIDEST),
        force_terminal=color,
        no_color=not color,
    )
    with console.capture() as capture:
        console.print(Markdown(markdown, code_theme="ansi_dark"))
    return capture.get()
