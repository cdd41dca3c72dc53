"""The way to a Dask scheduler, and what is said when there is none."""

import asyncio
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from ssot_audit.errors import ConfigError, Fault

if TYPE_CHECKING:
    from distributed import Client

_PATIENCE: Final = 10
"""Seconds for a scheduler to answer."""


@contextmanager
def connected(address: str) -> Iterator["Client"]:
    """Connect to a scheduler; at the end, it forgets all that we wanted of it.

    Raises `ConfigError` if that is not possible.
    """
    try:
        # Half a second, and not installed by everybody.
        from distributed import Client  # noqa: PLC0415
    except ImportError as error:
        raise fault(
            address,
            f"cannot be used without the package `distributed` ({one_line(error)}); "
            "install it with `pip install 'ssot-audit[dask]'`",
        ) from None
    with _silence():
        _find(address)
        # Dask warns of any package that has two versions; identities decide here.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            client = Client(
                address,
                timeout=_PATIENCE,
                set_as_default=False,
                # They may be in a network that we do not see.
                direct_to_workers=False,
            )
        try:
            yield client
        finally:
            client.close(timeout=_PATIENCE)


def fault(address: str, message: str) -> ConfigError:
    """Return the error that a cluster cannot be used."""
    return ConfigError((Fault("--executor", f"Dask cluster {address} {message}"),))


def one_line(error: object) -> str:
    """Return what an error says, or at least its name."""
    return " ".join(str(error).split()) or type(error).__name__


def _find(address: str) -> None:
    """Raise `ConfigError` unless there is a scheduler.

    `Client` may wait for ever for an answer of something else.
    """
    try:
        kind = asyncio.run(asyncio.wait_for(_kind(address), _PATIENCE))
    except TimeoutError:
        reason = f"nothing has answered within {_PATIENCE} s"
    except (OSError, ValueError, TypeError) as error:
        reason = one_line(error)
    else:
        if kind == "Scheduler":
            return
        reason = f"that is a {kind}"
    advice = "start it with `dask scheduler`, or mend the address"
    raise fault(address, f"cannot be reached: {reason}; {advice}")


async def _kind(address: str) -> str:
    """Return what Dask calls the process at an address."""
    from distributed import Security, rpc  # noqa: PLC0415 - as above

    arguments = Security().get_connection_args("client")
    async with rpc(address, connection_args=arguments) as peer:
        return str((await peer.identity())["type"])


@contextmanager
def _silence() -> Iterator[None]:
    """Keep Dask from writing on the terminal: what matters is an error of ours."""
    # It gives some of its loggers a level and a handler of their own.
    names = [name for name in logging.root.manager.loggerDict if _is_of_dask(name)]
    loggers = [
        logger for logger in map(logging.getLogger, names) if not logger.disabled
    ]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger in loggers:
            logger.disabled = False


def _is_of_dask(logger: str) -> bool:
    return logger.partition(".")[0] in {"distributed", "tornado"}
