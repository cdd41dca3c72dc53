"""The faults that the mutation benchmark makes: the text parses, and is faulty."""

import ast
from pathlib import Path

import pytest

from benchmarks.mutants.calls import call_sites
from benchmarks.mutants.edits import Kind, Method, mutated
from benchmarks.mutants.reasons import SEEN, Diagnosis
from benchmarks.mutants.targets import Target, mutants, named_uniquely, reached_by_flow
from benchmarks.mutants.trial import Asked, Outcome, Project, batches
from ssot_audit.config.settings import Settings
from ssot_audit.discover.memory import in_memory
from ssot_audit.extract.extractor import extract
from ssot_audit.link.program import Program

SHOP = '''\
class Till:
    """Takes money."""

    @property
    def total(self):
        return 1

    def take_in(
        self, amount, *, note: str = ")",  # a closing ) in a comment
    ) -> int:
        """Take it in."""
        return amount, note

    async def count_up(self, notes):
        async with self.lock as lock:
            async for note in notes:
                await self.put(note, await lock)

        async def later():
            await self.put(1)

        return later


class Stand:
    def __init__(self, till):
        self.till = till

    async def sell(self):
        self.till.take_in(3, note="x")
        await self.till.count_up([])


def opened():
    return Stand(Till())
'''
LINES = {"total": 5, "take_in": 8, "count_up": 14}


def changed(kind: Kind, name: str, parameter: str = "") -> str:
    method = Method(name, LINES[name])
    found = mutated(SHOP.encode(), kind, method, parameter)
    assert found is not None
    compile(found, "shop.py", "exec")
    return found.decode()


def methods(text: str) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    till = ast.parse(text).body[0]
    assert isinstance(till, ast.ClassDef)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name: node for node in till.body if isinstance(node, kinds)}


@pytest.mark.parametrize("name", LINES)
def test_a_deleted_member_is_gone_with_its_decorators(name: str) -> None:
    left = methods(changed(Kind.DELETE, name))
    assert left.keys() == LINES.keys() - {name}


def test_the_only_member_of_a_class_can_be_deleted() -> None:
    source = b"class C:\n    def m(self):\n        return 1"
    assert mutated(source, Kind.DELETE, Method("m", 2)) == b"class C:\n    pass\n"


@pytest.mark.parametrize("name", LINES)
def test_a_renamed_member_keeps_its_place(name: str) -> None:
    assert [*methods(changed(Kind.RENAME, name))] == [
        f"{known}_gone" if known == name else known for known in LINES
    ]


@pytest.mark.parametrize("parameter", ["amount", "note"])
def test_a_dropped_parameter_is_no_longer_accepted(parameter: str) -> None:
    found = methods(changed(Kind.DROP_PARAMETER, "take_in", parameter))["take_in"]
    names = {each.arg for each in (*found.args.args, *found.args.kwonlyargs)}
    assert names == {"self", "amount", "note"} - {parameter}
    assert ast.unparse(found.body[0]) == f"{parameter} = None"


def test_a_body_on_the_line_of_the_signature_is_left_alone() -> None:
    source = b"class C:\n    def m(self, a): return a\n"
    assert mutated(source, Kind.DROP_PARAMETER, Method("m", 2), "a") is None


def test_a_method_becomes_a_coroutine() -> None:
    found = methods(changed(Kind.MAKE_ASYNC, "take_in"))["take_in"]
    assert isinstance(found, ast.AsyncFunctionDef)


def test_a_coroutine_becomes_a_plain_function() -> None:
    text = changed(Kind.MAKE_SYNC, "count_up")
    found = methods(text)["count_up"]
    assert isinstance(found, ast.FunctionDef)
    assert text.count("await") == SHOP.count("await") - 2


def test_columns_after_letters_of_many_bytes_are_right() -> None:
    source = 'class C:\n    def m(self, ä="ü", b=1):\n        return b\n'.encode()
    found = mutated(source, Kind.DROP_PARAMETER, Method("m", 2), "b")
    assert found is not None
    assert "def m(self, ä='ü'):" in found.decode()


def shop() -> Program:
    tree = in_memory({"shop.py": SHOP}, Settings(root=Path()))
    return Program(tree, {"shop.py": extract(SHOP.encode())})


def named(targets: list[Target], name: str) -> Target:
    (target,) = (each for each in targets if each.member.name == name)
    return target


def test_both_populations_know_what_a_call_needs() -> None:
    program = shop()
    for targets in (
        reached_by_flow(program),
        named_uniquely(program, {"shop.py": SHOP.encode()}),
    ):
        of_take_in = {(m.kind, m.parameter) for m in mutants(named(targets, "take_in"))}
        assert of_take_in == {
            (Kind.DELETE, ""),
            (Kind.RENAME, ""),
            (Kind.DROP_PARAMETER, "amount"),
            (Kind.DROP_PARAMETER, "note"),
            (Kind.MAKE_ASYNC, ""),
        }
        of_count_up = {mutant.kind for mutant in mutants(named(targets, "count_up"))}
        assert Kind.MAKE_SYNC in of_count_up


def test_calls_on_the_receiver_itself_are_no_consumers() -> None:
    (module,) = shop().modules
    found = [site.name for site in call_sites(module, SHOP.encode())]
    assert sorted(found) == ["count_up", "take_in"]


def test_mutants_of_one_batch_share_neither_file_nor_name() -> None:
    every = [m for target in reached_by_flow(shop()) for m in mutants(target)]
    assert [len(batch) for batch in batches(every, 20)] == [1] * len(every)


def tried(kind: Kind, name: str, root: Path, text: str = SHOP) -> Outcome:
    (root / "shop.py").write_text(text, encoding="utf-8")
    project = Project("shop", root, None, 1)
    targets = reached_by_flow(project.program)
    every = [*mutants(named(targets, name))]
    mutant = next(mutant for mutant in every if mutant.kind is kind)
    (outcome,) = project.tried([mutant])
    return outcome


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [
        (Kind.DELETE, "take_in", "SSOT105"),
        (Kind.RENAME, "count_up", "SSOT105"),
        (Kind.DROP_PARAMETER, "take_in", "SSOT106"),
        (Kind.MAKE_ASYNC, "take_in", "SSOT106"),
    ],
)
def test_a_new_finding_about_the_member_counts(
    kind: Kind, name: str, code: str, tmp_path: Path
) -> None:
    outcome = tried(kind, name, tmp_path)
    assert outcome.by == dict.fromkeys(Asked, frozenset([code]))
    assert outcome.found == {*Asked}


def test_each_option_is_judged_by_itself(tmp_path: Path) -> None:
    received = SHOP.partition("class Stand")[0] + (
        "def sell(till):\n    till.take_in(3, note='x')\n\n\nsell(Till())\n"
    )
    outcome = tried(Kind.DELETE, "take_in", tmp_path, received)
    assert outcome.found == {Asked.PARAMETERS, Asked.ALL}


def test_a_miss_has_a_reason(tmp_path: Path) -> None:
    hidden = "def far(given):\n    given.unknown.take_in(1, note=2)\n"
    (tmp_path / "far.py").write_text(hidden, encoding="utf-8")
    (tmp_path / "shop.py").write_text(SHOP.partition("class Stand")[0])
    project = Project("shop", tmp_path, None, 1)
    program = project.program
    targets = named_uniquely(program, project.sources())
    miss = Diagnosis(program).missed(named(targets, "take_in"), Kind.DELETE)
    assert miss.progress < SEEN
    assert miss.reason == "parameter: nothing known is passed"
