"""Debian's Chromium, without a window and without a network."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield the browser; raises `FileNotFoundError` if there is none."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        message = "needs a browser: apt-get install chromium"
        raise FileNotFoundError(message)
    with sync_playwright() as playwright:
        # In a container there is often nobody but root, who gets no sandbox.
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"]
        )
        try:
            yield browser
        finally:
            browser.close()
