"""How long the scripts of the acceptance checks A1–A18 take, each with the opening of its page.

`python -m tests.benchmarks.acceptance` runs the tests that docs/acceptance.md names for them and prints a line a check:
the seconds of its tests together, of a test with several cases the longest one.
"""

import re
import sys

import pytest

from tests.test_docs_acceptance import ROWS


class Timer:
    """The longest case of each of these tests, without what is prepared before it.

    They run in the order of their files, as the tests of a file share an office.
    """

    def __init__(self, tests: set[str]) -> None:
        self.seconds = dict.fromkeys(tests, 0.0)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if _name(item.nodeid) in self.seconds]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            test = _name(report.nodeid)
            self.seconds[test] = max(self.seconds[test], report.duration)


def main() -> int:
    checks = {row[0]: re.findall(r"`([\w/]+::test_\w+)`", row[2]) for row in ROWS if re.fullmatch(r"A\d+", row[0])}
    timer = Timer({test for named in checks.values() for test in named})
    files = sorted({f"tests/{test.split('::')[0]}.py" for test in timer.seconds})
    code = pytest.main(["-q", "-k", "not postgresql", *files], plugins=[timer])
    for check, named in checks.items():
        print(f"{check} {sum(timer.seconds[test] for test in named):.1f} s")
    return int(code)


def _name(nodeid: str) -> str:
    """As docs/acceptance.md names a test: `browser/test_file::test_name`."""
    return nodeid.split("[")[0].removeprefix("tests/").replace(".py", "")


if __name__ == "__main__":
    sys.exit(main())
