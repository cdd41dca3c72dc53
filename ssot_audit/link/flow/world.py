"""What every part of the object flow works on."""

from dataclasses import dataclass

from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.flow.bodies import BodyOf
from ssot_audit.link.flow.functions import Functions
from ssot_audit.link.flow.graph import Graph
from ssot_audit.link.flow.objects import Objects


@dataclass(frozen=True, slots=True)
class World:
    """One analysis: its graph and objects, and the code they are of."""

    graph: Graph
    objects: Objects
    hierarchy: Hierarchy
    functions: Functions
    body_of: BodyOf
