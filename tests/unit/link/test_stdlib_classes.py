import pytest

from ssot_audit.extract.facts import (
    KEYWORD_ONLY,
    POSITIONAL_ONLY,
    POSITIONAL_OR_KEYWORD,
    VAR_KEYWORD,
    VAR_POSITIONAL,
    Parameter,
)
from ssot_audit.link.stdlib_classes import (
    MemberKind,
    StdlibMember,
    format_member,
    parse_member,
)


@pytest.mark.parametrize(
    "member",
    [
        StdlibMember("plain", MemberKind.ATTRIBUTE, is_settable=True),
        StdlibMember("none", MemberKind.STATICMETHOD, parameters=()),
        StdlibMember(
            "all_kinds",
            MemberKind.METHOD,
            is_abstract=True,
            is_async=True,
            returns_awaitable=True,
            parameters=(
                Parameter("self", POSITIONAL_ONLY, has_default=False),
                Parameter("a", POSITIONAL_OR_KEYWORD, has_default=True),
                Parameter("args", VAR_POSITIONAL, has_default=False),
                Parameter("b", KEYWORD_ONLY, has_default=False),
                Parameter("kwargs", VAR_KEYWORD, has_default=False),
            ),
        ),
        StdlibMember(
            "keyword_only",
            MemberKind.CLASSMETHOD,
            overloaded=True,
            parameters=(
                Parameter("cls", POSITIONAL_ONLY, has_default=False),
                Parameter("b", KEYWORD_ONLY, has_default=True),
            ),
        ),
    ],
    ids=lambda member: member.name,
)
def test_member_text_round_trips(member: StdlibMember) -> None:
    assert parse_member(member.name, format_member(member)) == member


def test_member_text_reads_like_python() -> None:
    parameters = (
        Parameter("self", POSITIONAL_ONLY, has_default=False),
        Parameter("key", POSITIONAL_OR_KEYWORD, has_default=True),
        Parameter("deep", KEYWORD_ONLY, has_default=False),
    )
    member = StdlibMember(
        "get", MemberKind.METHOD, is_abstract=True, parameters=parameters
    )
    assert format_member(member) == "abstract method(self, /, key=, *, deep)"
