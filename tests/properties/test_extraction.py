"""Extraction is total and pure, and its facts can be stored."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from ssot_audit.extract.extractor import extract
from ssot_audit.extract.facts import ModuleFacts
from tests.support.corpus import DOCUMENTED, source_files

SOURCES = sorted(
    {
        example.files[path].encode()
        for example in DOCUMENTED
        for path in source_files(example)
    }
)
WORDS = """
( ) [ ] { } : ; , . = := -> @ * ** \\ # ssot: f'{x}' " ''' 1 0777 é type match case _
async def class if else try except* lambda yield await global nonlocal del import from
as with return
"""
SEPARATORS = ["\n", "\n    ", "\t", "\r", "\f", "\0", "\ufeff"]
TOKENS = st.sampled_from([*WORDS.split(), *SEPARATORS])


@st.composite
def spoiled_sources(draw: st.DrawFn) -> bytes:
    """Return a source file with some tokens put in and a piece taken out."""
    source = draw(st.sampled_from(SOURCES))
    start, end = sorted(draw(st.tuples(*[st.integers(0, len(source))] * 2)))
    tokens = " ".join(draw(st.lists(TOKENS, max_size=4)))
    return source[:start] + tokens.encode() + source[end:]


def assert_facts_or_failure(source: bytes) -> None:
    found = extract(source)
    if found.failure is not None:
        assert found == ModuleFacts(failure=found.failure, lines=found.lines)
        assert found.failure.span.line >= 1
    assert extract(source) == found
    assert (
        msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=ModuleFacts) == found
    )


@given(st.binary())
def test_any_bytes_give_facts_or_a_failure(source: bytes) -> None:
    assert_facts_or_failure(source)


@given(st.text())
def test_any_text_gives_facts_or_a_failure(source: str) -> None:
    assert_facts_or_failure(source.encode())


@given(st.lists(TOKENS))
def test_any_tokens_give_facts_or_a_failure(tokens: list[str]) -> None:
    assert_facts_or_failure(" ".join(tokens).encode())


@settings(max_examples=400)
@given(spoiled_sources())
def test_any_spoiled_source_gives_facts_or_a_failure(source: bytes) -> None:
    assert_facts_or_failure(source)
