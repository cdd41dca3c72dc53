"""`ssot-audit registry`: which name is to be imported from where."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ssot_audit.audit import registry_index
from ssot_audit.cli import options
from ssot_audit.cli.exits import Exit
from ssot_audit.cli.outputs import Canvas, parse_outputs
from ssot_audit.cli.question import Format, answer, asked, linked
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.extract.documents.markdown import markdown
from ssot_audit.link import registry as links
from ssot_audit.link.registry_check import Objection, objections
from ssot_audit.report import registry_json, registry_markdown, registry_text

registry = typer.Typer(
    name="registry",
    help="Show which name is to be imported from where.",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@registry.callback()
def whole(  # noqa: PLR0913, PLR0917 - one parameter for each option
    context: typer.Context,
    package: Annotated[
        str | None,
        typer.Option(metavar="MODULE", help="Only names defined there or below."),
    ] = None,
    config: options.Config = None,
    output: options.DocumentOutput = None,
    jobs: options.Jobs = None,
    cache_dir: options.CacheDirectory = None,
    no_cache: options.NoCache = False,
) -> None:
    """Show every public name: its canonical import, its home, the paths in use."""
    if context.invoked_subcommand is not None:
        return
    outputs = parse_outputs(output or ["text"], Format)
    settings, program = linked(config, jobs, cache_dir, no_cache=no_cache)
    found = links.registry(program, settings)
    if package is not None:
        found = tuple(e for e in found if f"{e.home}.".startswith(f"{package}."))
        if not found:
            message = f"`{package}` defines no public name in this project"
            raise ConfigError((Fault("--package", message),))
    answer(outputs, partial(_rendered, found, None))


@registry.command()
def where(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A name, or `module.name`.")
    ],
    config: options.Config = None,
    output: options.DocumentOutput = None,
    jobs: options.Jobs = None,
    cache_dir: options.CacheDirectory = None,
    no_cache: options.NoCache = False,
) -> None:
    """Show the import to write for a name; exit code 1 if there is none."""
    outputs = parse_outputs(output or ["text"], Format)
    settings = options.settings(Path.cwd(), config)
    with asked(settings, jobs, cache_dir, no_cache=no_cache) as request:
        index = registry_index(settings, request)
    found = index.where(name)
    closest = None if found else index.closest(name)
    answer(outputs, partial(_rendered, found, closest))
    if not found:
        hint = f"; did you mean `{closest}`?" if closest else ""
        typer.echo(f"there is no public name `{name}`{hint}", err=True)
        raise typer.Exit(Exit.GATE_FAILED)


@registry.command()
def check(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A Markdown document.")
    ],
    config: options.Config = None,
    output: options.DocumentOutput = None,
    jobs: options.Jobs = None,
    cache_dir: options.CacheDirectory = None,
    no_cache: options.NoCache = False,
) -> None:
    """Hold a registry kept by hand against the code; exit code 1 if it is wrong."""
    outputs = parse_outputs(output or ["text"], Format)
    settings, program = linked(config, jobs, cache_dir, no_cache=no_cache)
    entries = {f"{e.home}.{e.name}": e for e in links.registry(program, settings)}
    document = markdown(file.read_bytes())
    found = objections(program, settings, entries, file.as_posix(), document)
    answer(outputs, partial(_checked, file.as_posix(), found))
    if found:
        raise typer.Exit(Exit.GATE_FAILED)


def _rendered(
    found: Sequence[links.Entry], closest: str | None, chosen: Format, _canvas: Canvas
) -> str:
    match chosen:
        case Format.JSON:
            return registry_json.render(found, closest)
        case Format.MARKDOWN:
            return registry_markdown.render(found)
        case Format.TEXT:
            return registry_text.render(found)


def _checked(
    path: str, found: Sequence[Objection], chosen: Format, _canvas: Canvas
) -> str:
    match chosen:
        case Format.JSON:
            return registry_json.render_check(path, found)
        case Format.MARKDOWN:
            return registry_markdown.render_check(path, found)
        case Format.TEXT:
            return registry_text.render_check(path, found)
