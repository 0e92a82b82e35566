"""A batch of sealed certificates that is killed in the middle: all there once, all valid; a changed file is found."""

from pathlib import Path

import pytest

from tests import outside
from tests.campaigns.certificates import campaign

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not outside.pdfsig(), reason=outside.ADVICE)]


def test_a_killed_batch_seals_each_certificate_once_and_other_programs_find_all_valid(tmp_path: Path) -> None:
    report = campaign(tmp_path, count=120, seed=7)
    print(report)
    assert report.faults == []
    assert 0 < report.killed_at < 120
    assert (report.judged, report.by_pdfsig, report.by_qr) == (120, 20, 20)
    assert report.memory < 600 << 20


def test_a_file_that_was_changed_behind_the_store_is_found(tmp_path: Path) -> None:
    assert [fault for fault in campaign(tmp_path, count=60, seed=7, control=True).faults if "not valid" in fault]
