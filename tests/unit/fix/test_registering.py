"""Markers registered in settings of every format, and nothing else changed."""

import pytest

from ssot_audit.fix.registering import with_markers
from ssot_audit.fix.text import Untouched

TABLE = "[tool.pytest.ini_options]\n"


def registered(path: str, text: str, *names: str) -> str:
    return with_markers(path, text.encode(), names or ("slow",)).decode()


def registered_toml(text: str, *names: str) -> str:
    return registered("pyproject.toml", text, *names)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('markers = ["a"]', 'markers = ["a", "slow"]'),
        ('markers = ["a",]  # why', 'markers = ["a", "slow"]  # why'),
        ("markers = []", 'markers = ["slow"]'),
        ('markers = [\n  "a: x"\n]', 'markers = [\n  "a: x",\n  "slow",\n]'),
        (
            'markers = [\n\t"a",  # why\n\t# "b",\n]\nx = 1',
            'markers = [\n\t"a",  # why\n\t# "b",\n\t"slow",\n]\nx = 1',
        ),
        (
            'markers = [\n  "a[1]: # no",\n  \'b, "c"\', "d"]',
            'markers = [\n  "a[1]: # no",\n  \'b, "c"\', "d", "slow"]',
        ),
        ("markers = [\n]", 'markers = [\n    "slow",\n]'),
        ('"markers"=["a"]', '"markers"=["a", "slow"]'),
    ],
)
def test_a_list_of_toml_keeps_its_layout_and_comments(before: str, after: str) -> None:
    rest = '\n\n[tool.x] # markers = ["y"]\nmarkers = ["z"]\n'
    text = f'[project]\nname = "p"\n\n{TABLE}{before}{rest}'
    assert registered_toml(text) == text.replace(before, after)


def test_a_list_is_added_to_a_table_without_one() -> None:
    text = f'{TABLE}addopts = "-q"\n# end\n\n[tool.x]\ny = [\n  [1],\n]\n'
    added = '# end\nmarkers = [\n    "a",\n    "b",\n]\n'
    assert registered_toml(text, "a", "b") == text.replace("# end\n", added)
    assert registered_toml(TABLE) == f'{TABLE}markers = [\n    "slow",\n]\n'


def test_a_table_is_added_to_a_file_without_one() -> None:
    table = '[tool.pytest.ini_options]\nmarkers = [\n    "slow",\n]\n'
    assert registered_toml("") == table
    assert registered_toml("[project]\nname = 'p'") == (
        f"[project]\nname = 'p'\n\n{table}"
    )
    assert registered("pytest.toml", "") == table.replace(
        "tool.pytest.ini_options", "pytest"
    )


def test_a_table_with_types_of_its_own_is_kept() -> None:
    text = '[tool.pytest]\nstrict = true\nmarkers = ["a"]\n'
    assert registered_toml(text) == text.replace('"a"', '"a", "slow"')


@pytest.mark.parametrize(
    "text",
    [
        f'{TABLE}markers = "a"\n',
        f'{TABLE}markers = """\na\n"""\n',
        '[tool]\npytest.ini_options.markers = ["a"]\n',
        '[tool]\npytest = { ini_options = { markers = ["a"] } }\n',
        "[tool\n",
        f"{TABLE}markers = 1\n",
    ],
)
def test_what_is_written_in_an_odd_way_is_left(text: str) -> None:
    with pytest.raises(Untouched):
        registered_toml(text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("markers =\n  a: x\n  b", "markers =\n  a: x\n  b\n  slow"),
        ("markers = a", "markers = a\n    slow"),
        (
            "markers:\n\ta\n# c\n\n\tb\n\nx = 1",
            "markers:\n\ta\n# c\n\n\tb\n\tslow\n\nx = 1",
        ),
        ("x = 1", "x = 1\nmarkers =\n    slow"),
    ],
)
@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("tests/pytest.ini", "pytest"),
        ("tox.ini", "pytest"),
        ("setup.cfg", "tool:pytest"),
    ],
)
def test_a_value_of_an_ini_file_gets_another_line(
    before: str, after: str, path: str, section: str
) -> None:
    text = f"[x]\nmarkers = z\n[{section}]\n{before}\n\n[y]\nmarkers = z\n"
    assert registered(path, text) == text.replace(before, after)


def test_a_section_is_added_to_an_ini_file_without_one() -> None:
    added = "[pytest]\nmarkers =\n    slow\n"
    assert registered("pytest.ini", "") == added
    assert registered("pytest.ini", "# empty") == f"# empty\n\n{added}"


@pytest.mark.parametrize("text", ["x = 1\n", "[pytest]\nodd\n"])
def test_an_ini_file_that_pytest_refuses_is_left(text: str) -> None:
    with pytest.raises(Untouched):
        registered("pytest.ini", text)


def test_line_ends_and_a_mark_at_the_start_stay() -> None:
    text = "\ufeff[pytest]\r\nmarkers =\r\n  a\r\n"
    assert registered("pytest.ini", text) == f"{text}  slow\r\n"
    toml = f"{TABLE}markers = [\n  'a',\n]\n".replace("\n", "\r\n")
    assert registered_toml(toml) == toml.replace("'a',", "'a',\r\n  \"slow\",")


def test_what_is_no_utf_8_is_left() -> None:
    with pytest.raises(Untouched):
        with_markers("pytest.ini", b"[pytest]\n# \xff\n", ("slow",))
