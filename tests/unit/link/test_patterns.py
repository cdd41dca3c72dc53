"""Patterns over dotted names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssot_audit.link.patterns import matcher, owner_matcher

SEGMENTS = ["a", "b", "ab", "*", "a*", "*b", "**"]


@pytest.mark.parametrize(
    ("pattern", "dotted", "is_match"),
    [
        ("*Bridge", "chat.core.EventBridge", True),
        ("*Bridge", "chat.Bridge.Inner", False),
        ("Bridge", "chat.Bridge", True),
        ("Bridge", "chat.EventBridge", False),
        ("chat.Bridge", "chat.Bridge", True),
        ("chat.Bridge", "more.chat.Bridge", False),
        ("chat.*", "chat.Bridge", True),
        ("chat.*", "chat.core.Bridge", False),
        ("chat.**", "chat.core.Bridge", True),
        ("chat.**.Bridge", "chat.Bridge", True),
        ("chat.**.Bridge", "chat.core.more.Bridge", True),
        ("**.*Bridge", "EventBridge", True),
        ("**", "chat.Bridge", True),
        ("chat.Web*Bridge", "chat.WebSocketBridge", True),
        ("chat+x.*", "chattx.A", False),
    ],
)
def test_a_pattern_matches_whole_names(
    pattern: str, dotted: str, is_match: bool
) -> None:
    assert matcher(pattern)(dotted) is is_match


@pytest.mark.parametrize(
    ("pattern", "module", "is_owned"),
    [
        ("shop.config", "shop.config", True),
        ("shop.config", "shop.config.early.boot", True),
        ("shop.config", "shop.configuration", False),
        ("shop.*", "shop.config.early", True),
        ("*.config", "shop.config.early", True),
        ("config", "shop.config", False),
        ("shop.**", "shop", True),
    ],
)
def test_an_owner_covers_its_submodules(
    pattern: str, module: str, is_owned: bool
) -> None:
    assert owner_matcher(pattern)(module) is is_owned


def matches(pattern: list[str], segments: list[str]) -> bool:
    """Match as the documentation says it, one segment after the other."""
    if not pattern:
        return not segments
    if pattern[0] == "**":
        return any(
            matches(pattern[1:], segments[count:]) for count in range(len(segments) + 1)
        )
    one = ".*".join(map(re.escape, pattern[0].split("*")))
    return bool(
        segments
        and re.fullmatch(one, segments[0])
        and matches(pattern[1:], segments[1:])
    )


@given(
    st.lists(st.sampled_from(SEGMENTS), min_size=2, max_size=4),
    st.lists(st.sampled_from(["a", "b", "ab", "aab"]), min_size=1, max_size=5),
)
def test_stars_mean_what_they_say(pattern: list[str], segments: list[str]) -> None:
    found = matcher(".".join(pattern))(".".join(segments))
    assert found is matches(pattern, segments)


@given(
    st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=4),
    st.lists(st.sampled_from(["a", "b", "ab"]), min_size=1, max_size=5),
)
def test_an_owner_pattern_matches_a_name_or_one_above_it(
    pattern: list[str], segments: list[str]
) -> None:
    found = owner_matcher(".".join(pattern))(".".join(segments))
    above = [segments[:end] for end in range(1, len(segments) + 1)]
    assert found is any(matches(pattern, name) for name in above)
