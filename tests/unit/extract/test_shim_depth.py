"""What a module hands on, however long its branches are."""

from ssot_audit.extract.extractor import extract


def test_a_long_chain_of_elif_is_read() -> None:
    branches = "".join(f"elif x == {n}:\n    from b import n{n}\n" for n in range(900))
    facts = extract(f"if x:\n    from a import n\n{branches}".encode())
    assert len(facts.imports) == 901
