"""Our hooks in real repositories, run by the real pre-commit, without a network."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.command import CLEAN, REPOSITORY, Ran, environment

pytestmark = pytest.mark.integration

OURS = ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
PACKAGES = ("ssot_audit", "rules")
IDENTITY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "Test",
    "GIT_AUTHOR_EMAIL": "test@example.org",
    "GIT_COMMITTER_NAME": "Test",
    "GIT_COMMITTER_EMAIL": "test@example.org",
}
NOWHERE = dict.fromkeys(
    ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9"
)
SHOP = {
    **CLEAN,
    "shop/__init__.py": "",
    "shop/till.py": "from shop.cart import LIMIT\n",
}
BOTH = ("ssot-audit", "ssot-audit-new")
WATCHED = """\
import os, sys

def note(event, arguments):
    if event == "compile" and arguments[1] == "<unknown>":
        with open(os.environ["PARSED"], "ab") as log:
            log.write(bytes(arguments[0]))

sys.addaudithook(note)
"""
"""Notes each text that is parsed by `ast.parse`, which names no file."""


class Repository:
    """A work tree whose commits run our hooks."""

    def __init__(self, root: Path, git: str, home: Path) -> None:
        self.root = root
        self.git = git
        self.home = home
        self.variables = environment(PRE_COMMIT_HOME=str(home), **IDENTITY)
        # The hooks have an environment of their own.
        del self.variables["PYTHONPATH"]

    def copied(self, folder: Path) -> "Repository":
        root = folder / "project"
        shutil.copytree(self.root, root)
        return Repository(root, self.git, self.home)

    def write(self, files: Mapping[str, str]) -> None:
        for path, text in files.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(text)

    def run(self, *command: str, **variables: str) -> Ran:
        done = subprocess.run(
            command,
            cwd=self.root,
            env=self.variables | variables,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def do(self, *arguments: str) -> str:
        """Run a git command that must succeed."""
        ran = self.run(self.git, *arguments)
        assert ran.code == 0, ran.err
        return ran.out

    def commit(self, *arguments: str, **variables: str) -> Ran:
        """Commit where no network can be reached."""
        command = (self.git, "commit", "-m", "A change", *arguments)
        return self.run(*_cut_off(), *command, **NOWHERE, **variables)

    def add_and_commit(self, files: Mapping[str, str]) -> Ran:
        self.write(files)
        self.do("add", "--all")
        return self.commit()


def _cut_off() -> tuple[str, ...]:
    """Return what takes the network away; without the right to, proxies must do."""
    unshare = shutil.which("unshare")
    return (unshare, "--net") if unshare and os.geteuid() == 0 else ()


@pytest.fixture(scope="session")
def hooks(tmp_path_factory: pytest.TempPathFactory, git: str) -> tuple[Path, str]:
    """Return a repository that offers the hooks as they are now, and its commit."""
    root = tmp_path_factory.mktemp("ssot-audit")
    for name in OURS:
        shutil.copy(REPOSITORY / name, root)
    for name in PACKAGES:
        shutil.copytree(
            REPOSITORY / name, root / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    offered = Repository(root, git, root)
    offered.do("init", "--quiet")
    offered.do("add", "--all")
    offered.do("commit", "--quiet", "-m", "All")
    return root, offered.do("rev-parse", "HEAD").strip()


@pytest.fixture(scope="session")
def empty(
    tmp_path_factory: pytest.TempPathFactory, git: str, hooks: tuple[Path, str]
) -> Repository:
    """Return a repository without a commit, its hooks installed, to be copied."""
    home = tmp_path_factory.mktemp("home")
    repository = Repository(tmp_path_factory.mktemp("empty"), git, home)
    repository.do("init", "--quiet")
    source, revision = hooks
    lines = [f"- repo: {source}", f"  rev: {revision}", "  hooks:"]
    lines += [f"  - id: {name}" for name in BOTH]
    text = "\n".join(["repos:", *lines, ""])
    repository.write({".pre-commit-config.yaml": text})
    pre_commit = (sys.executable, "-m", "pre_commit")
    ran = repository.run(*pre_commit, "install", "--install-hooks")
    assert ran.code == 0, ran.out + ran.err
    return repository


@pytest.fixture(scope="session")
def passed(empty: Repository, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a repository with one commit that passed, to be copied."""
    repository = empty.copied(tmp_path_factory.mktemp("passed"))
    ran = repository.add_and_commit(SHOP)
    assert ran.code == 0, ran.err
    return repository


@pytest.fixture
def bare(empty: Repository, tmp_path: Path) -> Repository:
    return empty.copied(tmp_path)


@pytest.fixture
def shop(passed: Repository, tmp_path: Path) -> Repository:
    return passed.copied(tmp_path)


