"""The ways by which an object gets to its consumer, one small program each."""

import pytest

from tests.support.consumers import CONSUMER, LACKS, said

WAYS = {
    "passed by position": "Emitter(Bridge())",
    "passed by keyword": "Emitter(manager=Bridge())",
    "through a local name": """
        def make():
            bridge = Bridge()
            return Emitter(bridge)
        """,
    "through a module variable": """
        BRIDGE = Bridge()

        def make():
            return Emitter(BRIDGE)
        """,
    "through a global statement": """
        _bridge = None

        def get_bridge():
            global _bridge
            if _bridge is None:
                _bridge = Bridge()
            return _bridge

        def make():
            return Emitter(get_bridge())
        """,
    "a parameter bound anew when it is None": """
        bridge = Bridge()

        def make(manager=None):
            if manager is None:
                manager = bridge
            return Emitter(manager)
        """,
    "a default that is an object": """
        def make(manager=Bridge()):
            return Emitter(manager)
        """,
    "the left of or": """
        def make(wanted):
            return Emitter(wanted or Bridge())
        """,
    "a conditional expression": """
        def make(is_demo):
            return Emitter(Bridge() if is_demo else Manager())
        """,
    "a branch": """
        def make(is_demo):
            if is_demo:
                manager = Bridge()
            else:
                manager = Manager()
            return Emitter(manager)
        """,
    "an assignment expression": """
        def make():
            if bridge := Bridge():
                return Emitter(bridge)
        """,
    "unpacking": """
        def make():
            bridge, name = Bridge(), "demo"
            return Emitter(bridge)
        """,
    "a return value": """
        def bridge():
            return Bridge()

        def make():
            return Emitter(bridge())
        """,
    "an awaited function": """
        async def bridge():
            return Bridge()

        async def make():
            return Emitter(await bridge())
        """,
    "with, and an __enter__ that returns self": """
        class Scoped(Bridge):
            def __enter__(self):
                return self

            def __exit__(self, *error):
                return None

        def make():
            with Scoped() as bridge:
                return Emitter(bridge)
        """,
    "async with": """
        class Scoped(Bridge):
            async def __aenter__(self):
                return self

            async def __aexit__(self, *error):
                return None

        async def make():
            async with Scoped() as bridge:
                return Emitter(bridge)
        """,
    "a context manager made of a generator": """
        from contextlib import contextmanager

        @contextmanager
        def bridge():
            yield Bridge()

        def make():
            with bridge() as opened:
                return Emitter(opened)
        """,
    "a list built and iterated": """
        def make():
            bridges = []
            bridges.append(Bridge())
            return [Emitter(bridge) for bridge in bridges]
        """,
    "a loop over a display": """
        def make():
            for bridge in (Bridge(), Manager()):
                Emitter(bridge)
        """,
    "the values of a dictionary": """
        def make():
            bridges = {name: Bridge() for name in ("demo", "main")}
            for name, bridge in bridges.items():
                Emitter(bridge)
        """,
    "a class method": """
        class Maker:
            @classmethod
            def bridge(cls):
                return Bridge()

        def make():
            return Emitter(Maker.bridge())
        """,
    "a class method of the provider": """
        class Demo(Bridge):
            @classmethod
            def make(cls):
                return cls()

        def make():
            return Emitter(Demo.make())
        """,
    "a class that is handed over": """
        def build(kind):
            return kind()

        def make():
            return Emitter(build(Bridge))
        """,
    "functools.partial of the consumer": """
        from functools import partial

        def make():
            return partial(Emitter, Bridge())()
        """,
    "functools.partial of the provider": """
        import functools

        make_bridge = functools.partial(Bridge)

        def make():
            return Emitter(make_bridge())
        """,
    "a closure": """
        def make():
            bridge = Bridge()

            def later():
                return Emitter(bridge)

            return later
        """,
    "a lambda": """
        def make():
            bridge = lambda: Bridge()
            return Emitter(bridge())
        """,
    "a class made in a function": """
        def make():
            class Demo(Bridge):
                pass

            return Emitter(Demo())
        """,
    "an attribute of the caller": """
        class Supervisor:
            def __init__(self, bridge):
                self.bridge = bridge

            def emitter(self):
                return Emitter(self.bridge)

        def make():
            return Supervisor(Bridge())
        """,
    "an attribute that a base stored": """
        class Agent:
            def __init__(self, bridge):
                self.bridge = bridge

        class Supervisor(Agent):
            def emitter(self):
                return Emitter(self.bridge)

        def make():
            return Supervisor(Bridge())
        """,
    "super().__init__ with keywords": """
        class Agent:
            def __init__(self, *, bridge):
                self.bridge = bridge

        class Supervisor(Agent):
            def __init__(self, name, bridge):
                super().__init__(bridge=bridge)
                self.name = name

            def emitter(self):
                return Emitter(self.bridge)

        def make():
            return Supervisor("main", Bridge())
        """,
    "a class attribute": """
        class Supervisor:
            bridge = Bridge()

            def emitter(self):
                return Emitter(self.bridge)
        """,
    "a property": """
        class Supervisor:
            @property
            def bridge(self):
                return Bridge()

            def emitter(self):
                return Emitter(self.bridge)
        """,
    "a field of a data class": """
        from dataclasses import dataclass

        @dataclass
        class Parts:
            bridge: object

        def make():
            parts = Parts(bridge=Bridge())
            return Emitter(parts.bridge)
        """,
    "a field with a default factory": """
        from dataclasses import dataclass, field

        @dataclass
        class Parts:
            bridge: object = field(default_factory=Bridge)

        def make():
            return Emitter(Parts().bridge)
        """,
    "an attribute set from outside": """
        class Parts:
            bridge = None

        def make():
            parts = Parts()
            parts.bridge = Bridge()
            return Emitter(parts.bridge)
        """,
    "a setter method": """
        class Parts:
            def use(self, bridge):
                self.bridge = bridge

            def emitter(self):
                return Emitter(self.bridge)

        def make():
            parts = Parts()
            parts.use(Bridge())
            return parts
        """,
    "*args and **kwargs that are passed through": """
        def make(*args, **kwargs):
            return Emitter(*args, **kwargs)

        def demo():
            return make(Bridge())
        """,
    "**kwargs that are passed through by name": """
        def make(**kwargs):
            return Emitter(**kwargs)

        def demo():
            return make(manager=Bridge())
        """,
    "a quoted annotation that promises something else": """
        def make(manager: "Manager"):
            return Emitter(manager)

        def demo():
            return make(Bridge())
        """,
    "a quoted annotation of what nobody here passes": """
        def make(manager: "Bridge"):
            return Emitter(manager)
        """,
    "an optional annotation": """
        from typing import Optional

        def make(manager: Optional[Bridge]):
            return Emitter(manager)
        """,
    "a return annotation of what cannot be followed": """
        def lookup(name) -> Bridge:
            return globals()[name]

        def make():
            return Emitter(lookup("bridge"))
        """,
    "a static method": """
        class Maker:
            @staticmethod
            def emitter(manager):
                return Emitter(manager)

        def make():
            return Maker.emitter(Bridge())
        """,
    "self": """
        class Demo(Bridge):
            def emitter(self):
                return Emitter(self)
        """,
    "a call of what is held": """
        class Supervisor:
            def __init__(self, make_bridge):
                self.make_bridge = make_bridge

            def emitter(self):
                return Emitter(self.make_bridge())

        def make():
            return Supervisor(Bridge)
        """,
    "a function that knows its calls apart": """
        def traced(thing):
            return thing

        def make():
            return traced(Emitter)(traced(Bridge()))
        """,
    "a local name that is copied": """
        def make():
            bridge = other = Bridge()
            return Emitter(other)
        """,
    "a cached function": """
        import functools

        @functools.lru_cache(maxsize=None)
        def bridge():
            return Bridge()

        def make():
            return Emitter(bridge())
        """,
    "a generator": """
        def bridges():
            yield Bridge()

        def make():
            for bridge in bridges():
                Emitter(bridge)
        """,
    "a list that a function returns": """
        def bridges():
            return [Bridge()]

        def make():
            for bridge in bridges():
                Emitter(bridge)
        """,
    "a name of setattr and getattr that stands there": """
        class Parts:
            pass

        def make():
            parts = Parts()
            setattr(parts, "bridge", Bridge())
            return Emitter(getattr(parts, "bridge", None))
        """,
    "a cast": """
        from typing import cast

        def make():
            return Emitter(cast("Manager", Bridge()))
        """,
    "a task": """
        import asyncio

        async def bridge():
            return Bridge()

        async def make():
            task = asyncio.create_task(bridge())
            return Emitter(await task)
        """,
    "a property that makes it when it is first asked for": """
        class Supervisor:
            _bridge = None

            @property
            def bridge(self):
                if self._bridge is None:
                    self._bridge = Bridge()
                return self._bridge

            def emitter(self):
                return Emitter(self.bridge)
        """,
    "a bound method that is handed over": """
        class Supervisor:
            def emitter(self, bridge):
                return Emitter(bridge)

        def with_bridge(callback):
            return callback(Bridge())

        def make():
            return with_bridge(Supervisor().emitter)
        """,
    "a field of a named tuple": """
        from typing import NamedTuple

        class Parts(NamedTuple):
            bridge: object

        def make():
            return Emitter(Parts(Bridge()).bridge)
        """,
    "an annotated attribute": """
        class Supervisor:
            bridge: Bridge

            def emitter(self):
                return Emitter(self.bridge)
        """,
    "self, in a method of a base": """
        class Own:
            def emitter(self):
                return Emitter(self)

        class Other(Own, Manager):
            pass

        class Demo(Own, Bridge):
            pass

        def make():
            return Demo().emitter(), Other().emitter()
        """,
    "a singleton made by __new__": """
        class Demo(Bridge):
            _made = None

            def __new__(cls):
                if cls._made is None:
                    cls._made = super().__new__(cls)
                return cls._made

        def make():
            return Emitter(Demo())
        """,
}
OF_SUBCLASS = {
    name: made
    for name, text in WAYS.items()
    for made in ("Demo", "Scoped")
    if f"class {made}(" in text
}


