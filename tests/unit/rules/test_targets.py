"""Names in the configuration that lead nowhere in the project."""

import pytest

from ssot_audit.rules.targets import target_faults
from tests.support.projects import Files, linked, settings_for

FILES: Files = {
    "shop/__init__.py": "",
    ".env.example": "PORT=\n",
    "shop/config.py": (
        "from pydantic_settings import BaseSettings\n\n"
        "class WebSettings(BaseSettings):\n    port: int\n\n"
        "def get_env(): ...\n"
    ),
    "shop/ports.py": "class Port: ...\nlimit = 1\n",
    "shop/tcp.py": "class TcpPort: ...\n",
    "shop/hub/__init__.py": (
        "from shop.hub._usb import Usb\nfrom shop.tcp import TcpPort\n"
    ),
    "shop/hub/_usb.py": "class Usb: ...\n",
    "shop/lazy.py": "def __getattr__(name): ...\n",
    "tests/fakes.py": "class FakePort: ...\n",
}
CONTRACT = '[[contract]]\ninterface = "{}"\nimplementers = ["{}"]'
DEPRECATED = '[[deprecated]]\nimport = "shop.old"\nuse = "{}"'
CANONICAL = '[[canonical]]\nname = "{}"\nhome = "{}"'
DECLARED = """[environment]
accessor = "shop.config.get_env"
declared = [".env.example", "shop.config.WebSettings", "{}"]"""
EVENTS = '[[events]]\nnames = ["{}", "c_d"]\nhandlers = ["{}"]'
OWNER = '[[owner]]\nof = "{}"\nowners = ["{}"]'
ARGUMENT = '[[argument]]\ncallable = "{}"\nremoved = "x"'
ENVIRONMENT = '[environment]\naccessor = "{}"\nowners = ["{}"]'


def faults(toml: str) -> list[str]:
    return [
        str(fault).removeprefix("ssot-audit.toml: ")
        for fault in target_faults(linked(FILES, toml), settings_for(FILES, toml))
    ]


@pytest.mark.parametrize(
    "toml",
    [
        CONTRACT.format("shop.ports.Port", "*TcpPort"),
        CONTRACT.format("shop.ports.Port", "shop.**"),
        DEPRECATED.format("shop.ports"),
        DEPRECATED.format("shop.ports.Port"),
        DEPRECATED.format("vendor.ports"),
        CANONICAL.format("Port", "shop.ports"),
        CANONICAL.format("Usb", "shop.hub"),
        CANONICAL.format("Usb", "shop.hub._usb"),
        CANONICAL.format("Port", "shop.lazy"),
        CANONICAL.format("Port", "shop.ports")
        + "\n"
        + CANONICAL.format("Usb", "shop.hub"),
        OWNER.format("shop.ports.Port", "shop.tcp"),
        OWNER.format("jwt.decode", "shop.**"),
        ARGUMENT.format("shop.ports.Port"),
        ARGUMENT.format("vendor.connect"),
        ENVIRONMENT.format("shop.config.get_env", "shop.**"),
        ENVIRONMENT.format("shop.config.get_env", "*.tcp"),
        DECLARED.format("./.env.example"),
        EVENTS.format("a_b", "Tcp*"),
    ],
)
def test_names_that_lead_somewhere_are_no_faults(toml: str) -> None:
    assert faults(toml) == []


@pytest.mark.parametrize(
    ("toml", "key", "name"),
    [
        (CONTRACT.format("shop.Prt", "*Port"), "contract[0].interface", "shop.Prt"),
        (
            CONTRACT.format("shop.ports.limit", "*TcpPort"),
            "contract[0].interface",
            "shop.ports.limit",
        ),
        (
            CONTRACT.format("shop.ports.Port", "Fake*"),
            "contract[0].implementers",
            "Fake*",
        ),
        (OWNER.format("shop.ports.Gone", "shop"), "owner[0].of", "shop.ports.Gone"),
        (OWNER.format("jwt.decode", "shop.gone"), "owner[0].owners", "shop.gone"),
        (ARGUMENT.format("shop.gone"), "argument[0].callable", "shop.gone"),
        (DEPRECATED.format("shop.gone"), "deprecated[0].use", "shop.gone"),
        (DEPRECATED.format("shop.ports.Gone"), "deprecated[0].use", "shop.ports.Gone"),
        (CANONICAL.format("Port", "shop.gone"), "canonical[0].home", "shop.gone"),
        (CANONICAL.format("Gone", "shop.ports"), "canonical[0].home", "Gone"),
        (
            CANONICAL.format("TcpPort", "shop.hub"),
            "canonical[0].home",
            "shop.tcp.TcpPort",
        ),
        (
            CANONICAL.format("Usb", "shop.hub")
            + "\n"
            + CANONICAL.format("Usb", "shop.hub._usb"),
            "canonical[1].home",
            "shop.hub",
        ),
        (
            ENVIRONMENT.format("shop.config.gone", "shop.tcp"),
            "environment.accessor",
            "shop.config.gone",
        ),
        (ENVIRONMENT.format("vendor.f", "shop"), "environment.accessor", "vendor.f"),
        (
            ENVIRONMENT.format("shop.config.get_env", "shop.gone"),
            "environment.owners",
            "shop.gone",
        ),
        (DECLARED.format(".env.gone"), "environment.declared", ".env.gone"),
        (
            DECLARED.format("shop.tcp.TcpPort"),
            "environment.declared",
            "shop.tcp.TcpPort",
        ),
        (EVENTS.format("a_b", "Gone*"), "events[0].handlers", "Gone*"),
        (EVENTS.format("started", "TcpPort"), "events[0].names", "started"),
    ],
)
def test_a_name_that_leads_nowhere_is_a_fault(toml: str, key: str, name: str) -> None:
    (found,) = faults(toml)
    assert found.startswith(f"{key}: ")
    assert f"`{name}`" in found


def test_a_fault_suggests_the_name_that_is_most_like_it() -> None:
    (found,) = faults(CONTRACT.format("shop.ports.Prt", "*TcpPort"))
    assert found.endswith("; did you mean `shop.ports.Port`?")
