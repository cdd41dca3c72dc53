"""Generate the pages in `docs/rules/` and the table in `README.md` from the rules.

    python -m tools.generate_rule_pages

A rule's docstring is its documentation; `ssot-audit explain` prints the same text.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ssot_audit.report.rule_page import page, with_visible_titles
from ssot_audit.rules.api import Rule
from ssot_audit.rules.registry import all_rules

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "rules"
README = ROOT / "README.md"

_WARNING = "<!-- Written by tools/generate_rule_pages.py; edit the rule. -->\n"


def main() -> None:
    """Write every file anew; remove pages of rules that are gone."""
    wanted = pages(all_rules().values())
    PAGES.mkdir(exist_ok=True)
    for file in PAGES.glob("*.md"):
        if file.name not in wanted:
            file.unlink()
    for name, content in wanted.items():
        (PAGES / name).write_text(content, encoding="utf-8")
    readme = README.read_text(encoding="utf-8")
    README.write_text(with_table(readme, all_rules().values()), encoding="utf-8")


def pages(rules: Iterable[Rule]) -> Mapping[str, str]:
    """Return the content of `docs/rules/` by file name."""
    listed = tuple(rules)
    own = {_file(rule): _WARNING + with_visible_titles(page(rule)) for rule in listed}
    return {"index.md": "".join(f"{line}\n" for line in _index(listed)), **own}


def with_table(readme: str, rules: Iterable[Rule]) -> str:
    """Return the text with the table of all rules in its place."""
    table = "".join(f"{line}\n" for line in _table(rules, "docs/rules/"))
    before, marker, rest = readme.partition("<!-- rules: ")
    head, _, tail = rest.partition("-->\n")
    return f"{before}{marker}{head}-->\n{table}{tail[tail.index('<!-- /rules -->') :]}"


def _index(rules: Iterable[Rule]) -> Iterator[str]:
    yield _WARNING.rstrip()
    yield "# Rules"
    yield ""
    yield "The level is the one without configuration; `[rules]` changes it."
    for family, members in itertools.groupby(rules, lambda rule: rule.family):
        yield ""
        yield f"## {family.replace('_', ' ').capitalize()}"
        yield ""
        yield from _table(members, "")


def _table(rules: Iterable[Rule], folder: str) -> Iterator[str]:
    yield "| code | name | level | finds |"
    yield "|---|---|---|---|"
    for rule in rules:
        level = rule.default_level.label
        link = f"[{rule.code}]({folder}{_file(rule)})"
        yield f"| {link} | {rule.name} | {level} | {rule.summary} |"


def _file(rule: Rule) -> str:
    return f"{rule.code}.md"


if __name__ == "__main__":
    main()
