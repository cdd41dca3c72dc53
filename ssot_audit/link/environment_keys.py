"""Which keys of the environment production code reads, and with which defaults.

Read are `os.environ` and `os.getenv`, the declared accessor, what common libraries
offer for it, and fields of pydantic's settings classes. A mapping that comes from
anywhere else is not followed: unknown is not wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ssot_audit.extract.facts import EnvironmentAccess, KeyUse, SettingsClass, Span
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program
from ssot_audit.link.symbols import Definition

_MAPPINGS = ("os.environ", "os.getenv")
_READERS = (
    "decouple.config",
    "environ.Env()",
    "environ.FileAwareEnv()",
    "environs.Env()",
    "environs.env",
    "starlette.config.Config()",
)
"""What python-decouple, django-environ, environs and Starlette are asked by."""
_BASE_SETTINGS = frozenset(
    {
        "pydantic.BaseSettings",
        "pydantic.v1.BaseSettings",
        "pydantic_settings.BaseSettings",
        "pydantic_settings.main.BaseSettings",
    }
)
_CHANGES = ("set", "delete", "unset", "pop", "update", "write", "add", "read_env")
"""How methods of accessors begin that read nothing; `setdefault` does."""


@dataclass(frozen=True, slots=True)
class KeyRead:
    """One place that reads a key."""

    module: Module
    key: str
    default: str | None
    """Source of a literal; None: there is none, or it is computed."""
    span: Span
    scope: str
    is_field: bool = False
    """Whether a settings class reads it, which declares it by that."""

    @property
    def reader(self) -> str:
        """Dotted name of the module, class or function that reads it."""
        return f"{self.module.name}.{self.scope}" if self.scope else self.module.name


def key_reads(program: Program, accessor: str | None) -> Iterator[KeyRead]:
    """Yield all reads of literal keys in production, in the order of files."""
    found = program.lookup(accessor) if accessor else None
    readers: tuple[str, ...] = (*_READERS, *_MAPPINGS)
    if isinstance(found, Definition):
        readers = (found.dotted, f"{found.dotted}()", *readers)
    for module in program.production:
        known = module.facts
        direct = [access for access in known.environment if _is_read(access)]
        for access in direct:
            yield KeyRead(
                module, access.key or "", access.default, access.span, access.scope
            )
        seen = {access.span for access in direct}
        for use in known.keys:
            if use.span not in seen and _asks(program, module, use, readers):
                yield KeyRead(module, use.key, use.default, use.span, use.scope)
        for made in known.settings:
            yield from _fields(program, module, made)


def field_reads(program: Program, dotted: str) -> Iterator[KeyRead]:
    """Yield what the fields of one settings class read."""
    found = program.lookup(dotted)
    if isinstance(found, Definition):
        for made in found.module.facts.settings:
            if made.qualname == found.qualname:
                yield from _fields(program, found.module, made)


def _is_read(access: EnvironmentAccess) -> bool:
    if not access.key:
        return False
    return access.kind in {"read", "contains"} or access.form.endswith(".setdefault")


def _asks(
    program: Program, module: Module, use: KeyUse, readers: tuple[str, ...]
) -> bool:
    """Tell whether a call or subscript asks the environment for a key."""
    dotted, call, rest = use.form.partition("()")
    is_subscript = dotted.endswith("[]")
    full = program.full_name(module, dotted.removesuffix("[]"))
    form = f"{full}{'[]' if is_subscript else ''}{call}{rest}"
    for reader in readers:
        if form == reader:
            return True
        if form.startswith(reader):
            method = form.removeprefix(reader)
            if method == "[]":
                return True
            if method.startswith(".") and method[1:].isidentifier():
                return method == ".setdefault" or not method[1:].startswith(_CHANGES)
    return False


def _fields(program: Program, module: Module, made: SettingsClass) -> Iterator[KeyRead]:
    for node in program.hierarchy.in_module(module):
        if node.source[1].qualname != made.qualname:
            continue
        ancestors = [a.source for a in node.mro if a.fact is not None]
        if not any(
            program.full_name(home, base) in _BASE_SETTINGS
            for home, known in ancestors
            for base in known.bases
        ):
            return
        prefix = next(
            (
                other.prefix
                for home, known in ancestors
                for other in home.facts.settings
                if other.qualname == known.qualname and other.prefix
            ),
            "",
        )
        for field in made.fields:
            for key in field.keys or (f"{prefix}{field.name}",):
                yield KeyRead(
                    module,
                    key.upper(),
                    field.default,
                    field.span,
                    made.qualname,
                    is_field=True,
                )
        return
