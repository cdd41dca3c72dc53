"""Which way a scan takes to its verdict."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar
from unittest import mock

from ssot_audit import audit
from ssot_audit.verdict.amended import amended
from ssot_audit.verdict.case import heard

_P = ParamSpec("_P")
_T = TypeVar("_T")


@contextmanager
def ways_noted() -> Iterator[list[str]]:
    """Note `amended` or `heard` for each scan that recalls no verdict."""
    ways: list[str] = []
    with (
        mock.patch.object(audit, "amended", _noting(ways, amended)),
        mock.patch.object(audit, "heard", _noting(ways, heard)),
    ):
        yield ways


def _noting(ways: list[str], function: Callable[_P, _T]) -> Callable[_P, _T]:
    def noting(*arguments: _P.args, **options: _P.kwargs) -> _T:
        found = function(*arguments, **options)
        if found is not None:
            ways.append(function.__name__)
        return found

    return noting
