"""What a dotted name means: the definition behind imports, re-exports and aliases.

Invariants:

- The last binding of a name that always runs wins; bindings in branches before or
  after it are alternatives, and where alternatives disagree the name is unknown.
- Unknown is not wrong: `Missing` is returned only for a module whose names can all
  be seen (no `__getattr__`, no star import from outside, no computed names).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ssot_audit.extract import facts
from ssot_audit.extract.builtin_names import BUILTIN_NAMES
from ssot_audit.link.bindings import Binding, bindings_of
from ssot_audit.link.located import External, MissingModule, Module, Namespace, Unknown
from ssot_audit.link.modules import ModuleIndex


@dataclass(frozen=True, slots=True)
class Definition:
    """Where a name is made: a class, a function or a variable of ours."""

    module: Module
    fact: facts.Class | facts.Function | facts.Variable

    @property
    def qualname(self) -> str:
        """Qualified name in its module."""
        fact = self.fact
        return fact.name if isinstance(fact, facts.Variable) else fact.qualname

    @property
    def dotted(self) -> str:
        """Name of the module and the qualified name."""
        return f"{self.module.name}.{self.qualname}"


@dataclass(frozen=True, slots=True)
class Missing:
    """A name that its module does not have."""

    module: Module | Namespace
    name: str


_LONGEST_CHAIN = 100
"""Names followed from one to the next; each takes several frames of the stack."""

Resolution = (
    Definition | Module | Namespace | External | Unknown | Missing | MissingModule
)


class Symbols:
    """Resolves names in the modules of one program."""

    def __init__(self, index: ModuleIndex) -> None:
        """Resolve nothing before it is asked for."""
        self._index = index
        self._bindings: dict[Module, dict[str, list[Binding]]] = {}
        self._resolved: dict[tuple[Module, str], Resolution] = {}
        self._imported: dict[tuple[Module, int], Resolution] = {}
        """By module and `id` of the fact, which lives as long as its module."""
        self._depth = 0
        self._patched: frozenset[Module] | None = None

    def bindings(self, module: Module) -> dict[str, list[Binding]]:
        """Return what binds each qualified name, in the order of the text."""
        if module not in self._bindings:
            self._bindings[module] = bindings_of(module)
        return self._bindings[module]

    def imported(self, module: Module, found: facts.Import) -> Resolution:
        """Return what an import statement's name stands for."""
        key = (module, id(found))
        known = self._imported.get(key)
        if known is None:
            known = self._import(module, found)
            # On the way along a chain of names an answer may still be provisional.
            if not self._depth:
                self._imported[key] = known
        return known

    def _import(self, module: Module, found: facts.Import) -> Resolution:
        located = self._index.locate(module, found.level, found.module)
        if found.name in {None, "*"}:
            return located
        if isinstance(located, (Module, Namespace)):
            if located is module:
                return self._imported_from_itself(module, found)
            return self._taken(located, found)
        if isinstance(located, External):
            return External(f"{located.dotted}.{found.name}")
        return located

    def _taken(self, located: Module | Namespace, found: facts.Import) -> Resolution:
        result = self.member(located, found.name or "")
        if isinstance(result, Missing) and found.guard & facts.TYPE_ONLY:
            # A type checker reads the stub beside a module in its stead.
            stub = self._index.stub(located.location)
            return self.member(stub, result.name) if stub else result
        return result

    def resolve(self, module: Module, reference: str) -> Resolution:
        """Return what a reference (see `extract.facts`) in a module means."""
        if not reference:
            return Unknown("not a plain name")
        root, rest = _split_root(reference)
        return self.walk(self._local(module, root), rest)

    def walk(self, start: Resolution, names: Iterable[str]) -> Resolution:
        """Return what is reached from something through attributes."""
        for name in names:
            start = self._attribute(start, name)
        return start

    def member(self, owner: Module | Namespace, name: str) -> Resolution:
        """Return what `name` means as an attribute of a module."""
        if isinstance(owner, Namespace):
            found = self._index.submodule(owner, name)
            if found is not None:
                return found
            if self._index.is_generated(f"{owner.location}/{name}"):
                return Unknown("not analysed: generated, compiled or left out")
            if self._index.is_ours(owner):
                return Missing(owner, name)
            return Unknown("a directory that may be no package")
        key = (owner, name)
        if key not in self._resolved:
            if self._depth > _LONGEST_CHAIN:
                return Unknown("a chain of names too long to follow")
            # What a chain of names that bites its own tail finds on its way.
            self._resolved[key] = Unknown("stands for itself")
            self._depth += 1
            self._resolved[key] = self._member(owner, name)
            self._depth -= 1
        return self._resolved[key]

    def has_alternatives(self, module: Module, name: str) -> bool:
        """Tell whether branches bind a name in several ways."""
        bound = self.bindings(module).get(name, ())
        return len(bound) > 1 and any(
            binding.guard & (facts.CONDITIONAL | facts.OPTIONAL) for binding in bound
        )

    def public_names(self, module: Module) -> frozenset[str]:
        """Return the names a module visibly binds or defines, for suggestions."""
        names = {name for name in self.bindings(module) if "." not in name}
        for found in module.facts.imports:
            if found.name == "*" and not found.scope:
                located = self._index.locate(module, found.level, found.module)
                if isinstance(located, Module) and located is not module:
                    names |= {n for n in self.bindings(located) if "." not in n}
        return frozenset(names)

    def _local(self, module: Module, name: str) -> Resolution:
        is_bound = name in self.bindings(module)
        if not is_bound and name in BUILTIN_NAMES:
            return External(f"builtins.{name}")
        found = self.member(module, name)
        if isinstance(found, Missing) and not is_bound:
            return Unknown("bound nowhere in the file")
        return found

    def _imported_from_itself(self, module: Module, found: facts.Import) -> Resolution:
        """Return what `from . import x` means in a package: mostly its submodule."""
        name = found.name or ""
        submodule = self._index.submodule(module, name)
        if submodule is not None:
            return submodule
        bound = self.bindings(module).get(name, ())
        others = [b for b in bound if not self._takes_from_itself(module, b)]
        return self._chosen(module, others) if others else self._unbound(module, name)

    def _takes_from_itself(self, module: Module, binding: Binding) -> bool:
        """Tell whether a binding is an import from the very module, giving nothing."""
        return (
            isinstance(binding, facts.Import)
            and binding.name is not None
            and self._index.locate(module, binding.level, binding.module) is module
        )

    def _member(self, module: Module, name: str) -> Resolution:
        bound = self.bindings(module).get(name)
        return self._chosen(module, bound) if bound else self._unbound(module, name)

    def _unbound(self, module: Module, name: str) -> Resolution:
        """Return what a name means that no statement of its module binds."""
        submodule = self._index.submodule(module, name)
        if submodule is not None:
            return submodule
        through_star = self._through_stars(module, name)
        if through_star is not None:
            return through_star
        reason = self._why_open(module, name)
        return Unknown(reason) if reason else Missing(module, name)

    def _through_stars(self, module: Module, name: str) -> Resolution | None:
        unknown: Resolution | None = None
        for found in reversed(module.facts.imports):
            if found.name != "*" or found.scope:
                continue
            located = self._index.locate(module, found.level, found.module)
            if isinstance(located, Module):
                if located is module or not _exports(located, name):
                    continue
                result = self.member(located, name)
                if isinstance(result, Missing):
                    continue
                if not isinstance(result, Unknown):
                    return result
            standard = self._index.standard_star(located, name)
            if standard is not None:
                return standard
            unknown = unknown or Unknown("a star import from outside")
        return unknown

    def _why_open(self, module: Module, name: str) -> str | None:
        """Tell why a module may have names that nobody sees."""
        known = module.facts
        reasons = {
            "the module could not be analysed": known.failure is not None,
            "the module has a `__getattr__`": known.has_getattr,
            f"the module {known.dynamic}": known.dynamic is not None,
            "a name the interpreter may set": _is_special(name),
        }
        for reason, holds in reasons.items():
            if holds:
                return reason
        if self._index.is_generated(f"{module.package}/{name}"):
            return "not analysed: generated, compiled or left out"
        if module in self._patched_modules() or self._is_replaced(module):
            return "names are set on the module from outside"
        return None

    def _is_replaced(self, module: Module) -> bool:
        """Tell whether a helper of ours that knows the module's name may replace it."""
        for reference in module.facts.handed_over:
            helper = self.resolve(module, reference)
            if isinstance(helper, Definition) and helper.module.facts.dynamic:
                return True
        return False

    def _patched_modules(self) -> frozenset[Module]:
        if self._patched is None:
            self._patched = frozenset()
            self._patched = frozenset(
                target
                for module in self._index.modules
                for reference in module.facts.patched
                if isinstance(target := self.resolve(module, reference), Module)
            )
        return self._patched

    def _chosen(self, module: Module, bound: list[Binding]) -> Resolution:
        """Choose among the bindings of one name."""
        results: list[Resolution] = []
        for binding in reversed(bound):
            if len(bound) > 1 and _is_for_type_checkers(binding):
                continue
            results.append(self._binding(module, binding))
            if not binding.guard & (facts.CONDITIONAL | facts.OPTIONAL):
                break
        if not results:
            return Unknown("bound for type checkers only")
        first = results[0]
        if all(other == first for other in results[1:]):
            return first
        known = [r for r in results if not isinstance(r, (MissingModule, Missing))]
        if len(known) == 1:
            return known[0]
        return Unknown("bound differently in branches")

    def _binding(self, module: Module, binding: Binding) -> Resolution:
        if isinstance(binding, facts.Import):
            return self.bound_by(module, binding)
        if isinstance(binding, facts.Variable) and binding.value:
            root = binding.value.partition(".")[0]
            if root != binding.name:
                target = self.resolve(module, binding.value)
                if isinstance(target, Definition) and not isinstance(
                    target.fact, facts.Variable
                ):
                    return target
                if isinstance(target, (Module, External)):
                    return target
        return Definition(module, binding)

    def bound_by(self, module: Module, binding: facts.Import) -> Resolution:
        """Return what the name that an import binds stands for."""
        if binding.name is None and not binding.is_renamed:
            # `import a.b` binds `a`.
            top = binding.module.partition(".")[0]
            return self._index.locate(module, 0, top)
        return self.imported(module, binding)

    def _attribute(self, owner: Resolution, name: str) -> Resolution:
        if isinstance(owner, (Module, Namespace)):
            return self.member(owner, name)
        if isinstance(owner, External):
            return External(f"{owner.dotted}.{name}")
        if isinstance(owner, Definition) and isinstance(owner.fact, facts.Class):
            return self._class_attribute(owner, name)
        if isinstance(owner, (Missing, MissingModule, Unknown)):
            return owner
        return Unknown("an attribute of a value")

    def _class_attribute(self, owner: Definition, name: str) -> Resolution:
        qualified = f"{owner.qualname}.{name}"
        for binding in reversed(self.bindings(owner.module).get(qualified, [])):
            if isinstance(binding, facts.Class):
                return Definition(owner.module, binding)
        return Unknown("an attribute of a class")


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _is_for_type_checkers(binding: Binding) -> bool:
    return isinstance(binding, facts.Import) and bool(binding.guard & facts.TYPE_ONLY)


def _split_root(reference: str) -> tuple[str, list[str]]:
    """Split a reference into the name its file binds and the attributes after it."""
    head, separator, tail = reference.rpartition("<locals>.")
    first, *rest = tail.split(".")
    return f"{head}{separator}{first}", rest


def _exports(module: Module, name: str) -> bool:
    """Tell whether `from module import *` may bind a name."""
    known = module.facts
    if known.exports is not None and not known.has_computed_exports:
        return name in known.exports
    return known.has_computed_exports or not name.startswith("_")
