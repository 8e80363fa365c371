"""Takes the pictures of the README from a running server with the demo data.

python docs/screenshots.py http://127.0.0.1:8000 reviewer PASSWORD
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent / "images"


def main(address, name, password):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(base_url=address, viewport={"width": 1440, "height": 900})
        page.goto("/")
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.goto("/queue/")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=IMAGES / "queue.png")
        page.goto("/queue/?status=CONDITIONAL&signal=ai_training_allowed")
        page.locator("tbody tr a").first.click()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=IMAGES / "decision.png")
        page.goto("/breakdown/")
        page.screenshot(path=IMAGES / "breakdown.png")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
