"""Rows of the contract matrix that changed."""

from ssot_audit.link.matrix_changes import RowChange, changed_rows, kept
from tests.support.projects import linked

PORT = """\
from typing import Protocol

class Port(Protocol):
    def send(self): ...
    def stop(self): ...
"""
WIRE = """\
from net.port import Port

class Wire(Port):
    def send(self): return 1
    def stop(self): return 1
"""
FILES = {"net/__init__.py": "", "net/port.py": PORT, "net/wire.py": WIRE}


def changes(**now: str) -> tuple[RowChange, ...]:
    files = {**FILES, **{f"net/{name}.py": text for name, text in now.items()}}
    return changed_rows(linked(FILES), linked(files), (), {})


def test_no_row_changes_with_the_lines() -> None:
    assert not changes(wire=f"# moved\n\n{WIRE}")


def test_a_member_lost() -> None:
    (change,) = changes(wire=WIRE.replace("stop", "halt"))
    assert (change.holder, change.contract.name) == ("net.wire.Wire", "net.port.Port")
    assert change.before is not None
    assert change.now is not None
    assert (kept(change.before), kept(change.now)) == (2, 1)
    assert (change.lost, change.gained) == (("stop",), ())


def test_a_member_that_is_asked_for_since() -> None:
    (change,) = changes(port=f"{PORT}    def hold(self): ...\n")
    assert (change.lost, change.gained, change.released) == (("hold",), (), ())


def test_a_member_that_is_not_asked_for_any_more() -> None:
    (change,) = changes(port=PORT.replace("    def stop(self): ...\n", ""))
    assert (change.lost, change.gained, change.released) == ((), (), ("stop",))


def test_a_member_mended() -> None:
    before = {**FILES, "net/wire.py": WIRE.replace("stop", "halt")}
    (change,) = changed_rows(linked(before), linked(FILES), (), {})
    assert (change.lost, change.gained) == ((), ("stop",))


def test_a_class_that_comes_and_one_that_goes() -> None:
    found = changes(wire=WIRE.replace("Wire", "Cable"))
    assert [(one.holder, one.is_class_new, one.is_class_gone) for one in found] == [
        ("net.wire.Wire", False, True),
        ("net.wire.Cable", True, False),
    ]


def test_a_renamed_module_changes_nothing() -> None:
    files = {path: text for path, text in FILES.items() if path != "net/wire.py"}
    files["net/cable.py"] = WIRE
    renamed = {"net.wire": "net.cable"}
    assert not changed_rows(linked(FILES), linked(files), (), renamed)
    assert changed_rows(linked(FILES), linked(files), (), {})


def test_what_was_missing_before_is_not_lost() -> None:
    before = {**FILES, "net/port.py": f"{PORT}    def hold(self): ...\n"}
    now = {**before, "net/wire.py": WIRE.replace("stop", "halt")}
    (change,) = changed_rows(linked(before), linked(now), (), {})
    assert change.lost == ("stop",)


EMPTY = """\
from net.port import Port

class Wire(Port):
    def hold(self): return 1
"""


def test_a_class_that_loses_every_member_is_still_held_to_it() -> None:
    (change,) = changes(wire=EMPTY)
    assert change.now is not None
    assert (kept(change.now), change.now.owed) == (0, ("send", "stop"))
    assert change.lost == ("send", "stop")


def test_a_class_that_begins_to_keep_an_interface_kept_nothing_before() -> None:
    before = {**FILES, "net/wire.py": EMPTY}
    (change,) = changed_rows(linked(before), linked(FILES), (), {})
    assert change.before is not None
    assert (kept(change.before), change.gained) == (0, ("send", "stop"))


def test_a_class_that_kept_nothing_and_still_keeps_nothing_has_no_row() -> None:
    before = {**FILES, "net/wire.py": EMPTY}
    now = {**before, "net/wire.py": EMPTY.replace("hold", "held")}
    assert not changed_rows(linked(before), linked(now), (), {})


def test_a_class_that_loses_its_base_is_not_held_to_it() -> None:
    (change,) = changes(wire=EMPTY.replace("(Port)", ""))
    assert change.now is None


def test_an_object_that_flows_and_loses_every_member_is_still_held_to_it() -> None:
    wires = "class Wire:\n    def send(self): ...\n    def stop(self): ...\n"
    use = (
        "from net.port import Port\n"
        "from net.wire import Wire\n"
        "from net.cable import Cable\n\n"
        "def run(port: Port): ...\n\n"
        "run(Wire())\n"
        "run(Cable())\n"
    )
    before = {**FILES, "net/wire.py": wires, "net/use.py": use}
    before["net/cable.py"] = wires.replace("Wire", "Cable")
    now = {**before, "net/wire.py": "class Wire:\n    def halt(self): ...\n"}
    (change,) = changed_rows(linked(before), linked(now), (), {})
    assert (change.holder, change.lost) == ("net.wire.Wire", ("send", "stop"))
