"""The process that reads one file: bytes on standard input, JSON on standard output, nothing else.

Started anew, not forked: a fork would hold the parent's open store.
"""

import json
import resource
import sys
from typing import Any

from data_layer.reading.limits import CHILD_MEMORY, CHILD_SECONDS, MAX_FILE, Rejected
from data_layer.reading.reader import read_here
from data_layer.reading.table import packed


def main() -> None:
    """`python -m data_layer.reading.child .xlsx < file`."""
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_MEMORY, CHILD_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CHILD_SECONDS, CHILD_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl would load it: memory and time for nothing
    data = sys.stdin.buffer.read(MAX_FILE + 1)
    sys.stdout.write(json.dumps(_answer(data, sys.argv[1]), ensure_ascii=True))


def _answer(data: bytes, suffix: str) -> dict[str, Any]:
    try:
        return {"table": packed(read_here(data, suffix))}
    except Rejected as refusal:
        return {"refused": refusal.code, "values": refusal.values}
    except MemoryError:
        return {"refused": "ACILMIS_BOYUT", "values": {}}


if __name__ == "__main__":
    main()
