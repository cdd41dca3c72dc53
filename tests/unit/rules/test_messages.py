"""What a configured table gives as its reason ends the message."""

import pytest

from tests.support.projects import verdict_on

FILES = {
    "shop/__init__.py": "",
    "shop/ports.py": "import abc\n"
    "class Till(abc.ABC):\n"
    "    @abc.abstractmethod\n"
    "    def open(self, float_): ...\n"
    "    @abc.abstractmethod\n"
    "    def close(self): ...\n",
    "shop/tills.py": "class CashTill:\n    def open(self): ...\n",
    "shop/config.py": "def get_env(): ...\n",
    "shop/app.py": "import os\nfrom shop.old import X\nDEBUG = os.getenv('DEBUG')\n",
    "shop/old.py": "class X: ...\n",
}
TOML = """
[[contract]]
interface = "shop.ports.Till"
implementers = ["*Till"]
because = "the cashiers rely on it"
[[deprecated]]
import = "shop.old.X"
because = "it lost money"
[environment]
accessor = "shop.config.get_env"
because = "one place for settings"
"""


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("SSOT101", "the cashiers rely on it"),
        ("SSOT102", "the cashiers rely on it"),
        ("SSOT203", "it lost money"),
        ("SSOT301", "one place for settings"),
    ],
)
def test_a_message_quotes_the_reason_of_its_table(code: str, reason: str) -> None:
    findings = [item.finding for item in verdict_on(FILES, TOML).findings]
    (message,) = (each.message for each in findings if each.code == code)
    assert message.removesuffix(")").endswith(f": {reason}")
