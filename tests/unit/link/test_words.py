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
