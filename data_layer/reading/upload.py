"""A file from outside, read in a process of its own."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path, PurePath

from data_layer.reading.limits import Rejected
from data_layer.reading.reader import check_file
from data_layer.reading.table import Table, unpacked

_ROOT = Path(__file__).parent.parent.parent
_WALL_SECONDS = 20
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV")


def read_table(data: bytes, filename: str) -> Table:
    """The table of an uploaded file. Whatever is wrong with it, the only exception is Rejected; nothing is written."""
    suffix = PurePath(filename).suffix.lower()
    check_file(data, suffix)
    answer = json.loads(_run(data, suffix))
    if "refused" in answer:
        raise Rejected(answer["refused"], **answer["values"])
    return unpacked(answer["table"])


def _run(data: bytes, suffix: str) -> bytes:
    """The child's answer. One that was stopped had a file that wants more memory or time than any list does."""
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    command = [sys.executable, "-m", "data_layer.reading.child", suffix]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, cwd=_ROOT, env=environment, timeout=_WALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Rejected("ACILMIS_BOYUT") from error
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise Rejected("ACILMIS_BOYUT")
    if done.returncode != 0:
        raise Rejected("ARSIV_BOZUK")
    return done.stdout
