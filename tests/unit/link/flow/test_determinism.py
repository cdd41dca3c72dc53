"""One program, one answer: to the letter, whatever else differs."""

import itertools
import json
import subprocess
import sys

import pytest

from ssot_audit.discover.memory import in_memory
from ssot_audit.extract.extraction import extract_all
from ssot_audit.link.program import Program
from tests.support.command import environment
from tests.support.corpus import REPOSITORY
from tests.support.projects import settings_for

FILES = {
    "shop/__init__.py": "",
    "shop/mail.py": (
        "class Mail:\n    def send(self): ...\n\n\n"
        "class Other:\n    def send(self): ...\n"
    ),
    "shop/sender.py": (
        "class Base:\n    def __init__(self, channel):\n"
        "        self.channel = channel\n\n"
        "    def run(self):\n        self.channel.send()\n"
        "        self.channel.stop()\n\n\n"
        "class Loud(Base):\n    def __init__(self, channel):\n"
        "        super().__init__(channel)\n"
    ),
    "shop/a.py": (
        "from shop.mail import Mail, Other\nfrom shop.sender import Base, Loud\n\n"
        "made = {Mail, Other}\nfor kind in made:\n    Base(kind())\n"
        "Loud(Mail())\nLoud(Other())\n"
    ),
    "shop/b.py": (
        "from shop import mail, sender\n\n\ndef f(x):\n    sender.Base(x)\n\n\n"
        "f(mail.Other())\nf(mail.Mail())\n"
    ),
    "shop/c.py": "from shop.b import f\nfrom shop.mail import Mail\n\nf(Mail())\n",
}


def told(program: Program) -> list[str]:
    """Return all that is said of supplies, in the order in which it is said."""
    return [
        f"{supply.node.dotted} {supply.slot.dotted} {supply.is_exact} "
        + " ".join(f"{use.name}:{use.span.line}" for use in supply.uses.values())
        + "".join(f"; {s.module.path}:{s.span.line} {s.text}" for s in supply.chain)
        for supply in program.consumers.supplies
    ]


def all_told(paths: tuple[str, ...]) -> list[str]:
    files = {path: FILES[path] for path in paths}
    tree = in_memory(files, settings_for(files))
    known = extract_all(tree)
    return told(Program(tree, {path: known[path] for path in paths}))


@pytest.fixture(scope="module")
def expected() -> list[str]:
    return all_told(tuple(FILES))


def test_the_order_of_files_does_not_show(expected: list[str]) -> None:
    assert len(expected) == 2
    for paths in itertools.islice(itertools.permutations(FILES), 0, None, 100):
        assert all_told(paths) == expected


@pytest.mark.parametrize("seed", ["0", "1", "2"])
def test_the_seed_of_hashes_does_not_show(seed: str, expected: list[str]) -> None:
    script = (
        "import json; from tests.unit.link.flow.test_determinism import *; "
        "print(json.dumps(all_told(tuple(FILES))))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=REPOSITORY,
        env=environment(PYTHONHASHSEED=seed),
        capture_output=True,
        check=True,
    )
    assert json.loads(ran.stdout) == expected
