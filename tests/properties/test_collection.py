"""Whatever tests are made of, those we say pytest collects are those that it does."""

import tempfile
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.collection.comparison import Ours, differences, in_excluded
from benchmarks.collection.drawn import package
from benchmarks.collection.trial import program_of
from tests.support.collected import collected_in

PACKAGES = 20
"""In a run of pytest, which costs as much as hundreds of tests do."""


@settings(
    max_examples=4,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.randoms(use_true_random=True))
def test_what_is_said_of_modules_put_together_at_random_is_so(random: Random) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, scratch = Path(name).resolve() / "project", Path(name)
        for number in range(PACKAGES):
            for path, text in package(random, f"drawn_{number}", 3).items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text(text, encoding="utf-8")
        (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        (truth,) = collected_in([folder], scratch).values()
        ours = Ours(program_of(folder).tests)
        found = [
            each
            for each in differences(truth.tests, ours)
            if each.is_fault and not in_excluded(each.test, truth.errors)
        ]
        shown = [
            (each, (folder / each.test.partition(":")[0]).read_text(encoding="utf-8"))
            for each in found[:1]
        ]
        assert shown == []
        told = sum(test in truth.tests for test in ours.tests)
        assert told > 0.7 * len(truth.tests)
