"""Write the pictures of the HTML report that the documentation shows.

    python -m tools.screenshots

needs the extra `integration` and Chromium.
"""

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from ssot_audit.audit import Request, audit_path, audit_sources, background
from ssot_audit.config.load import load
from ssot_audit.config.settings import Settings
from ssot_audit.report import html
from ssot_audit.report.background import Background
from ssot_audit.rules.registry import all_rules
from tests.support.chromium import chromium
from tests.support.many_findings import sources
from tests.support.projects import linked

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs/images"
REQUEST = Request(today=dt.date(2026, 1, 1))
SIZE = {"width": 1280, "height": 860}


def main() -> None:
    """Write all pictures."""
    IMAGES.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, chromium() as browser:
        fixture, large = Path(folder, "fixture.html"), Path(folder, "large.html")
        fixture.write_text(_of_fixture(), encoding="utf-8")
        large.write_text(_of_5000_findings(), encoding="utf-8")
        _picture(browser, fixture, "view=overview", "light", "html-overview")
        chain = "view=findings&rule=SSOT105"
        _picture(browser, fixture, chain, "dark", "html-finding", opened=True)
        _picture(browser, fixture, "view=contracts", "dark", "html-contracts")
        _picture(browser, large, "view=findings", "light", "html-5000-findings")
        _picture(browser, fixture, "view=imports", "dark", "html-imports")


def _of_fixture() -> str:
    options = {code: rule.options for code, rule in all_rules().items()}
    settings = load(ROOT / "fixtures/chat_platform", None, options)
    verdict = audit_path(settings, REQUEST)
    with background(settings, REQUEST) as behind:
        return html.render(verdict, behind)


def _of_5000_findings() -> str:
    settings, files = Settings(root=Path("shop")), sources()
    verdict = audit_sources(files, settings, REQUEST)
    return html.render(verdict, Background(settings, linked(files)))


def _picture(
    browser: Browser,
    page_file: Path,
    fragment: str,
    theme: str,
    name: str,
    *,
    opened: bool = False,
) -> None:
    page = browser.new_page(viewport=SIZE, color_scheme=theme, device_scale_factor=1.25)
    page.goto(f"{page_file.as_uri()}#{fragment}")
    if opened:
        page.locator("#findings .toggle").first.click()
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path)
    page.close()
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
