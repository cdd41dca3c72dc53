"""`ssot-audit tests`: how many of the tests are real."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ssot_audit.cli import options
from ssot_audit.cli.outputs import Canvas, parse_outputs
from ssot_audit.cli.question import AnswerFormat, answer, linked
from ssot_audit.discover.paths import inside
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.link.testing.tallies import Reality, reality
from ssot_audit.report import tests_json, tests_markdown


def tests(
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PATH]",
            help="Folder or file; only its tests are shown.",
            show_default="all",
        ),
    ] = None,
    config: options.Config = None,
    output: options.DocumentOutput = None,
    jobs: options.Jobs = None,
    cache_dir: options.CacheDirectory = None,
    no_cache: options.NoCache = False,
) -> None:
    """Show how many tests can run and check something, by directory."""
    outputs = parse_outputs(output or ["text"], AnswerFormat)
    if path is not None and not path.exists():
        raise ConfigError((Fault("tests", f"`{path}` does not exist"),))
    start = options.common_parent([path] if path else [])
    settings, program = linked(config, jobs, cache_dir, no_cache=no_cache, start=start)
    found = reality(program, _below(settings.root, path))
    if not found.tests and not found.guesses:
        where = f"below `{path}`" if path else "in the project"
        raise ConfigError((Fault("tests", f"there is no test {where}"),))
    answer(outputs, partial(_rendered, found))


def _below(root: Path, path: Path | None) -> str:
    """Return a path as the project has it; raises `ConfigError` if it has none."""
    below = inside(root, path) if path else ""
    if below is None:
        raise ConfigError((Fault("tests", f"`{path}` is not part of the project"),))
    return below


def _rendered(found: Reality, chosen: AnswerFormat, canvas: Canvas) -> str:
    match chosen:
        case AnswerFormat.JSON:
            return tests_json.render(found)
        case AnswerFormat.MARKDOWN:
            return tests_markdown.render(found)
        case AnswerFormat.TEXT:
            from ssot_audit.report import tests_text  # noqa: PLC0415 - rich

            return tests_text.render(found, width=canvas.width, color=canvas.color)