def ways() -> list[object]:
    """Return the programs."""
    return [
        pytest.param(
            program,
            LACKS.replace("Bridge", OF_SUBCLASS.get(name, "Bridge")),
            id=name,
        )
        for name, program in WAYS.items()
    ]


@pytest.mark.parametrize(("program", "message"), ways())
def test_an_object_is_followed_to_its_consumer(program: str, message: str) -> None:
    assert said(CONSUMER, program) == [message]


@pytest.mark.parametrize("program", WAYS.values(), ids=WAYS)
def test_nothing_is_said_where_the_object_has_all(program: str) -> None:
    assert said(CONSUMER, program.replace("Bridge", "Manager")) == []


PARTS = CONSUMER.partition("class Emitter")
BETWEEN_MODULES = {
    "imports": """
        from chat.bridges import Bridge
        from chat.emitters import Emitter

        def make():
            return Emitter(Bridge())
        """,
    "an import in a function, under another name": """
        def make():
            from chat import bridges as made_here
            from chat.emitters import Emitter as Chosen

            return Chosen(made_here.Bridge())
        """,
    "a package that passes names on": """
        import chat.names

        def make():
            return chat.names.Sender(chat.names.Bridge())
        """,
    "a variable of another module": """
        from chat.bridges import BRIDGE
        from chat.emitters import Emitter

        def make():
            return Emitter(BRIDGE)
        """,
}


@pytest.mark.parametrize("program", BETWEEN_MODULES.values(), ids=BETWEEN_MODULES)
def test_an_object_is_followed_from_module_to_module(program: str) -> None:
    others = {
        "bridges": PARTS[0] + "BRIDGE = Bridge()\n",
        "emitters": PARTS[1] + PARTS[2],
        "names": "from chat.bridges import *\n"
        "from chat.emitters import Emitter as Sender\n",
    }
    assert said(program, **others) == [LACKS]


def test_what_has_the_role_of_another_provider_is_meant_as_one() -> None:
    """It shares `broadcast` with the manager: that nobody uses it here is chance."""
    program = """
        class Manager:
            def broadcast(self, text):
                print(text)

            def is_active(self, user):
                return True

        class DemoBridge:
            def broadcast(self, text):
                print(text)

        class Emitter:
            def __init__(self, manager):
                self.manager = manager

            def emit(self, user):
                return self.manager.is_active(user)

        def demo():
            return Emitter(manager=DemoBridge())

        def chat():
            return Emitter(manager=Manager())
        """
    assert said(program) == [
        (
            "`DemoBridge` reaches `Emitter.manager` but lacks "
            "`is_active` (1 unguarded use)"
        )
    ]
