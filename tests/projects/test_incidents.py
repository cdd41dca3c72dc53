"""The incidents that cost most: every word and every hop of what the scan says."""

import functools

import pytest

from ssot_audit.verdict.verdict import Reported
from tests.support.command import REPOSITORY
from tests.support.projects import verdict_on

ROOT = REPOSITORY / "fixtures" / "chat_platform"
CONFIGURATION = (ROOT / "ssot-audit.toml").read_text("utf-8")

ADAPTER = "backend/agents/registry_adapter.py"
BRIDGE = "backend/websocket_core/bridge.py"
CHAT = "backend/routes/chat.py"
DEMO = "backend/routes/demo.py"
EMITTER = "backend/websocket_core/unified_emitter.py"
FACTORY = "backend/websocket_core/emitter_factory.py"
PRESENCE = "backend/services/presence.py"
PROTOCOLS = "backend/websocket_core/protocols.py"
SUPERVISOR = "backend/agents/supervisor_agent.py"

Edit = tuple[str, str, str]
"""A file, what stands in it once, and what is there afterwards."""


@functools.cache
def platform() -> dict[str, str]:
    return {
        file.relative_to(ROOT).as_posix(): file.read_text("utf-8")
        for file in (ROOT / ".env.example", *sorted(ROOT.rglob("*.py")))
    }


@functools.cache
def findings(*edits: Edit) -> tuple[Reported, ...]:
    """Scan the platform after some edits."""
    files = dict(platform())
    for path, before, after in edits:
        assert files[path].count(before) == 1
        files[path] = files[path].replace(before, after)
    return verdict_on(files, CONFIGURATION).findings


def of(code: str, symbol: str, *edits: Edit) -> list[Reported]:
    """Return what one rule says of a class, or of something in it."""
    return [
        item
        for item in findings(*edits)
        if item.finding.code == code and symbol in item.finding.symbol.split(".")
    ]


def said(code: str, symbol: str, *edits: Edit) -> list[str]:
    return [item.finding.message for item in of(code, symbol, *edits)]


def hops(item: Reported) -> list[str]:
    return [f"{h.place.path}:{h.place.line} {h.message}" for h in item.finding.evidence]


# A bridge made inside a route (1)

REACHES = "`DemoWebSocketBridge` reaches `UnifiedWebSocketEmitter.manager` but lacks "
ACTIVE = """
        def is_connection_active(self, user_id):
            return True
"""
CRITICAL = """
        async def emit_critical_event(self, user_id, kind, body):
            await self.send_to_user(user_id, str(kind))
"""
HEALTH = """
        def get_connection_health(self, user_id):
            return {}
"""


def demo_with(*members: str) -> Edit:
    """Add members to the bridge of the demo."""
    last = 'await self.send_to_user("everyone", message)\n'
    return DEMO, last, last + "".join(members)


def test_the_bridge_of_the_demo_is_named_with_all_that_it_lacks() -> None:
    (item,) = of("SSOT105", "DemoWebSocketBridge")
    assert item.finding.message == (
        f"{REACHES}`is_connection_active` (2 unguarded uses), "
        "`emit_critical_event` (6), `get_connection_health` (1)"
    )
    assert f"{item.finding.place.path}:{item.finding.place.line}" == f"{DEMO}:16"
    assert item.finding.help == (
        "Define what is missing on `DemoWebSocketBridge`, or pass another object."
    )


def test_the_way_of_the_bridge_of_the_demo_is_shown_hop_by_hop() -> None:
    (item,) = of("SSOT105", "DemoWebSocketBridge")
    slot = "`UnifiedWebSocketEmitter.manager`"
    assert hops(item) == [
        f"{DEMO}:30 `DemoWebSocketBridge` is created",
        f"{DEMO}:31 is passed to `SupervisorAgent.__init__` as `websocket_bridge`",
        f"{SUPERVISOR}:17 is stored as `SupervisorAgent.websocket_bridge`",
        f"{SUPERVISOR}:31 is passed to `UnifiedWebSocketEmitter.__init__` as `manager`",
        f"{EMITTER}:12 is stored as {slot}",
        (
            f"{EMITTER}:17 `is_connection_active` is used on {slot} here, "
            "the first of 2 uses"
        ),
        (
            f"{EMITTER}:18 `emit_critical_event` is used on {slot} here, "
            "the first of 6 uses"
        ),
        f"{EMITTER}:54 `get_connection_health` is used on {slot} here",
    ]


