"""What `import ssot_audit` promises."""

import subprocess
import sys

import pytest

import ssot_audit


@pytest.mark.parametrize("name", ssot_audit.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(ssot_audit, name) is not None


@pytest.mark.parametrize("name", ["Settings", "Finding", "Verdict", "Request"])
def test_a_public_class_is_the_one_that_the_stages_use(name: str) -> None:
    known = getattr(ssot_audit, name)
    assert getattr(sys.modules[known.__module__], name) is known


def test_other_names_are_refused_as_those_of_any_module() -> None:
    with pytest.raises(AttributeError, match="'ssot_audit' has no attribute 'scan'"):
        _ = ssot_audit.scan


def test_importing_the_package_imports_nothing_else_of_it() -> None:
    code = (
        "import sys, ssot_audit; print(*(m for m in sys.modules if 'ssot_audit' in m))"
    )
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["ssot_audit"]
