"""Each tool in a virtual environment of its own, at the pinned version, by pip."""

import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.peers.pins import Pin


def installed(pin: Pin, into: Path) -> Path:
    """Return the environment of a tool, making it if it is missing.

    Raises `RuntimeError` with the last line of what pip says if that fails.
    """
    target = into / f"{pin.name}-{pin.version}"
    done = target / "complete"
    if not done.exists():
        venv.create(target, clear=True, with_pip=True)
        command = [str(target / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        made = subprocess.run(
            [*command, f"{pin.name}=={pin.version}"],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            last = (made.stderr.strip().splitlines() or ["no message"])[-1]
            raise RuntimeError(f"pip could not install {target.name}: {last}")
        done.touch()
    return target


def environment(home: Path) -> dict[str, str]:
    """Return the variables that make a tool see its own environment and no other."""
    path = (
        f"{home / 'bin'}:{Path(sys.base_prefix) / 'bin'}:/usr/local/bin:/usr/bin:/bin"
    )
    return {"VIRTUAL_ENV": str(home), "PYTHONPATH": "", "PATH": path, "NO_COLOR": "1"}
