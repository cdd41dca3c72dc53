import ast

import pytest

from ssot_audit.extract.cst_to_ast import cst_to_ast
from ssot_audit.extract.syntax_nodes import (
    Interpolation,
    ParamSpec,
    TemplateStr,
    TypeAlias,
    TypeVar,
    TypeVarTuple,
)


def read(source: str) -> ast.Module:
    return cst_to_ast(source.encode())


def expression(source: str) -> ast.expr:
    [statement] = read(source).body
    assert isinstance(statement, ast.Expr)
    return statement.value


def test_type_parameters_are_read_on_every_interpreter() -> None:
    tree = read("class A[T: int = str, *Ts = *x, **P = [y]]: pass\ndef f[T](): pass\n")
    cls, function = tree.body
    bound, variadic, parameters = vars(cls)["type_params"]
    assert isinstance(bound, TypeVar)
    assert isinstance(variadic, TypeVarTuple)
    assert isinstance(parameters, ParamSpec)
    assert (bound.name, variadic.name, parameters.name) == ("T", "Ts", "P")
    defaults = [vars(each)["default_value"] for each in (bound, variadic, parameters)]
    assert list(map(ast.unparse, defaults)) == ["str", "*x", "[y]"]
    assert (bound.col_offset, bound.end_col_offset) == (8, 20)
    assert [each.name for each in vars(function)["type_params"]] == ["T"]


def test_type_alias_is_read_on_every_interpreter() -> None:
    [alias] = read("type A[T] = list[T]; x\n").body[:1]
    assert isinstance(alias, TypeAlias)
    assert alias.name.id == "A"
    assert ast.unparse(alias.value) == "list[T]"
    assert (alias.col_offset, alias.end_col_offset) == (0, 19)


def test_nested_quotes_in_formatted_string_are_read_on_every_interpreter() -> None:
    value = expression("""f"{d["k"]} {'\\n'.join(x)!r:{"a" "b"}}{y =\n}" """)
    assert isinstance(value, ast.JoinedStr)
    names = [type(each).__name__ for each in value.values]
    assert names == [
        "FormattedValue",
        "Constant",
        "FormattedValue",
        "Constant",
        "FormattedValue",
    ]
    assert ast.dump(value.values[3]) == "Constant(value='y =\\n')"


def test_comment_in_formatted_string_is_no_part_of_its_debug_text() -> None:
    value = expression("f'''{a['#'] # comment\n = }'''")
    assert isinstance(value, ast.JoinedStr)
    assert ast.dump(value.values[0]) == """Constant(value="a['#'] \\n = ")"""


def test_template_string_is_read_on_every_interpreter() -> None:
    value = expression("t'a{x!r:>{y}}{z=}'")
    assert isinstance(value, TemplateStr)
    text, first, debug, second = value.values
    assert isinstance(first, Interpolation)
    assert isinstance(second, Interpolation)
    assert (first.str, first.conversion) == ("x", ord("r"))
    assert (second.str, second.conversion) == ("z", ord("r"))
    assert [ast.literal_eval(each) for each in (text, debug)] == ["a", "z="]


def test_unparenthesised_exceptions_are_read_on_every_interpreter() -> None:
    [statement] = read("try: a\nexcept B, C: d\n").body
    assert isinstance(statement, ast.Try)
    assert isinstance(statement.handlers[0].type, ast.Tuple)


def test_unpacking_in_comprehension_is_read_on_every_interpreter() -> None:
    listed, mapped = map(expression, ("[*a for a in b]", "{**a for a in b}"))
    assert isinstance(listed, ast.ListComp)
    assert isinstance(listed.elt, ast.Starred)
    assert isinstance(mapped, ast.DictComp)
    assert vars(mapped)["value"] is None


@pytest.mark.parametrize("source", ["lazy import a.b", "lazy from .a import b as c"])
def test_lazy_import_is_marked(source: str) -> None:
    [lazy] = read(source).body
    [eager] = read(source.removeprefix("lazy ")).body
    assert vars(lazy)["is_lazy"] == 1
    assert ast.dump(lazy) == ast.dump(eager)
    assert (lazy.col_offset, lazy.end_col_offset) == (0, len(source))
