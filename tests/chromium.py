"""A real browser for the tests: the machine's own, else one is installed, else a sentence says what to do.

`python tests/chromium.py` is what `make browser` runs.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = (
    "Tarayıcı bulunamadı ve kurulamadı. Chromium ya da Google Chrome kurun (Debian: apt-get install chromium), "
    "sonra `make test` komutunu yineleyin."
)


def find() -> str | None:
    """The path of a Chromium or Chrome of this machine, or of the one that Playwright keeps."""
    installed = next((path for name in NAMES if (path := shutil.which(name))), None)
    return installed or _of_playwright()


def main() -> int:
    if find():
        return 0
    print("Tarayıcı bulunamadı; kuruluyor…", file=sys.stderr)
    for install in (_from_debian, _from_playwright):
        if install() and find():
            return 0
    print(ADVICE, file=sys.stderr)
    return 1


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return str(path) if path.exists() else None


def _from_debian() -> bool:
    """As root on Debian and its children."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])
    return all(subprocess.run(step, env=quiet, stdout=sys.stderr).returncode == 0 for step in steps)


def _from_playwright() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command, stdout=sys.stderr).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
