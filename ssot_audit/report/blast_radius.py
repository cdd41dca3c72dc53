"""Who is near a finding: the modules that need its module, the users of its class."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program
from ssot_audit.link.slots import slot_name
from ssot_audit.report.figures import counted
from ssot_audit.report.markdown_text import code, short
from ssot_audit.rules.finding import Finding

_SHOWN = 3


class BlastRadii:
    """The blast radius of each finding in a program."""

    def __init__(self, program: Program) -> None:
        """Look at nothing before it is asked for."""
        self._program = program
        self._by_path = {module.path: module for module in program.modules}
        self._counts: dict[Module, tuple[int, int]] = {}

    def of(self, finding: Finding) -> str:
        """Return a line; empty if nobody is known to be near."""
        module = self._by_path.get(finding.place.path)
        if module is None:
            return ""
        words = [self._importers(module)]
        node = self._classes.get(f"{finding.module}.{finding.symbol}")
        if node is not None:
            words += self._users(node)
        return f"**Blast radius:** {' '.join(words)}"

    def _importers(self, module: Module) -> str:
        if module not in self._counts:
            found = self._program.imports.dependants([module]) - {module}
            tests = sum(one.is_test for one in found)
            self._counts[module] = len(found), tests
        count, tests = self._counts[module]
        name = code(short(module.name))
        if not count:
            return f"no module imports {name}."
        verb = "imports" if count == 1 else "import"
        of_which = f" ({counted(tests, 'test')})" if tests else ""
        return f"{counted(count, 'module')}{of_which} {verb} {name}, directly or not."

    def _users(self, node: ClassNode) -> Iterable[str]:
        below = len(node.all_subclasses())
        if below:
            verb = "derives" if below == 1 else "derive"
            yield f"{counted(below, 'class', 'classes')} {verb} from it."
        slots = self._slots.get(node, ())
        if slots:
            shown = ", ".join(code(short(name)) for name in slots[:_SHOWN])
            more = len(slots) - _SHOWN
            rest = f" and {more} more" if more > 0 else ""
            yield f"Its objects get to {shown}{rest}."

    @cached_property
    def _classes(self) -> Mapping[str, ClassNode]:
        return {node.dotted: node for node in self._program.hierarchy.classes}

    @cached_property
    def _slots(self) -> Mapping[ClassNode, tuple[str, ...]]:
        found: dict[ClassNode, set[str]] = {}
        for supply in self._program.consumers.supplies:
            found.setdefault(supply.node, set()).add(slot_name(supply.slot))
        return {node: tuple(sorted(names)) for node, names in found.items()}
