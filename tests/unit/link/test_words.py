"""Words of the whole program: the first to say one matters, and the last to stop."""

import pytest

from ssot_audit.extract.extractor import extract
from ssot_audit.link.face import Unlike
from ssot_audit.link.words import Words, words_of
from tests.support.projects import linked

FILES = {
    "base.py": (
        "from typing import Protocol\n"
        "class Shape(Protocol):\n    def area(self, unit): ...\n"
        "class Square(Shape):\n    def area(self, unit): return self.side\n"
    ),
    "one.py": "Square()\nx.area(unit=1)\ny.side = 2\n",
    "two.py": "Square()\nx.area(unit=1)\ny.side = 2\n",
    "three.py": "nothing(else_matters=1)\nz.other = 2\n",
}


def words() -> Words:
    program = linked(FILES)
    return words_of(program, program.obligations(()).all)


def edited(known: Words, path: str, text: str) -> Words:
    return known.after(extract(FILES[path].encode()), extract(text.encode()))


def test_only_words_that_somebody_is_asked_about_are_counted() -> None:
    found = words()
    assert found.called == {"Shape": 0, "Square": 2}
    assert found.stored == {"side": 2}
    assert found.keyword_calls["area(unit"] == 2
    assert not any("nothing" in call for call in found.keyword_calls)


def test_the_last_file_that_says_a_word_must_go_on() -> None:
    once = edited(words(), "one.py", "")
    assert (once.called["Square"], once.stored["side"]) == (1, 1)
    with pytest.raises(Unlike):
        edited(once, "two.py", "")


@pytest.mark.parametrize("text", ["Shape()", "return_(Shape)"])
def test_a_class_that_nobody_called_or_used_is_noticed(text: str) -> None:
    with pytest.raises(Unlike):
        edited(words(), "three.py", text + "\n")


def test_other_words_may_come_and_go() -> None:
    assert edited(words(), "three.py", "new(keyword=1)\nz.more = 3\n") == words()


BODY = "".join(f"    x{n} = {{}}{n}\n" for n in range(9))


def test_bodies_are_counted_and_a_copy_that_comes_or_goes_is_noticed() -> None:
    files = {
        "one.py": f"def f():\n{BODY.format(*range(9))}",
        "two.py": f"def g():\n{BODY.format(*range(1, 10))}",
    }
    program = linked(files)
    known = words_of(program, ())
    assert sorted(known.shapes.values()) == [1, 1]

    def after(words: Words, old: str, new: str) -> Words:
        return words.after(extract(old.encode()), extract(new.encode()))

    third = f"def f():\n{BODY.format(*range(2, 11))}"
    assert sum(after(known, files["one.py"], third).shapes.values()) == 2
    copy = files["two.py"].replace("def g", "def f")
    with pytest.raises(Unlike):
        after(known, files["one.py"], copy)
    copied = words_of(linked({**files, "one.py": copy}), ())
    with pytest.raises(Unlike):
        after(copied, copy, third)
