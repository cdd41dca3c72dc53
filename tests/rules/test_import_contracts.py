"""Contracts on imports: what their findings say, hide and leave over."""

import pytest

from ssot_audit.rules.targets import target_faults
from ssot_audit.verdict.verdict import Reported
from tests.support.projects import Files, linked, settings_for, verdict_on

LAYERS = '[[layers]]\norder = ["shop.routes", "shop.core"]\n'
SHOP: Files = {
    "shop/routes.py": "PREFIX = 1\nOTHER = 2\n",
    "shop/text.py": "from shop.routes import (\n    PREFIX,\n    OTHER,\n)\n",
    "shop/core.py": "import os\nimport shop.text\n",
}


def findings(files: Files, toml: str) -> list[Reported]:
    return [
        item
        for item in verdict_on(files, toml).findings
        if item.finding.code in {"SSOT003", "SSOT206", "SSOT207"}
    ]


def test_a_finding_has_the_whole_chain_with_lines() -> None:
    (item,) = findings(SHOP, LAYERS + 'because = "we\\n  said so"')
    assert item.finding.message == (
        "`shop.core` comes to import `shop.routes`, a higher layer: "
        "`shop.core` → `shop.text` → `shop.routes` (because: we said so)"
    )
    assert [
        (hop.place.path, hop.place.line, hop.message) for hop in item.finding.evidence
    ] == [
        ("shop/core.py", 2, "`shop.core` imports `shop.text`"),
        (
            "shop/text.py",
            2,
            "`shop.text` imports `PREFIX`, `OTHER` from `shop.routes`",
        ),
    ]


def test_a_comment_hides_the_chain_that_begins_on_its_line() -> None:
    core = "import shop.routes\nimport shop.text  # ssot: ignore[SSOT206]\n"
    found = findings({**SHOP, "shop/core.py": core}, LAYERS)
    assert [(len(item.finding.parts), item.status.value) for item in found] == [
        (1, "new"),
        (1, "suppressed"),
    ]


def test_chains_of_a_pair_share_no_import() -> None:
    files = {
        **SHOP,
        "shop/core/__init__.py": "",
        "shop/core/a.py": "import shop.text",
        "shop/core/b.py": "import shop.text\nimport shop.routes",
    }
    del files["shop/core.py"]
    (item,) = findings(files, LAYERS)
    assert [part.name for part in item.finding.parts] == [
        "shop.core.b -> shop.routes",
        "shop.core.a -> shop.text",
    ]


def test_an_exemption_that_no_import_needs_is_found_where_it_stands() -> None:
    toml = (
        '[[independence]]\nmodules = ["shop.*"]\n'
        'ignore = ["shop.text -> shop.routes"]\n'
        + LAYERS
        + "ignore = [\n  'shop.text -> shop.routes',\n  'shop.text -> shop.gone',\n]\n"
    )
    found = [item for item in findings(SHOP, toml) if item.finding.code == "SSOT206"]
    assert [(i.finding.place.path, i.finding.place.line) for i in found] == [
        ("ssot-audit.toml", 8)
    ]
    assert found[0].finding.message == (
        "no import needs the exemption `shop.text -> shop.gone`"
    )


@pytest.mark.parametrize("kinds", ["'import-time'", "'type-only', 'deferred'"])
def test_an_exemption_is_for_imports_that_count(kinds: str) -> None:
    exempt = "ignore = ['shop.text -> shop.routes']"
    found = findings(SHOP, f"{LAYERS}imports = [{kinds}]\n{exempt}")
    assert len(found) == (kinds != "'import-time'")


def test_two_contracts_may_say_the_same_under_their_names() -> None:
    toml = "".join(f'{LAYERS}name = "{name}"\n' for name in ("one", "two"))
    assert [item.finding.subject for item in findings(SHOP, toml)] == [
        "one: shop.routes",
        "two: shop.routes",
    ]


@pytest.mark.parametrize(
    ("toml", "fault"),
    [
        (
            '[[layers]]\norder = ["shop.routes", "shop.gone"]',
            (
                "layers[0].order: there is no module `shop.gone`; "
                "write `(gone)` if it need not exist"
            ),
        ),
        (
            '[[layers]]\norder = ["(routes)"]\ncontainers = ["shops"]',
            "layers[0].containers: `shops` matches no module",
        ),
        (
            '[[forbidden]]\nfrom = ["shop.c*", "vendor"]\nto = ["vendor"]',
            "forbidden[0].from: `vendor` matches no module",
        ),
        (
            '[[forbidden]]\nfrom = ["shop"]\nto = ["shop.gone"]',
            "forbidden[0].to: `shop.gone` matches no module",
        ),
        (
            '[[forbidden]]\nfrom = ["shop"]\nto = ["*.gone"]',
            "forbidden[0].to: `*.gone` matches no module",
        ),
        (
            '[[independence]]\nmodules = ["shop.c*"]',
            "independence[0].modules: `shop.core` alone is independent of nothing",
        ),
        (
            '[[protected]]\nmodules = ["vendor"]\nallowed = ["shop.gone"]',
            "protected[0].allowed: `shop.gone` matches no module",
        ),
    ],
)
def test_a_name_that_leads_nowhere_is_a_fault(toml: str, fault: str) -> None:
    found = target_faults(linked(SHOP, toml), settings_for(SHOP, toml))
    assert [str(each).removeprefix("ssot-audit.toml: ") for each in found] == [fault]
