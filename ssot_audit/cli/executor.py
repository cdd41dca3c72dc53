"""`--executor`: on which machines files are read."""

from urllib.parse import urlsplit

from ssot_audit.errors import ConfigError, Fault

LOCAL = "local"
"""This machine, and no other."""
_DASK = "dask="
_SCHEMES = ("tcp", "tls", "ws", "wss")


def cluster_address(executor: str) -> str | None:
    """Return the address of a Dask cluster, with its scheme; None for this machine.

    Raises `ConfigError` for anything else.
    """
    if executor == LOCAL:
        return None
    if not executor.startswith(_DASK):
        message = f"`{executor}` is no executor; use {LOCAL} or {_DASK}ADDRESS"
        raise ConfigError((Fault("--executor", message),))
    given = executor.removeprefix(_DASK)
    address = given if "://" in given else f"tcp://{given}"
    if not _is_address(address):
        message = f"`{given}` is no address of a Dask scheduler; use tcp://HOST:PORT"
        raise ConfigError((Fault("--executor", message),))
    return address


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    rest = parts.path + parts.query + parts.fragment
    return bool(
        parts.scheme in _SCHEMES and parts.hostname and port and not rest.strip("/")
    )
