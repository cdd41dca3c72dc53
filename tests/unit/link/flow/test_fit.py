"""Whether a call fits a method, compared with what Python itself says."""

from dataclasses import dataclass, replace

from hypothesis import event, given
from hypothesis import strategies as st

from ssot_audit.extract.facts import Span
from ssot_audit.link.flow.demand import Call
from ssot_audit.link.flow.fit import call_mismatch
from tests.support.classes import class_in

NAMES = ("a", "b", "c", "d")


@dataclass(frozen=True)
class Method:
    """A method `m` of a class `A`."""

    parameters: str
    decorator: str = ""

    @property
    def source(self) -> str:
        first = {"": "self", "@classmethod": "cls", "@staticmethod": ""}[self.decorator]
        parameters = ", ".join(filter(None, (first, self.parameters)))
        decorator = f"    {self.decorator}\n" if self.decorator else ""
        return f"class A:\n{decorator}    def m({parameters}):\n        return 1\n"

    def accepts(self, call: Call) -> bool:
        """Let Python call it: up to 3.11 `inspect` refuses what Python accepts."""
        names: dict[str, type] = {}
        exec(self.source, names)  # noqa: S102 - its text is made here
        method = getattr(names["A"](), "m")  # noqa: B009 - mypy knows of no `m`
        try:
            method(*range(call.positional), **dict.fromkeys(call.keywords))
        except TypeError:
            return False
        return True

    def refusal(self, call: Call) -> str | None:
        return call_mismatch(class_in(self.source).members["m"], call)


def call_of(
    positional: int, keywords: tuple[str, ...] = (), *, has_spread: bool = False
) -> Call:
    return Call(
        positional,
        keywords,
        has_spread,
        is_awaited=False,
        is_dropped=False,
        span=Span(1, 1, 1, 2),
    )


@st.composite
def methods(draw: st.DrawFn) -> Method:
    names = draw(st.permutations(NAMES))[: draw(st.integers(0, len(NAMES)))]
    ends = sorted(draw(st.tuples(*[st.integers(0, len(names))] * 2)))
    placed, named = names[: ends[1]], names[ends[1] :]
    first_default = draw(st.integers(0, len(placed)))
    parts = [n if i < first_default else f"{n}=0" for i, n in enumerate(placed)]
    if ends[0]:
        parts.insert(ends[0], "/")
    if draw(st.booleans()):
        parts.append("*rest")
    elif named:
        parts.append("*")
    parts += [f"{name}=0" if draw(st.booleans()) else name for name in named]
    if draw(st.booleans()):
        parts.append("**more")
    decorator = draw(st.sampled_from(("", "", "@classmethod", "@staticmethod")))
    if not decorator and parts[:1] == ["/"]:
        decorator = "@staticmethod"
    return Method(", ".join(parts), decorator)


calls = st.builds(
    call_of,
    st.integers(0, 5),
    st.lists(
        st.sampled_from((*NAMES, "e", "rest", "more")), unique=True, max_size=4
    ).map(tuple),
)


def test_a_keyword_does_not_set_a_parameter_without_name() -> None:
    assert Method("a, /, **more").refusal(call_of(0, ("a",))) is not None


@given(methods(), calls)
def test_a_call_fits_exactly_when_python_binds_it(method: Method, call: Call) -> None:
    accepted = method.accepts(call)
    event("accepted" if accepted else "refused")
    assert (method.refusal(call) is None) == accepted


@given(methods(), calls, st.data())
def test_a_call_that_fits_still_may_with_arguments_behind_a_star(
    method: Method, call: Call, data: st.DataObject
) -> None:
    if not method.accepts(call):
        return
    shown = replace(
        call,
        positional=data.draw(st.integers(0, call.positional)),
        keywords=call.keywords[: data.draw(st.integers(0, len(call.keywords)))],
        has_spread=True,
    )
    assert method.refusal(shown) is None


@given(methods(), calls)
def test_what_no_further_argument_mends_is_refused_behind_a_star(
    method: Method, call: Call
) -> None:
    refused = method.refusal(replace(call, has_spread=True))
    assert refused is None or not method.accepts(call)
