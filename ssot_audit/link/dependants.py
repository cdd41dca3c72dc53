"""What may be changed, and who would notice."""

import enum
from dataclasses import dataclass

from ssot_audit.extract.facts import Span
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.graph import Step
from ssot_audit.link.located import Module
from ssot_audit.link.symbols import Definition


class TargetKind(enum.Enum):
    """What a target is."""

    MODULE = "module"
    CLASS = "class"
    FUNCTION = "function"
    VARIABLE = "variable"
    METHOD = "method"
    ATTRIBUTE = "attribute"


@dataclass(frozen=True, slots=True)
class Target:
    """What may be changed."""

    kind: TargetKind
    dotted: str
    module: Module
    span: Span
    definition: Definition | None = None
    """The class, function or variable that is imported to get at it."""
    owner: ClassNode | None = None
    """The class whose body defines the member; of a class, itself."""
    member: str = ""


class Relation(enum.Enum):
    """How something depends on a target."""

    IMPORTS = "imports the name"
    DERIVES = "derives from the class"
    OVERRIDES = "overrides the member"
    INHERITS = "inherits the member"
    CREATES = "creates objects"
    CALLS = "calls it"
    READS = "reads it"
    WRITES = "writes it"
    HOLDS = "holds objects"


@dataclass(frozen=True, slots=True)
class Dependant:
    """One user of a target, and where it uses it."""

    relation: Relation
    dotted: str
    """The module, class, function or slot that depends on it."""
    module: Module
    span: Span
    detail: str = ""
    more: tuple[Span, ...] = ()
    """Further places of the same in that file."""
    chain: tuple[Step, ...] = ()
    """How objects get there, hop by hop."""

    @property
    def count(self) -> int:
        """How many places there are."""
        return 1 + len(self.more)
