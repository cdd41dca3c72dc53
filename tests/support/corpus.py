"""Projects that have findings, for laws that hold of any project."""

from pathlib import Path

from ssot_audit.rules.registry import all_rules
from tests.support.examples import Example, examples

REPOSITORY = Path(__file__).resolve().parents[2]
CASES = sorted((REPOSITORY / "tests/unit/rules").glob("*.md"))

DOCUMENTED = [
    *(example for rule in all_rules().values() for example in examples(rule.doc)),
    *(example for file in CASES for example in examples(file.read_text("utf-8"))),
]
"""Every example of the rules' documentation and every case of their tests."""


def source_files(example: Example) -> list[str]:
    """Return the paths of an example's Python files."""
    return [path for path in example.files if path.endswith((".py", ".pyi"))]
