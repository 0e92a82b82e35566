"""Certificates: number 1 of session 1, and what was done to it before."""

from collections.abc import Callable
from typing import Any

from data_layer import certificate_jobs, certificate_signing, certificates
from data_layer.certificate_files import ELSEWHERE, Made, Seal
from data_layer.certificate_signing import Returned
from data_layer.store import Store
from tests.deeds.attendance import DURING, final
from tests.deeds.common import CHIEF, WHY, Deed, Deeds, Office

Step = Callable[[Store], Any]
DRAFT = Made(b"draft")
SIGNED = Made(b"draft and a signature", Seal(ELSEWHERE, "Örnek İmza", "0" * 64, "B-B", False, DURING, None, 21))


def _after(*steps: Step) -> Callable[[Office], Deed]:
    """A final sheet and all steps but the last, which is the deed."""

    def ready(office: Office) -> Deed:
        final(office)
        for step in steps[:-1]:
            step(office.store)
        return lambda: steps[-1](office.store)

    return ready


def _issue(store: Store) -> Any:
    return certificates.issue(store, 1, CHIEF, DURING)


def _keep(store: Store) -> Any:
    return certificate_jobs.keep(store, 1, {1: DRAFT}, CHIEF, DURING)


def _seal(store: Store) -> Any:
    return certificates.seal(store, 1, CHIEF, DURING)


def _hand_over(store: Store) -> Any:
    return certificate_signing.hand_over(store, {1: (DRAFT.sha256, 5)}, CHIEF, DURING)


def _take_in(store: Store) -> Any:
    return certificate_signing.take_in(store, Returned("a.pdf", (DRAFT.sha256,), None, SIGNED), CHIEF, DURING)


def _deliver(store: Store) -> Any:
    return certificates.deliver(store, 1, CHIEF, DURING)


def _take_back(store: Store) -> Any:
    return certificates.take_back(store, 1, ([1], []), CHIEF, DURING, store.version())


def _hand_out(store: Store) -> Any:
    return certificates.handed_out(store, [1], 9, CHIEF, DURING)


def _withdraw(store: Store) -> Any:
    return certificates.withdraw(store, [1], WHY, CHIEF, DURING)


def _reissue(store: Store) -> Any:
    return certificates.reissue(store, [1], WHY, CHIEF, DURING)


DEEDS: Deeds = {
    "data_layer/certificate_signing.py:hand_over": ("certificate.hand_over", _after(_issue, _keep, _hand_over)),
    "data_layer/certificate_signing.py:take_in": ("certificate.sign", _after(_issue, _keep, _hand_over, _take_in)),
    "data_layer/certificates.py:seal": ("certificate.ask_seal", _after(_issue, _keep, _seal)),
    "data_layer/certificate_jobs.py:keep": ("certificate.make", _after(_issue, _keep)),
    "data_layer/certificates.py:deliver": ("certificate.deliver", _after(_issue, _keep, _deliver)),
    "data_layer/certificates.py:handed_out": ("certificate.download", _after(_issue, _keep, _hand_out)),
    "data_layer/certificates.py:issue": ("certificate.issue", _after(_issue)),
    "data_layer/certificates.py:reissue": ("certificate.reissue", _after(_issue, _reissue)),
    "data_layer/certificates.py:take_back": ("certificate.take_back", _after(_issue, _keep, _deliver, _take_back)),
    "data_layer/certificates.py:withdraw": ("certificate.revoke", _after(_issue, _withdraw)),
}
