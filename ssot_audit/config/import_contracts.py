"""Which module may import which: contracts of the four kinds that the field knows.

The words are those of import-linter (https://import-linter.readthedocs.io), and so is
what they mean: a module stands for all that is below it.
"""

import enum
from dataclasses import dataclass
from typing import TypeAlias


class EdgeKind(enum.Enum):
    """When an import happens."""

    IMPORT_TIME = "import-time"
    DEFERRED = "deferred"
    TYPE_ONLY = "type-only"


@dataclass(frozen=True, slots=True)
class Exemption:
    """Imports that a contract leaves alone, e.g. `shop.core -> shop.routes`."""

    importer: str
    """Pattern of module names, without their submodules; so is `imported`."""
    imported: str
    file: str
    """Configuration file, as in `where`."""
    line: int

    def __str__(self) -> str:
        """Return it as written."""
        return f"{self.importer} -> {self.imported}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportContract:
    """What all four have in common."""

    name: str | None = None
    transitive: bool = True
    """Whether imports through further modules count."""
    imports: tuple[EdgeKind, ...] = tuple(EdgeKind)
    """Which imports count."""
    ignore: tuple[Exemption, ...] = ()
    because: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """One line of `order`: modules of equal rank."""

    modules: tuple[str, ...]
    """Below a container if there are any."""
    optional: tuple[str, ...] = ()
    """Those of them that need not exist."""
    is_independent: bool = True
    """Whether its modules may not import each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers(ImportContract):
    """Who is above may import who is below (`[[layers]]`)."""

    order: tuple[Layer, ...]
    """Highest first."""
    containers: tuple[str, ...] = ()
    """Patterns of packages; in each the layers are looked for."""
    closed: tuple[str, ...] = ()
    """Names of layers: what is above imports what is below only by way of them."""
    exhaustive: bool = False
    """Whether each module of a container must be in a layer."""
    exhaustive_ignores: tuple[str, ...] = ()
    """Names of modules in containers that need not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbidden(ImportContract):
    """Who may not import what (`[[forbidden]]`)."""

    sources: tuple[str, ...]
    """Patterns; written `from` in the file."""
    targets: tuple[str, ...]
    """Patterns, of ours or of others; written `to` in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Independence(ImportContract):
    """Modules that may not import each other (`[[independence]]`)."""

    modules: tuple[str, ...]
    """Patterns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected(ImportContract):
    """Modules that only some may import, and only directly (`[[protected]]`)."""

    modules: tuple[str, ...]
    """Patterns, of ours or of others."""
    allowed: tuple[str, ...]
    """Patterns of the modules that may."""


AnyContract: TypeAlias = Layers | Forbidden | Independence | Protected