@pytest.mark.parametrize(
    ("added", "lacking"),
    [
        (
            [ACTIVE],
            "`emit_critical_event` (6 unguarded uses), `get_connection_health` (1)",
        ),
        (
            [CRITICAL],
            "`is_connection_active` (2 unguarded uses), `get_connection_health` (1)",
        ),
        (
            [HEALTH],
            "`is_connection_active` (2 unguarded uses), `emit_critical_event` (6)",
        ),
        ([ACTIVE, HEALTH], "`emit_critical_event` (6 unguarded uses)"),
    ],
)
def test_a_fix_that_forgets_members_takes_its_own_from_the_finding(
    added: list[str], lacking: str
) -> None:
    (before,) = of("SSOT105", "DemoWebSocketBridge")
    (after,) = of("SSOT105", "DemoWebSocketBridge", demo_with(*added))
    assert after.finding.message == REACHES + lacking
    assert after.fingerprint == before.fingerprint
    remaining = {part.name for part in after.finding.parts}
    assert remaining == {name for name in lacking.split("`") if "_" in name}


def test_nothing_is_said_of_the_bridge_once_it_has_all_three() -> None:
    assert not of("SSOT105", "DemoWebSocketBridge", demo_with(ACTIVE, CRITICAL, HEALTH))


def test_a_member_that_is_asked_for_first_may_be_lacking() -> None:
    assert 'hasattr(self.manager, "flush_pending")' in platform()[EMITTER]
    (item,) = of("SSOT105", "DemoWebSocketBridge")
    assert "flush_pending" not in item.finding.message
    unguarded: Edit = EMITTER, 'if hasattr(self.manager, "flush_pending")', "if answer"
    (item,) = of("SSOT105", "DemoWebSocketBridge", unguarded)
    assert "`flush_pending` (1)" in item.finding.message


# Classes without the members of the protocol (2)


def test_the_bridge_of_the_agents_keeps_none_of_eleven_members() -> None:
    (item,) = of("SSOT101", "AgentWebSocketBridge")
    owed = (
        *("connection_count", "connect_user", "disconnect_user"),
        *("is_connection_active", "get_connection_health", "get_user_connections"),
        *("send_to_user", "emit_critical_event", "broadcast"),
        *("recover_connection", "shutdown"),
    )
    listed = ", ".join(f"`{name}`" for name in owed)
    assert item.finding.message == (
        "`AgentWebSocketBridge` implements 0 of 11 members of `WebSocketProtocol`; "
        f"missing: {listed} (because: whatever is handed to an emitter as its manager "
        "is used through this protocol)"
    )
    assert hops(item)[:2] == [
        (
            f"{BRIDGE}:10 `AgentWebSocketBridge` is held to `WebSocketProtocol`: "
            "it is declared an implementer in ssot-audit.toml: contract[0]"
        ),
        (
            f"{PROTOCOLS}:9 `WebSocketProtocol` is defined here "
            "(shadowed by a later definition)"
        ),
    ]
    assert [hop.split()[1] for hop in hops(item)[2:]] == [f"`{name}`" for name in owed]


HELD_BY_FLOW = (
    "`PresenceRecording` implements 1 of 11 members of `WebSocketProtocol`; missing: "
    "`connection_count`, `connect_user`, `disconnect_user`, `get_connection_health`, "
    "`get_user_connections`, `send_to_user`, `emit_critical_event`, `broadcast`, "
    "`recover_connection`, `shutdown`"
)


def without_the_impostor() -> Edit:
    """Remove the plain class that replaces the protocol."""
    text = platform()[PROTOCOLS]
    start = text.index("class WebSocketProtocol:")
    return PROTOCOLS, text[start : text.index("WebSocketManagerProtocol =")], ""


def test_what_is_passed_as_a_manager_owes_the_protocol_too() -> None:
    (item,) = of("SSOT101", "PresenceRecording", without_the_impostor())
    assert item.finding.message == HELD_BY_FLOW
    ways = "\n".join(hops(item))
    assert f"{PRESENCE}:29 `PresenceRecording` is created" in ways
    assert f"{PRESENCE}:29 is passed to `PresenceBoard.__init__` as `manager`" in ways


def test_a_protocol_that_was_replaced_is_owed_all_the_same() -> None:
    assert said("SSOT101", "PresenceRecording") == [HELD_BY_FLOW]


# Lookups that became asynchronous, and adapters that did not (4)

