# Recipes for `just`; all need the development extras: pip install -e '.[dev,docs]'

# Everything that must hold before a commit, in the current environment.
check: lint types imports test self

# The same and more, in fresh environments.
ci:
    .ci/run

fmt:
    ruff format .
    ruff check --fix .

lint:
    ruff check .
    ruff format --check .

types:
    mypy

imports:
    lint-imports --no-logo

test *arguments:
    pytest -q -n auto {{arguments}}

# Property tests, with examples that are drawn anew.
properties *arguments:
    pytest -q --hypothesis-profile=default tests/properties {{arguments}}

# What reads our reports elsewhere; see `integration` in .ci/run for what that needs.
integration:
    pytest -q -m integration tests/integration

# The audit of ssot-audit by itself.
self:
    ssot-audit scan

# Rule pages and the table in the README, from the docstrings of the rules.
pages:
    python -m tools.generate_rule_pages

# Rewrite the reports that tests compare with; look at the diff.
snapshots:
    pytest -q --snapshot-update

docs:
    mkdocs serve
