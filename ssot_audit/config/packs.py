"""Where the rule packs are that can be named in `extends`."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_INSTALLED = _PACKAGE / "packs"
_CHECKOUT = _PACKAGE.parent / "rules"


def shipped_packs() -> dict[str, Path]:
    """Return the file of each shipped pack by its name, e.g. `recommended`."""
    # Editable installs do not copy the packs into the package; the checkout has them.
    folder = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    return {
        file.relative_to(folder).with_suffix("").as_posix(): file
        for file in sorted(folder.rglob("*.toml"))
    }
