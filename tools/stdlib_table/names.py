"""All stubs together: which name means what, through imports, stars and aliases."""

import ast
from collections.abc import Iterator, Mapping
from itertools import chain

from tools.stdlib_table.scan import Alias, Classes, Import, Stub, Value, dotted


class Library:
    """The stubs, and the canonical names of what they define."""

    def __init__(self, stubs: Mapping[str, Stub]) -> None:
        """Expand the star imports, then settle the homes that differ from the stubs."""
        self.stubs = stubs
        self._following: set[str] = set()
        self._expanded: set[str] = set()
        for name in stubs:
            self._expand_stars(name)
        self._homes: dict[str, str] = {}
        self._homes.update(self._rehome_backports())
        self._homes.update(self._rehome_abstract_bases())
        self._stubbed_as: dict[str, list[str]] = {}
        for stubbed, home in self._homes.items():
            self._stubbed_as.setdefault(home, []).insert(0, stubbed)

    def names(self, module: str) -> set[str]:
        """Return what can be imported from a module."""
        return {name for name in self.stubs[module].public if "." not in name}

    def star_names(self, module: str) -> set[str]:
        """Return what a star import takes from a module."""
        public = {name for name in self.names(module) if not name.startswith("_")}
        return self.stubs[module].exports or public

    def canonical(self, module: str, name: str) -> str | None:
        """Return the canonical name of what a module binds to a name."""
        own = f"{module}.{name}"
        if own in self._following:
            return own
        self._following.add(own)
        try:
            return self._follow(module, name)
        finally:
            self._following.discard(own)

    def _follow(self, module: str, name: str) -> str | None:
        """Follow one import or alias."""
        own = f"{module}.{name}"
        stub = self.stubs.get(module)
        match stub.bindings.get(name) if stub else None:
            case Import(source, None):
                return source if source in self.stubs else None
            case Import(source, str(original)):
                return self.canonical(source, original)
            case Alias(target):
                return self._aliased(module, target) or own
            case Classes() | Value():
                return self.home(module, name)
            case _:
                return own if own in self.stubs else None

    def home(self, module: str, name: str) -> str:
        """Return the canonical name of what a module itself defines."""
        own = f"{module}.{name}"
        return self._homes.get(own, own)

    def lookup(self, module: str, name: str) -> str | None:
        """Return the canonical name of a dotted name used in a module."""
        root, *path = name.split(".")
        home = self.canonical(module, root) or self.canonical("builtins", root)
        for part in path:
            if home is None:
                return None
            is_module = home in self.stubs
            home = self.canonical(home, part) if is_module else f"{home}.{part}"
        return home

    def origin(self, qualname: str) -> tuple[str, list[ast.ClassDef]] | None:
        """Return the module of the stub that defines a class, and the definitions."""
        for candidate in (*self._stubbed_as.get(qualname, ()), qualname):
            module, name = self.split(candidate)
            stub = self.stubs.get(module)
            found = stub and stub.bindings.get(name)
            if isinstance(found, Classes):
                return module, found.definitions
        return None

    def is_fictitious(self, qualname: str) -> bool:
        """Tell whether a class exists in the stubs only."""
        found = self.origin(qualname)
        return found is not None and any(
            dotted(decorator) == "type_check_only"
            for definition in found[1]
            for decorator in definition.decorator_list
        )

    def is_awaitable(self, qualname: str | None) -> bool:
        """Tell whether instances of a class can be awaited."""
        found = self.origin(qualname) if qualname else None
        if found is None:
            return False
        module, definitions = found
        bodies = chain.from_iterable(definition.body for definition in definitions)
        bases = chain.from_iterable(map(base_names, definitions))
        return any(
            getattr(each, "name", None) == "__await__" for each in bodies
        ) or any(self.is_awaitable(self.lookup(module, base)) for base in bases)

    def split(self, qualname: str) -> tuple[str, str]:
        """Split a name into the module and the rest: nested classes have dots, too."""
        module, _, name = qualname.rpartition(".")
        while module and module not in self.stubs:
            module, _, outer = module.rpartition(".")
            name = f"{outer}.{name}"
        return module, name

    def _aliased(self, module: str, target: str) -> str | None:
        """Return what an alias stands for, unless it is an attribute of a class."""
        home = self.lookup(module, target)
        owner = home and home.rpartition(".")[0]
        return home if home in self.stubs or owner in self.stubs else None

    def _expand_stars(self, module: str) -> None:
        if module in self._expanded:
            return
        self._expanded.add(module)
        stub = self.stubs[module]
        for source in filter(self.stubs.__contains__, stub.stars):
            self._expand_stars(source)
            for name in sorted(self.star_names(source)):
                stub.bind(name, Import(source, name))
        if isinstance(exports := stub.bindings.get("__all__"), Import):
            stub.exports |= self.stubs[exports.module].exports

    def _rehome_backports(self) -> Iterator[tuple[str, str]]:
        """Yield the names that `typing_extensions` backports with their homes."""
        for name, binding in self.stubs["typing_extensions"].bindings.items():
            home = self.canonical("typing", name)
            if home and not isinstance(binding, Import):
                yield f"typing_extensions.{name}", home

    def _rehome_abstract_bases(self) -> Iterator[tuple[str, str]]:
        """Yield `typing.Mapping` and the like with their names at run time."""
        for name in self.stubs["_collections_abc"].exports:
            home = self.canonical("_collections_abc", name)
            if home:
                yield home, f"collections.abc.{name}"


def base_names(definition: ast.ClassDef) -> Iterator[str]:
    """Yield the bases as written, without subscripts; calls stay calls."""
    for base in definition.bases:
        name = dotted(base.value if isinstance(base, ast.Subscript) else base)
        yield name or ast.unparse(base)
