"""What is said of each mistake one can make in a configuration file."""

from collections.abc import Callable, Mapping

import pytest

from ssot_audit.config.settings import Settings

FaultsOf = Callable[[Mapping[str, str]], list[str]]
SettingsOf = Callable[[Mapping[str, str]], Settings]

LEVELS = "`off`, `note`, `warning` or `error`"
TOP_LEVEL = (
    "`extends`, `roots`, `exclude`, `generated`, `target-version`, `scopes`, "
    "`contract`, `deprecated`, `canonical`, `owner`, `argument`, `events`, "
    "`layers`, `forbidden`, `independence`, `protected`, `environment`, `rules`, "
    "`baseline` and `gate`"
)
MISTAKES = {
    "name deprecated in favour of itself": (
        "[[deprecated]]\nimport = 'shop.old'\nuse = 'shop.old'",
        ("deprecated[0].use: `shop.old` is what is deprecated; name what replaces it"),
    ),
    "name deprecated twice": (
        (
            "[[deprecated]]\nimport = 'a'\nuse = 'b'\n"
            "[[deprecated]]\nimport = 'a'\nuse = 'c'"
        ),
        (
            "deprecated[1].use: `a` is replaced by `b` in "
            "ssot-audit.toml: deprecated[0]; keep one of them"
        ),
    ),
    "owners of one name in two tables": (
        (
            "[[owner]]\nof = 'jwt.decode'\nowners = ['a']\n"
            "[[owner]]\nof = 'jwt.decode'\nowners = ['b']"
        ),
        (
            "owner[1].of: `jwt.decode` has other owners in "
            "ssot-audit.toml: owner[0]; name all in one table"
        ),
    ),
    "event twice in a group": (
        "[[events]]\nnames = ['a_b', 'c_d', 'a_b']",
        "events[0].names: `a_b` is in it 2 times",
    ),
    "group of one event": (
        "[[events]]\nnames = ['a_b']",
        (
            "events[0].names: `a_b` is alone in it; name what belongs to it, or its "
            "`emitters` or `handlers`"
        ),
    ),
    "unknown key with a near one": (
        "rots = []",
        "rots: unknown key; did you mean `roots`?",
    ),
    "underscore for a hyphen": (
        "target_version = '3.11'",
        "target_version: unknown key; did you mean `target-version`?",
    ),
    "unknown key like no other": (
        "[environment]\naccessor = 'a'\nxyz = 1",
        (
            "environment.xyz: unknown key; allowed: `accessor`, `owners`, `declared` "
            "and `because`"
        ),
    ),
    "unknown table": (
        "[['a b']]\norder = []",
        f'"a b": unknown key; allowed: {TOP_LEVEL}',
    ),
    "layers in no order": (
        "[[layers]]\nname = 'shop'",
        "layers[0]: required key `order` is missing",
    ),
    "layer of both kinds of siblings": (
        "[[layers]]\norder = ['a | b : c']",
        (
            "layers[0].order[0]: expected modules such as `a`, `a | b` or `a : (b)`, "
            'found `"a | b : c"`'
        ),
    ),
    "layer that is no name": (
        "[[layers]]\norder = ['a', '(b']",
        (
            "layers[0].order[1]: expected modules such as `a`, `a | b` or `a : (b)`, "
            'found `"(b"`'
        ),
    ),
    "layer that is in two places": (
        "[[layers]]\norder = ['a', 'b | a']",
        "layers[0].order: `a` is in it 2 times",
    ),
    "closed layer that is none": (
        "[[layers]]\norder = ['core', 'shared']\nclosed = ['cor']",
        "layers[0].closed[0]: `cor` is no layer; did you mean `core`?",
    ),
    "exhaustive without containers": (
        "[[layers]]\norder = ['core']\nexhaustive = true",
        "layers[0].exhaustive: needs `containers`: of what, is not said",
    ),
    "exemption without an arrow": (
        "[[independence]]\nmodules = ['a.*']\nignore = ['a.b']",
        (
            "independence[0].ignore[0]: expected an import such as "
            '`shop.core -> shop.routes`, found `"a.b"`'
        ),
    ),
    "kind of imports that there is not": (
        "[[forbidden]]\nfrom = ['a']\nto = ['b']\nimports = ['runtime']",
        (
            "forbidden[0].imports[0]: expected `import-time`, `deferred` or "
            '`type-only`, found `"runtime"`'
        ),
    ),
    "chains of a protected module": (
        "[[protected]]\nmodules = ['a']\nallowed = ['b']\ntransitive = true",
        (
            "protected[0].transitive: unknown key; allowed: `modules`, `allowed`, "
            "`name`, `imports`, `ignore` and `because`"
        ),
    ),
    "unknown key that needs quotes": (
        "[gate]\n'a b' = 1",
        (
            'gate."a b": unknown key; allowed: `fail-on`, `score`, `contracts`, '
            "`imports`, `environment`, `single-source` and `tests`"
        ),
    ),
    "unknown scope": (
        "scopes.tests = []",
        "scopes.tests: unknown key; did you mean `test`?",
    ),
    "string for an array": (
        "roots = 'src'",
        'roots: expected an array of directories, found `"src"`',
    ),
    "integer for a string": (
        "exclude = ['a', 3]",
        "exclude[1]: expected a non-empty string, found `3`",
    ),
    "blank string": (
        "generated = [' ']",
        'generated[0]: expected a non-empty string, found `" "`',
    ),
    "table for an array of tables": (
        "[contract]",
        "contract: expected an array of tables (`[[contract]]`), found a table",
    ),
    "array for a table": (
        "rules = []",
        "rules: expected a table, found an array",
    ),
    "date for a table": (
        "gate = 2024-01-02",
        "gate: expected a table, found `2024-01-02`",
    ),
    "root that is not there": (
        "roots = ['nowhere']",
        'roots[0]: `"nowhere"` matches nothing: there is no such directory',
    ),
    "root with a character that no path has": (
        'roots = ["\\u0000"]',
        'roots[0]: `"\\u0000"` matches nothing: there is no such directory',
    ),
    "absolute root": (
        "roots = ['/usr']",
        'roots[0]: expected a path relative to the project root, found `"/usr"`',
    ),
    "root on a drive": (
        "roots = ['C:/usr']",
        'roots[0]: expected a path relative to the project root, found `"C:/usr"`',
    ),
    "root outside the project": (
        "roots = ['src/../..']",
        'roots[0]: expected a path inside the project root, found `"src/../.."`',
    ),
    "absolute pattern": (
        "exclude = ['!/usr/*']",
        'exclude[0]: expected a path relative to the project root, found `"!/usr/*"`',
    ),
    "pattern outside the project": (
        "scopes.test = ['../*']",
        'scopes.test[0]: expected a path inside the project root, found `"../*"`',
    ),
    "pattern that git refuses": (
        "exclude = ['!']",
        'exclude[0]: expected a gitignore-style pattern, found `"!"`',
    ),
    "pattern with an impossible range": (
        "exclude = ['[z-a]']",
        'exclude[0]: expected a gitignore-style pattern, found `"[z-a]"`',
    ),
    "version as a number": (
        "target-version = 3.11",
        'target-version: expected a Python 3 version such as `"3.11"`, found `3.11`',
    ),
    "version of another Python": (
        "target-version = '2.7'",
        'target-version: expected a Python 3 version such as `"3.11"`, found `"2.7"`',
    ),
    "contract without interface": (
        "[[contract]]\nimplementers = ['*Cart']",
        "contract[0]: required key `interface` is missing",
    ),
    "interface that is no name": (
        "[[contract]]\ninterface = 'shop cart'\nimplementers = ['*Cart']",
        (
            "contract[0].interface: expected a dotted name such as `shop.cart.Cart`, "
            'found `"shop cart"`'
        ),
    ),
    "contract that holds nobody": (
        "[[contract]]\ninterface = 'shop.Cart'\nimplementers = []",
        "contract[0].implementers: an empty array of patterns matches nothing",
    ),
    "pattern with an empty segment": (
        "[[contract]]\ninterface = 'shop.Cart'\nimplementers = ['shop..Cart']",
        (
            "contract[0].implementers[0]: expected a dotted pattern such as "
            '`shop.**` or `*Manager`, found `"shop..Cart"`'
        ),
    ),
    "array of something else than tables": (
        "deprecated = ['imp']",
        'deprecated[0]: expected a table, found `"imp"`',
    ),
    "word for a boolean": (
        "[[deprecated]]\nimport = 'imp'\nnames-only = 'yes'",
        'deprecated[0].names-only: expected `true` or `false`, found `"yes"`',
    ),
    "requirement of a library": (
        "[[deprecated]]\nimport = 'imp'\nwhen = 'websockets>=14'",
        (
            'deprecated[0].when: expected a requirement such as `"python>=3.12"`, '
            'found `"websockets>=14"`'
        ),
    ),
    "environment without accessor": (
        "[environment]",
        "environment: required key `accessor` is missing",
    ),
    "unknown rule": (
        "[rules]\nssot30 = 'off'",
        "rules.ssot30: unknown rule; did you mean `SSOT301`?",
    ),
    "unknown level": (
        "[rules]\nSSOT101 = 'warn'",
        f'rules.SSOT101: expected {LEVELS}, found `"warn"`; did you mean `warning`?',
    ),
    "unknown level in a table": (
        "[rules]\nSSOT101 = { level = 'fatal' }",
        f'rules.SSOT101.level: expected {LEVELS}, found `"fatal"`',
    ),
    "boolean for a level": (
        "[rules]\nSSOT101 = true",
        f"rules.SSOT101: expected {LEVELS}, or a table of options, found `true`",
    ),
    "option of a rule without options": (
        "[rules.SSOT101]\nallow = []",
        "rules.SSOT101.allow: unknown option; allowed: `level`",
    ),
    "unknown option": (
        "[rules.SSOT301]\nmin_size = 1",
        "rules.SSOT301.min_size: unknown option; did you mean `min-size`?",
    ),
    "boolean for an integer": (
        "[rules.SSOT301]\nmin-size = true",
        "rules.SSOT301.min-size: expected an integer, found `true`",
    ),
    "integer for a boolean": (
        "[rules.SSOT301]\nis-strict = 1",
        "rules.SSOT301.is-strict: expected `true` or `false`, found `1`",
    ),
    "number for a string": (
        "[rules.SSOT301]\nlabel = 1.5",
        "rules.SSOT301.label: expected a non-empty string, found `1.5`",
    ),
    "string for an array of options": (
        "[rules.SSOT301]\nignore = 'Meta'",
        'rules.SSOT301.ignore: expected an array of strings, found `"Meta"`',
    ),
    "more than all": (
        "[gate]\nscore = 101",
        "gate.score: expected a number from 0 to 100, found `101`",
    ),
    "not a number": (
        "[gate]\nscore = nan",
        "gate.score: expected a number from 0 to 100, found `nan`",
    ),
    "boolean for a percentage": (
        "[gate]\nimports = true",
        "gate.imports: expected a number from 0 to 100, found `true`",
    ),
    "integer that Python would not print": (
        f"[gate]\nscore = 0x{'f' * 5000}",
        "gate.score: expected a number from 0 to 100, found an integer out of range",
    ),
    "unknown level of the gate": (
        "[gate]\nfail-on = 'errors'",
        f'gate.fail-on: expected {LEVELS}, found `"errors"`; did you mean `error`?',
    ),
}


