"""How long the scripts of the acceptance checks A1–A18 take, each with the opening of its page.

`python -m tests.benchmarks.acceptance` runs the tests that docs/acceptance.md names for them and prints a line a check:
the seconds of its tests together, of a test with several cases the longest one.
"""

import re
import sys

import pytest

from tests.test_docs_acceptance import ROWS


class Timer:
    """The longest case of each test, without what is prepared before it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            test = report.nodeid.split("[")[0].removeprefix("tests/").replace(".py", "")
            self.seconds[test] = max(self.seconds.get(test, 0), report.duration)


def main() -> int:
    checks = {row[0]: re.findall(r"`([\w/]+::test_\w+)`", row[2]) for row in ROWS if re.fullmatch(r"A\d+", row[0])}
    tests = sorted({f"tests/{test.replace('::', '.py::')}" for named in checks.values() for test in named})
    timer = Timer()
    code = pytest.main(["-q", "-k", "not postgresql", *tests], plugins=[timer])
    for check, named in checks.items():
        print(f"{check} {sum(timer.seconds.get(test, 0) for test in named):.1f} s")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
