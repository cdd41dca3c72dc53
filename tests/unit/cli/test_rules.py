"""`ssot-audit rules`."""

import json
import subprocess
import sys

from ssot_audit.rules.registry import all_rules
from tests.support.command import Run, environment


def test_each_rule_has_a_line(run: Run) -> None:
    lines = run("rules").out.splitlines()
    assert [line.split()[0] for line in lines] == list(all_rules())
    (line,) = (line for line in lines if line.startswith("SSOT101"))
    summary = "A class that lacks members of an interface it is held to."
    assert line.split(maxsplit=4)[1:] == ["missing-member", "error", "certain", summary]


def test_json_has_the_same_rules(run: Run) -> None:
    document = json.loads(run("rules", "--output", "json").out)
    assert document["schema_version"] == "1.0"
    assert [rule["code"] for rule in document["rules"]] == list(all_rules())
    assert document["rules"][0] == {
        "code": "SSOT001",
        "name": "unparsable-source",
        "family": "source",
        "level": "error",
        "default_level": "error",
        "precision": "certain",
        "unit": "file",
        "summary": "A file that no parser can read.",
    }


def test_another_format_is_refused(run: Run) -> None:
    assert run("rules", "--output", "yaml").code == 2


def test_talking_about_rules_imports_no_parser_and_no_graph() -> None:
    program = (
        "import sys\n"
        "from ssot_audit.cli.app import main\n"
        "for arguments in (['rules'], ['explain', 'SSOT101'], ['--version']):\n"
        "    sys.argv = ['ssot-audit', *arguments]\n"
        "    try: main()\n"
        "    except SystemExit as end: assert not end.code\n"
        "assert not {'libcst', 'networkx'} & set(sys.modules)\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment(), check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
