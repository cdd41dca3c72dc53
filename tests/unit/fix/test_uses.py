"""Names used through a module, arguments and suppressions."""

import pytest

from ssot_audit.discover.memory import in_memory
from ssot_audit.extract.facts import Span
from ssot_audit.fix.apply import Edited, edited
from ssot_audit.fix.surroundings import Surroundings
from ssot_audit.rules.remedies import Move, MoveImports, Remedy, RenameArgument
from tests.support.projects import settings_for
from tests.unit.fix.test_moved_imports import task

MOVE = MoveImports(moves=(Move("a.b.Name", "c.d.New"),))


def mended(source: str, text: str, remedy: Remedy) -> Edited:
    """Mend each place of a text, which may not be over several lines."""
    path = "shop/app.py"
    files = {"shop/__init__.py": "", path: source}
    tree = in_memory(files, settings_for(files))
    spans = [
        Span(number, at + 1, number, at + 1 + len(text))
        for number, line in enumerate(source.splitlines(), 1)
        for at in range(len(line))
        if line.startswith(text, at)
    ]
    tasks = [task(path, span, remedy) for span in spans]
    return edited(tree.files[1], source.encode(), tasks, Surroundings(tree, {}))


@pytest.mark.parametrize(
    ("before", "use", "after"),
    [
        (
            "import a.b\n\nprint(a.b.Name, a.b.Name.x)\n",
            "a.b.Name",
            "from c.d import New\n\nprint(New, New.x)\n",
        ),
        (
            "from a import b\n\nprint(b.Name, b.other)\n",
            "b.Name",
            "from a import b\nfrom c.d import New\n\nprint(New, b.other)\n",
        ),
        (
            "from a import b as m, q\n\nprint((m.Name))\n",
            "m.Name",
            "from a import q\nfrom c.d import New\n\nprint((New))\n",
        ),
        (
            "from a import b\n\nNew = b.Name()\n",
            "b.Name",
            "import c.d\n\nNew = c.d.New()\n",
        ),
        (
            "from a import b\nfrom c.d import New\n\nprint(b.Name)\n",
            "b.Name",
            "from c.d import New\n\nprint(New)\n",
        ),
        (
            "from a import b\nfrom c.d import A\n\n__all__ = ['b']\nb.Name\n",
            "b.Name",
            "from a import b\nfrom c.d import A, New\n\n__all__ = ['b']\nNew\n",
        ),
        (
            "def f():\n    import a.b as m\n    return m.Name\n",
            "m.Name",
            "def f():\n    from c.d import New\n    return New\n",
        ),
    ],
)
def test_uses_through_a_module_move(before: str, use: str, after: str) -> None:
    result = mended(before, use, MOVE)
    assert result.content.decode() == after
    assert result.declined == {}


def test_a_module_bound_otherwise_is_left() -> None:
    result = mended("b = load()\nprint(b.Name)\n", "b.Name", MOVE)
    assert list(result.declined.values()) == [
        "`b` is bound in a way that is not followed"
    ]


def test_an_argument_is_renamed_and_its_spaces_stay() -> None:
    source = "connect(url,  extra_headers = {'a': 1},\n        timeout=2)\n"
    remedy = RenameArgument(old="extra_headers", new="additional_headers")
    result = mended(source, "extra_headers", remedy)
    wanted = "connect(url,  additional_headers = {'a': 1},\n        timeout=2)\n"
    assert result.content.decode() == wanted


def test_an_argument_that_is_passed_already_is_left() -> None:
    remedy = RenameArgument(old="old", new="new")
    result = mended("f(new=1, old=2)\n", "f(new=1, old=2)", remedy)
    assert list(result.declined.values()) == ["`new` is passed already"]
