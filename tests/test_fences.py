"""The list of fences stands on the code of today; `python -m tests.fences` takes them away one by one."""

import pytest

from tests.fences import FENCES, ROOT, Fence
from tests.suite import every_test

NAMES = [fence.name for fence in FENCES]


@pytest.mark.parametrize("fence", FENCES, ids=NAMES)
def test_a_fence_stands_once_in_its_file_and_without_it_the_file_is_still_a_program(fence: Fence) -> None:
    whole = (ROOT / fence.file).read_text(encoding="utf-8")
    assert whole.count(fence.text) == 1
    assert fence.instead != fence.text
    compile(whole.replace(fence.text, fence.instead), fence.file, "exec")


def test_every_fence_names_tests_that_exist() -> None:
    assert {
        fence.name: fence.tests for fence in FENCES if not fence.tests or not set(fence.tests) <= every_test()
    } == {}


def test_there_are_at_least_ten_and_each_has_its_own_name() -> None:
    assert len(set(NAMES)) == len(FENCES) >= 10
