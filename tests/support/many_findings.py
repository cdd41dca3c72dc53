"""A project with thousands of findings, for reports that must bear them."""

from collections.abc import Iterator

_AREAS = (
    *("accounts", "billing", "cart", "catalog", "checkout", "coupons", "delivery"),
    *("exports", "fraud", "gifts", "imports", "invoices", "ledger", "mailing"),
    *("orders", "payments", "prices", "refunds", "reports", "returns", "reviews"),
    *("search", "stock", "suppliers", "taxes"),
)
_PARTS = ("models", "service", "tasks", "views", "webhooks")
_MEMBERS = ("open", "close", "send", "retry", "discard")
_EACH = 38
"""Attributes that nobody sets, in each module."""


def sources() -> dict[str, str]:
    """Return 126 files, by path, with 5,000 findings and a cycle among them."""
    files = {"shop/__init__.py": "", "shop/contracts.py": _contracts()}
    for number, area in enumerate(_AREAS):
        files[f"shop/{area}/__init__.py"] = ""
        for part in _PARTS:
            imported = _AREAS[(number + 1) % len(_AREAS)]
            files[f"shop/{area}/{part}.py"] = "\n".join(_module(area, part, imported))
    return files


def _contracts() -> str:
    members = "\n".join(f"    def {name}(self) -> None: ..." for name in _MEMBERS)
    return f"from typing import Protocol\n\n\nclass Channel(Protocol):\n{members}\n"


def _module(area: str, part: str, imported: str) -> Iterator[str]:
    name = f"{area.capitalize()}{part.capitalize()}"
    yield "from shop.contracts import Channel"
    yield f"from shop.{imported}.{part} import {area}_rates"
    yield f"\n\nclass {name}:"
    for number in range(_EACH):
        yield f"    def step_{number}(self) -> object:"
        yield f"        return self._{area}_{part}_{number}({area}_rates)\n"
    yield f"\nclass {name}Channel(Channel):"
    yield from (f"    def {member}(self) -> None: ..." for member in _MEMBERS[:-2])
    yield f"\n\n{name.upper()} = {name}Channel()"