def test_the_first_commit_passes_and_leaves_nothing_behind(bare: Repository) -> None:
    ran = bare.add_and_commit(SHOP)
    assert ran.code == 0, ran.err
    assert ran.err.count("Passed") == len(BOTH)
    assert bare.do("status", "--porcelain") == ""


def test_the_first_commit_fails_on_a_finding(bare: Repository) -> None:
    ran = bare.add_and_commit({**SHOP, "shop/cart.py": ""})
    assert ran.code == 1
    assert ran.err.count("Failed") == len(BOTH)


def test_a_commit_that_breaks_an_untouched_file_fails(shop: Repository) -> None:
    ran = shop.add_and_commit({"shop/cart.py": "OTHER = 1\n"})
    assert ran.code == 1
    assert "SSOT202" in ran.err
    assert "shop/till.py:1:1" in ran.err
    assert "files were modified by this hook" not in ran.err


def test_a_deleted_file_that_others_import_fails(shop: Repository) -> None:
    shop.do("rm", "--quiet", "shop/cart.py")
    ran = shop.commit()
    assert ran.code == 1
    assert "SSOT201" in ran.err


def test_only_new_findings_fail_the_hook_for_new_ones(shop: Repository) -> None:
    shop.write({"shop/cart.py": ""})
    shop.do("add", "--all")
    shop.do("commit", "--no-verify", "-m", "Broken")
    ran = shop.add_and_commit({"shop/more.py": "MORE = 1\n"})
    assert [line.rpartition(".")[2] for line in ran.err.splitlines()[:1]] == ["Failed"]
    assert "ssot-audit (new findings)" in ran.err
    assert ran.err.count("Passed") == 1
    assert shop.commit(SKIP=BOTH[0]).code == 0


def test_what_is_not_staged_is_ignored(shop: Repository) -> None:
    shop.write({"shop/__init__.py": "# edited\n"})
    shop.do("add", "--all")
    unstaged = {"shop/till.py": "from shop.gone import x\n", "shop/new.py": "x = ("}
    shop.write(unstaged)
    ran = shop.commit()
    assert ran.code == 0, ran.err
    assert (shop.root / "shop/till.py").read_text() == unstaged["shop/till.py"]
    assert shop.do("status", "--porcelain").split() == [
        *("M", "shop/till.py"),
        *("??", "shop/new.py"),
    ]


def test_a_file_that_was_forgotten_is_missed(shop: Repository) -> None:
    shop.write({"shop/till.py": "from shop.new import x\n", "shop/new.py": "x = 1\n"})
    shop.do("add", "shop/till.py")
    ran = shop.commit()
    assert ran.code == 1
    assert "`shop.new` does not exist" in ran.err


def test_an_edit_of_the_configuration_alone_is_checked(shop: Repository) -> None:
    ran = shop.add_and_commit({"ssot-audit.toml": "[gate]\nscore = 101\n"})
    assert ran.code == 1
    assert "gate.score: expected a number from 0 to 100" in ran.err


def test_commit_of_all_is_what_is_scanned(shop: Repository) -> None:
    shop.write({"shop/cart.py": "OTHER = 1\n"})
    assert shop.commit("--all").code == 1
    shop.write({"shop/cart.py": "LIMIT = 11\n"})
    assert shop.commit("--all").code == 0


def test_commit_of_one_file_leaves_others_that_are_staged_out(shop: Repository) -> None:
    shop.write({"shop/till.py": "from shop.gone import x\n"})
    shop.do("add", "--all")
    shop.write({"shop/cart.py": "LIMIT = 11\n"})
    ran = shop.commit("shop/cart.py")
    assert ran.code == 0, ran.err
    shop.write({"shop/cart.py": "OTHER = 1\n"})
    assert shop.commit("shop/cart.py").code == 1


def test_commit_in_a_linked_work_tree(shop: Repository, tmp_path: Path) -> None:
    shop.do("worktree", "add", "--quiet", "-b", "other", str(tmp_path / "linked"))
    linked = Repository(tmp_path / "linked", shop.git, shop.home)
    assert linked.add_and_commit({"shop/cart.py": "OTHER = 1\n"}).code == 1
    ran = linked.add_and_commit({"shop/cart.py": "LIMIT = 11\n"})
    assert ran.code == 0, ran.err
    assert linked.do("status", "--porcelain") == ""


def test_the_next_commit_parses_the_edited_file_only(
    shop: Repository, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(WATCHED)
    log = tmp_path / "parsed"
    shop.write({"shop/till.py": "from shop.cart import LIMIT\n\nSEEN = LIMIT\n"})
    shop.do("add", "--all")
    ran = shop.commit(PYTHONPATH=str(tmp_path), PARSED=str(log))
    assert ran.code == 0, ran.err
    parsed = log.read_text()
    assert "SEEN" in parsed
    assert SHOP["shop/cart.py"] not in parsed