SLOT = "`SupervisorAgent.registry`"
FIRST_REPAIR: Edit = (
    ADAPTER,
    """    def get(self, agent_name: str) -> AgentRunner:
""",
    """    async def get_async(self, agent_name: str) -> AgentRunner:
""",
)
SECOND_REPAIR: Edit = (
    ADAPTER,
    """    def get(self, agent_name: str) -> AgentRunner:
""",
    """    async def get_async(self, agent_name: str, context=None) -> AgentRunner:
""",
)


def way_of(adapter: str, line: int, made_at: int) -> list[str]:
    return [
        f"{CHAT}:{made_at} `{adapter}` is created",
        f"{CHAT}:{line} is passed to `SupervisorAgent.__init__` as `registry`",
        f"{SUPERVISOR}:16 is stored as {SLOT}",
    ]


def test_the_adapter_lacks_what_the_annotated_class_has() -> None:
    (item,) = of("SSOT105", "AgentRegistryAdapter")
    assert item.finding.message == (
        f"`AgentRegistryAdapter` reaches {SLOT} but lacks `get_async` (1 unguarded use)"
    )
    assert hops(item) == [
        *way_of("AgentRegistryAdapter", 25, 26),
        f"{SUPERVISOR}:21 `get_async` is used on {SLOT} here",
    ]


def test_the_first_repair_forgot_the_context() -> None:
    assert not of("SSOT105", "AgentRegistryAdapter", FIRST_REPAIR)
    (item,) = of("SSOT106", "AgentRegistryAdapter", FIRST_REPAIR)
    assert item.finding.message == (
        "`AgentRegistryAdapter.get_async(agent_name)` does not accept keyword "
        f"`context` (1 call on {SLOT})"
    )
    assert hops(item) == [
        *way_of("AgentRegistryAdapter", 25, 26),
        f"{SUPERVISOR}:21 `get_async` is called on {SLOT} here",
    ]


def test_the_second_repair_remembers_it() -> None:
    assert not of("SSOT105", "AgentRegistryAdapter", SECOND_REPAIR)
    assert not of("SSOT106", "AgentRegistryAdapter", SECOND_REPAIR)


def test_an_adapter_that_was_repaired_once_is_found_as_it_stands() -> None:
    (item,) = of("SSOT106", "CachingRegistryAdapter")
    assert item.finding.message == (
        "`CachingRegistryAdapter.get_async(agent_name)` does not accept keyword "
        f"`context` (1 call on {SLOT})"
    )
    assert hops(item) == [
        *way_of("CachingRegistryAdapter", 32, 32),
        f"{SUPERVISOR}:21 `get_async` is called on {SLOT} here",
    ]


# What a merge moved to the class next door (5)


def undefined(symbol: str, name: str) -> Reported:
    (item,) = (
        item
        for item in of("SSOT107", symbol)
        if f"`self.{name}`" in item.finding.message
    )
    return item


@pytest.mark.parametrize(
    ("helper", "uses", "moved_to"),
    [
        ("_build_event", "3 uses", 54),
        ("_deliver", "3 uses", 57),
        ("_is_throttled", "1 use", 60),
        ("_note_failure", "1 use", 65),
        ("_note_success", "1 use", 68),
    ],
)
def test_a_helper_that_moved_is_found_where_it_is(
    helper: str, uses: str, moved_to: int
) -> None:
    assert len(of("SSOT107", "AgentWebSocketBridge")) == 5
    item = undefined("AgentWebSocketBridge", helper)
    assert item.finding.message == (
        f"`AgentWebSocketBridge` uses `self.{helper}` ({uses}), "
        "but neither it nor any of its bases defines it"
    )
    assert hops(item)[-1] == (
        f"{BRIDGE}:{moved_to} `{helper}` is defined on class `WebSocketNotifier` "
        "in the same file."
    )


def test_the_factory_sets_none_of_its_fifteen_attributes() -> None:
    found = of("SSOT107", "WebSocketEmitterFactory")
    names = [item.finding.message.split("`")[3] for item in found]
    assert sorted(names) == [
        f"self.{name}"
        for name in (
            *("_clock", "_emitters", "_environment", "_forgotten", "_idle_limit"),
            *("_lock", "_log", "_manager", "_max_total", "_on_forget"),
            *("_paused", "_separator", "_shard", "_started_at", "_touched_at"),
        )
    ]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("_manager", 63),
        ("_idle_limit", 64),
        ("_clock", 65),
        ("_emitters", 66),
        ("_touched_at", 67),
    ],
)
def test_the_class_that_got_the_constructor_is_named(name: str, line: int) -> None:
    assert hops(undefined("WebSocketEmitterFactory", name))[-1] == (
        f"{FACTORY}:{line} `{name}` is defined on class `EmitterPool` in the same file."
    )
