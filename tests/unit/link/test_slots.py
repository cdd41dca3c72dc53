"""Names of slots, as people write them."""

import pytest

from ssot_audit.link.slots import slots_named

KNOWN = (
    "chat.core.Emitter.manager",
    "chat.old.Emitter.manager",
    "chat.core.Emitter.__init__(manager)",
    "chat.core.emit(manager)",
    "chat.core.shared",
)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("chat.core.Emitter.manager", {"chat.core.Emitter.manager"}),
        ("Emitter.manager", {"chat.core.Emitter.manager", "chat.old.Emitter.manager"}),
        ("emit(manager)", {"chat.core.emit(manager)"}),
        ("core.emit.manager", {"chat.core.emit(manager)"}),
        ("Emitter.__init__(manager)", {"chat.core.Emitter.__init__(manager)"}),
        ("shared", {"chat.core.shared"}),
        ("old.*.manager", {"chat.old.Emitter.manager"}),
        ("*", set(KNOWN)),
        ("mitter.manager", set()),
        ("(manager)", set()),
        ("", set()),
    ],
)
def test_a_slot_is_found(name: str, meant: set[str]) -> None:
    assert slots_named(name, KNOWN) == meant


def test_parentheses_ask_for_a_parameter() -> None:
    known = ("m.f(x)", "m.f.x")
    assert slots_named("f(x)", known) == {"m.f(x)"}
    assert slots_named("f.x", known) == {"m.f(x)", "m.f.x"}
