"""Take a picture of every page, for people to look at: .venv/bin/python -m tests.screenshots FOLDER [NAME ...]

Each page in three languages, at 360 and 1280 pixels, light and dark. With names, only the pages whose name begins so.
It needs Chromium and starts its own site with the starter content.
"""

# ruff: noqa: E402 (Django must be set up before anything of ours is imported)
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.visits import BROWSER_OPTIONS, visit
from tests.site import LANGUAGES, PAGES, running_site

WIDTHS = {360: 740, 1280: 900}
SCHEMES = ["light", "dark"]


def take(browser, site, folder, pages):
    for language in LANGUAGES:
        context = browser.new_context(locale=language, service_workers="block")
        tab = context.new_page()
        for page in (page for page in pages if language in page.languages):
            with visit(tab, site, page, language):
                for width, height in WIDTHS.items():
                    for scheme in SCHEMES:
                        tab.set_viewport_size({"width": width, "height": height})
                        tab.emulate_media(color_scheme=scheme)
                        name = f"{page.name.replace(', ', '-').replace(' ', '-')}-{language}-{width}-{scheme}.png"
                        tab.screenshot(path=folder / name, full_page=True)
        context.close()


def main(folder, *names):
    pages = [page for page in PAGES if not names or page.name.startswith(names)]
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with running_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), **BROWSER_OPTIONS)
        take(browser, site, folder, pages)
        browser.close()
    sys.stdout.write(f"{len(list(folder.glob('*.png')))} pictures in {folder}\n")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