@pytest.mark.parametrize(("text", "fault"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_one_fault(faults_of: FaultsOf, text: str, fault: str) -> None:
    assert faults_of({"ssot-audit.toml": text}) == [f"ssot-audit.toml: {fault}"]


def test_all_faults_of_all_files_are_reported_at_once(faults_of: FaultsOf) -> None:
    text = """
        extends = ["pack.toml", "nothing.toml"]
        colour = true
        [[contract]]
        interface = 3
        [environment]
        owners = ["shop.config"]
        [gate]
        score = "all"
    """
    pack = "target-version = 'three'\n[[deprecated]]\nuse = 'importlib'"
    assert faults_of({"ssot-audit.toml": text, "pack.toml": pack}) == [
        f"ssot-audit.toml: colour: unknown key; allowed: {TOP_LEVEL}",
        (
            "ssot-audit.toml: contract[0].interface: expected a dotted name such as "
            "`shop.cart.Cart`, found `3`"
        ),
        "ssot-audit.toml: contract[0]: required key `implementers` is missing",
        'ssot-audit.toml: gate.score: expected a number from 0 to 100, found `"all"`',
        (
            "pack.toml: target-version: expected a Python 3 version such as "
            '`"3.11"`, found `"three"`'
        ),
        "pack.toml: deprecated[0]: required key `import` is missing",
        (
            "ssot-audit.toml: extends[1]: expected a file that exists, seen from "
            'this one, found `"nothing.toml"`'
        ),
        "ssot-audit.toml: environment: required key `accessor` is missing",
    ]


def test_a_fault_in_pyproject_names_the_whole_key_path(faults_of: FaultsOf) -> None:
    text = "[[tool.ssot-audit.contract]]\ninterface = 'a'"
    assert faults_of({"pyproject.toml": text}) == [
        (
            "pyproject.toml: tool.ssot-audit.contract[0]: "
            "required key `implementers` is missing"
        )
    ]


def test_a_value_in_place_of_our_table_is_a_fault(faults_of: FaultsOf) -> None:
    assert faults_of({"pyproject.toml": "[tool]\nssot-audit = 1"}) == [
        "pyproject.toml: tool.ssot-audit: expected a table, found `1`"
    ]


def test_deprecations_that_lead_back_are_faults(faults_of: FaultsOf) -> None:
    text = "[[deprecated]]\nimport = '{}'\nuse = '{}'\n"
    circle = (("a", "b"), ("b", "c"), ("c", "a"))
    loop = "".join(text.format(*names) for names in circle)
    assert faults_of({"ssot-audit.toml": loop + text.format("d", "e")}) == [
        f"ssot-audit.toml: deprecated[{number}].use: `{use}` leads back to `{name}`, "
        "which is deprecated"
        for number, (name, use) in enumerate(circle)
    ]


@pytest.mark.parametrize(
    "text",
    [
        # What replaces a name depends on the Python version.
        (
            "[[deprecated]]\nimport = 'a'\nuse = 'b'\nwhen = 'python>=3.12'\n"
            "[[deprecated]]\nimport = 'b'\nuse = 'a'\nwhen = 'python<3.12'"
        ),
        # A pack may say the same as the file that extends it.
        (
            "[[owner]]\nof = 'a'\nowners = ['b', 'c']\n"
            "[[owner]]\nof = 'a'\nowners = ['c', 'b']"
        ),
        (
            "[[deprecated]]\nimport = 'a'\nuse = 'b'\n"
            "[[deprecated]]\nimport = 'a'\nuse = 'b'"
        ),
        "[[events]]\nnames = ['a_b']\nhandlers = ['*Screen']",
    ],
)
def test_tables_that_agree_are_no_fault(settings_of: SettingsOf, text: str) -> None:
    assert settings_of({"ssot-audit.toml": text}).source == "ssot-audit.toml"
