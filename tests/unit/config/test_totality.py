"""Whatever a configuration says, the answer is settings or a list of faults."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssot_audit.config.convert import Place
from ssot_audit.config.load import load
from ssot_audit.config.schema import RuleOptions, document, relative
from ssot_audit.errors import ConfigError, Fault

WORDS = (
    *("extends", "roots", "exclude", "generated", "target-version", "scopes", "test"),
    *("contract", "interface", "implementers", "because", "deprecated", "import"),
    *("use", "when", "names-only", "environment", "accessor", "owners", "rules"),
    *("SSOT101", "SSOT301", "level", "ignore", "gate", "fail-on", "score", "error"),
    *("layers", "order", "closed", "containers", "ignore", "imports", "a -> b"),
    *("forbidden", "from", "to", "independence", "protected", "allowed", "a | (b)"),
    *("3.11", "python>=3.12", "shop.cart.*", "**", "[z-a]", "[[", "!", "\\"),
)
words = st.sampled_from(WORDS) | st.text(max_size=8)
leaves = words | st.booleans() | st.integers() | st.floats() | st.just(date.min)
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4)
    ),
    max_leaves=30,
)
tables = st.dictionaries(words, values, max_size=6)
lines = st.sampled_from(
    [
        *("[rules]", "[gate]", "[[contract]]", "[environment]", "[[deprecated]]"),
        *("roots = ['.']", "extends = ['strict']", "extends = ['ssot-audit.toml']"),
        *("score = 1", "import = 'imp'", "accessor = 'a.b'", "SSOT301.ignore = []"),
        *(
            "scopes.test = ['*']",
            "interface = 'a'",
            "implementers = ['*A']",
            "owners =",
        ),
    ]
)


@given(tables)
def test_any_table_is_read_without_an_exception(table: dict[str, object]) -> None:
    faults: list[Fault] = []
    read = document({"SSOT101": None, "SSOT301": None}, relative)
    assert read(table, Place("ssot-audit.toml", faults)) is not None
    assert all("\n" not in str(fault) for fault in faults)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(lines).map("\n".join) | st.text(max_size=80))
def test_any_text_gives_settings_or_faults(
    tmp_path: Path, known_rules: Mapping[str, RuleOptions], text: str
) -> None:
    file = tmp_path / "ssot-audit.toml"
    file.write_text(text, encoding="utf-8")
    try:
        source = load(tmp_path, None, known_rules).source
    except ConfigError as error:
        source = error.faults[0].where.partition(":")[0]
    assert source in {"ssot-audit.toml", "pack strict"}
