"""Programs of others that look at our papers: poppler's pdfsig and pdftoppm, and SoftHSM's token.

`python -m tests.outside` is what `make outside` runs: it installs them where it may. Without them their tests
are skipped with a sentence.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ADVICE = "Mühür testlerinin bir bölümü atlanır: poppler-utils ve softhsm2 kurun (Debian: apt-get install)."
_PACKAGES = ("poppler-utils", "softhsm2")


def pdfsig() -> str | None:
    return shutil.which("pdfsig")


def softhsm() -> Path | None:
    """The module of the token."""
    return next(iter(Path("/usr/lib").glob("**/libsofthsm2.so")), None) if shutil.which("softhsm2-util") else None


def main() -> int:
    if not (pdfsig() and softhsm()) and not (_from_debian() and pdfsig() and softhsm()):
        print(ADVICE, file=sys.stderr)
    return 0


def _from_debian() -> bool:
    """As root on Debian and its children."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *_PACKAGES])
    return all(subprocess.run(step, env=quiet, stdout=sys.stderr).returncode == 0 for step in steps)


if __name__ == "__main__":
    sys.exit(main())
