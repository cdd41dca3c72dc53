"""The facts of one document; which of them there are depends on its kind."""

from ssot_audit.extract.facts import Directive, Import, Span, Struct


class CodeBlock(Struct, frozen=True):
    """Python that a document shows, and that imports something."""

    span: Span
    """Its lines, without fence or directive."""
    imports: tuple[Import, ...]
    """Where they stand in the document; what the block warns of is left out."""


class Key(Struct, frozen=True):
    """A key that a `.env` file declares; its value is nobody's business."""

    name: str
    span: Span
    is_commented: bool
    """Whether it is declared in a comment, as optional keys are."""


class Requirement(Struct, frozen=True):
    """A distribution that something needs (PEP 508)."""

    name: str
    """Normalised (PEP 503)."""
    specifier: str
    """Accepted versions (PEP 440), e.g. `>=14,<16`; empty: any."""
    marker: str
    """Where it is needed, e.g. `python_version < "3.12"`; empty: everywhere."""
    group: str
    """The extra or dependency group it is for; empty: the project itself."""
    span: Span


class PytestOption(Struct, frozen=True):
    """An option of pytest or of one of its plugins, in a file of settings."""

    name: str
    value: str | tuple[str, ...]
    """As written; of a list its texts, of any other value its `str`."""
    span: Span
    """Of its name; the start of the file if it is written in an odd way."""


class RegisteredMark(Struct, frozen=True):
    """A marker that the settings of pytest name."""

    name: str
    """Without arguments and description."""
    span: Span


class PytestTable(Struct, frozen=True):
    """The settings of pytest in one section or table of a file."""

    section: str
    """`pytest`, `tool:pytest`, `tool.pytest` or `tool.pytest.ini_options`."""
    options: tuple[PytestOption, ...] = ()
    markers: tuple[RegisteredMark, ...] = ()


class DocumentFacts(Struct, frozen=True):
    """Everything the later stages know of one document."""

    blocks: tuple[CodeBlock, ...] = ()
    warned: tuple[Import, ...] = ()
    """What the bad examples import."""
    keys: tuple[Key, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    includes: tuple[str, ...] = ()
    """Requirement files that it includes, as written."""
    directives: tuple[Directive, ...] = ()
    installed: tuple[str, ...] = ()
    """Distributions, normalised, that other tools put beside the requirements."""
    pytest: tuple[PytestTable, ...] = ()
    """Whether they count is told by the name of the file."""
