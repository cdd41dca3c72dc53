"""Projects that are on no disk: the same tree, made of texts."""

from collections.abc import Mapping

from ssot_audit.config.settings import Settings
from ssot_audit.discover.faults import setting_faults
from ssot_audit.discover.files import arranged
from ssot_audit.discover.source import SourceTree
from ssot_audit.discover.walk import Listing
from ssot_audit.errors import ConfigError


def in_memory(sources: Mapping[str, str | bytes], settings: Settings) -> SourceTree:
    """Return the tree that a project of these files would be, all of it reported.

    Raises `ConfigError` with every root and pattern of the settings that leads nowhere.
    """
    contents = {
        path: content.encode() if isinstance(content, str) else content
        for path, content in sources.items()
    }
    listing = Listing.of(contents)
    faults = setting_faults(settings, listing)
    if faults:
        raise ConfigError(faults)
    return arranged(settings, listing, contents.__getitem__)
