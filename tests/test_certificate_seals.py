"""Certificates sealed here and signed elsewhere: once each, kept byte by byte, and what everybody is told of them."""

import io
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdf
import pytest

from app import create_app
from dashboard import certificate_batch, certificate_returned, certificate_sealing, certificate_view, static
from dashboard.reports import certificate
from dashboard.seals import chosen, proof, seal, trial
from dashboard.seals.seal import Seal
from dashboard.settings import Settings
from dashboard.texts import words
from data_layer import audit, backup, certificate_facts, certificate_files, certificate_jobs, certificates, erasing
from data_layer import certificate_signing as signing
from data_layer.certificate_facts import Paper
from data_layer.certificate_files import Made
from data_layer.certificate_jobs import Progress
from data_layer.errors import Forbidden, RuleError, StoreError
from data_layer.store import open_store
from data_layer.users import SYSTEM, User
from tests.certificate_office import AFTER, AYSE, LEAD, WHY, CertificateOffice, open_certificate_office
from tests.test_certificate_check import sent

BASE = "https://egitim.ornek"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trial.kept(tmp_path_factory.mktemp("muhur") / "deneme.p12")


@pytest.fixture(scope="module")
def opened(key: Path) -> Seal:
    static.ready()
    found = seal.opened(Settings(muhur=str(key)))
    assert found
    return found


@pytest.fixture
def office(installed: str) -> Iterator[CertificateOffice]:
    """Session 1 with three people whose certificates have numbers and wait for their files."""
    with open_certificate_office(installed) as found:
        found.held("G", "G", "G")
        certificates.issue(found.store, 1, LEAD, AFTER)
        yield found


def made(office: CertificateOffice, with_seal: Seal | None = None) -> int:
    return certificate_jobs.work_off(office.store, certificate_sealing.maker(BASE, with_seal), SYSTEM)


def papers(office: CertificateOffice) -> list[Paper]:
    return certificate_facts.to_hand_out(office.store, [1])


def kept(office: CertificateOffice, paper: Paper) -> bytes:
    found = certificate_files.content(office.store, paper.id, paper.sha256)
    assert found
    return found


def handed(office: CertificateOffice) -> dict[int, bytes]:
    """Certificate → the bytes that went out to be signed."""
    found = signing.waiting(office.store, [1], certificate_returned.MOST, LEAD)
    files = certificate_returned.drawn(found, BASE)
    signing.hand_over(office.store, certificate_returned.digests(files), LEAD, AFTER)
    return files


def back(office: CertificateOffice, data: bytes, by: User = LEAD) -> str:
    one = certificate_returned.judged("imzali.pdf", data, lambda begins: signing.is_ours(office.store, begins))
    return signing.take_in(office.store, one, by, AFTER)


def longer(pdf: bytes) -> bytes:
    """The same file with a page more, appended."""
    writer, out = pypdf.PdfWriter(io.BytesIO(pdf), incremental=True), io.BytesIO()
    writer.add_blank_page(842, 595)
    writer.write(out)
    return out.getvalue()


def test_a_batch_with_a_seal_signs_once_and_keeps_the_very_file(office: CertificateOffice, opened: Seal) -> None:
    assert made(office, opened) == 3
    assert certificate_jobs.progress(office.store) == Progress(3, 0, 3, sealed=3)
    assert [row[2] for row in office.rows()] == ["signed"] * 3
    for paper in papers(office):
        found = proof.read(kept(office, paper))
        assert found and found.is_good and found.is_pure and found.fingerprint == opened.fingerprint
        (page,) = pypdf.PdfReader(io.BytesIO(kept(office, paper))).pages
        assert "DENEME MÜHRÜ - hukuki geçerliliği yoktur" in page.extract_text()
        assert "TASLAK" not in page.extract_text()
    before = office.rows("sha256")
    assert certificates.seal(office.store, 1, LEAD, AFTER) == certificates.issue(office.store, 1, LEAD, AFTER) == 0
    with office.store.write() as tx:  # somebody asks again by other means
        tx.rows("update certificate_job set state = 'queued'")
    assert made(office, opened) == 0
    assert office.rows("sha256") == before
    assert audit.verify(office.store).ok


def test_drafts_wait_for_the_seal_and_the_batch_survives_a_kill(office: CertificateOffice, opened: Seal) -> None:
    made(office)
    assert [row[2] for row in office.rows()] == ["awaiting_signature"] * 3
    assert certificates.seal(office.store, 1, LEAD, AFTER) == 3
    assert made(office) == 0, "a draft is no signed file"
    assert certificate_jobs.progress(office.store) == Progress(0, 3, 3)
    for _ in range(2):
        office.held("G", "G", "G")
    for session in (2, 3):
        certificates.issue(office.store, session, LEAD, AFTER)
    with pytest.raises(Forbidden):
        certificates.seal(office.store, 1, AYSE, AFTER)
    assert certificates.seal(office.store, 1, LEAD, AFTER) == 3
    make, seen = certificate_sealing.maker(BASE, opened), []

    def killed(paper: Paper) -> Made | None:
        if len(seen) == 5:
            raise KeyboardInterrupt
        seen.append(paper.id)
        return make(paper)

    with pytest.raises(KeyboardInterrupt):
        certificate_jobs.work_off(office.store, killed, SYSTEM)
    before = dict(office.rows("number, sha256"))
    assert certificate_jobs.progress(office.store) == Progress(3, 0, 9, sealed=3)
    with ThreadPoolExecutor(2) as pool:  # two processes of a server that several share
        assert sum(pool.map(lambda _: made(office, opened), range(2))) == 6
    after = dict(office.rows("number, sha256"))
    assert len(set(after.values())) == 9 and sum(after[number] == before[number] for number in before) >= 3
    assert office.store.rows("select count(*) from certificate_seal") == [(9,)]
    assert all(proof.read(kept(office, paper)) for paper in papers(office))


def test_what_was_handed_over_before_its_file_was_made_is_sealed_and_stays_handed_over(
    office: CertificateOffice, opened: Seal
) -> None:
    """The demo's. What was signed by hand has a draft and is left alone."""
    made(office)
    certificates.deliver(office.store, 1, LEAD, AFTER)
    with office.store.write() as tx:
        tx.update("certificate", {"sha256": None}, id=2)
    assert certificates.seal(office.store, 1, LEAD, AFTER) == made(office, opened) == 1
    assert [row[2] for row in office.rows()] == ["delivered"] * 3
    assert [certificate_files.seal_of(office.store, one.id) is None for one in papers(office)] == [True, False, True]


def test_a_seal_that_is_gone_fails_the_rest_at_once_and_makes_no_drafts(office: CertificateOffice, key: Path) -> None:
    away = seal.opened(Settings(muhur=str(key), zaman_damgasi="http://127.0.0.1:9/"))
    assert away and made(office, away) == 0
    assert certificate_jobs.progress(office.store) == Progress(0, 3, 3)
    assert [row[2] for row in office.rows()] == ["ready"] * 3
    assert certificates.issue(office.store, 1, LEAD, AFTER) == 3
    batch = certificate_batch.Batch(office.store, Settings(muhur="/yok.p12"))
    batch.wake()
    batch.join()
    assert certificate_jobs.progress(office.store) == Progress(0, 3, 3), "nor when it cannot be opened"


def test_a_sealed_file_travels_with_the_copy_and_a_damaged_one_is_not_given_out(
    office: CertificateOffice, opened: Seal, tmp_path: Path
) -> None:
    made(office, opened)
    first = papers(office)[0]
    copy = backup.make(office.store, SYSTEM, tmp_path / "kopya.duckdb")
    backup.verify(copy)
    store = open_store(str(copy))
    assert certificate_files.content(store, first.id, first.sha256) == kept(office, first)
    store.close()
    with office.store.write() as tx:
        tx.update("certificate_piece", {"content": "QUJD"}, certificate_id=first.id, piece=1)
    with pytest.raises(StoreError):
        certificate_files.content(office.store, first.id, first.sha256)


def test_what_comes_back_begins_with_what_went_out_and_has_a_signature_and_no_more(
    office: CertificateOffice, opened: Seal
) -> None:
    made(office)
    files = handed(office)
    draft = files[1]
    assert "İmza taşımayan kopyası TASLAK'tır" in pypdf.PdfReader(io.BytesIO(draft)).pages[0].extract_text()
    good = opened.seal(draft)
    flipped, late = bytearray(draft), bytearray(good)
    flipped[200] ^= 1
    late[good.index(b"/Contents", len(draft)) + 40] ^= 1  # in the signature itself
    for data, said in (
        (opened.seal(bytes(flipped)), "certificate.mismatch"),
        (opened.seal(certificate.pdf(papers(office)[0], BASE)), "certificate.mismatch"),  # the draft of the download
        (b"%PDF-1.7 something else", "certificate.mismatch"),
        (draft, "certificate.bad_signature"),
        (bytes(late), "certificate.bad_signature"),
        (longer(good), "certificate.bad_signature"),
        (opened.seal(longer(draft)), "certificate.bad_signature"),
    ):
        with pytest.raises(RuleError) as refusal:
            back(office, data)
        assert refusal.value.key == said
    assert [row[2] for row in office.rows()] == ["awaiting_signature"] * 3
    assert back(office, good) == back(office, good) == "KSM-EGT-2012-000001", "once more, nothing happens"
    found = certificate_files.seal_of(office.store, 1)
    assert found and (found.way, found.signer, found.level) == ("elsewhere", opened.owner, "B-B")
    assert kept(office, papers(office)[0]) == good and len(office.events("certificate.sign")) == 1
    with pytest.raises(RuleError) as refusal:
        back(office, opened.seal(draft))
    assert refusal.value.key == "certificate.not_waiting", "another signature does not take its place"
    certificates.withdraw(office.store, [2], WHY, LEAD, AFTER)
    with pytest.raises(RuleError):
        back(office, opened.seal(files[2]))
    with pytest.raises(Forbidden):
        back(office, good, AYSE)


def test_a_package_comes_back_as_a_zip_and_each_file_gets_its_word(office: CertificateOffice, opened: Seal) -> None:
    made(office)
    files = handed(office)
    with zipfile.ZipFile(io.BytesIO(certificate_returned.package(papers(office), files))) as whole:
        listed = whole.read("manifest.csv").decode("utf-8-sig").splitlines()
        names = [name for name in whole.namelist() if name.endswith(".pdf")]
        signed = {f"imzali/{name}": opened.seal(whole.read(name)) for name in names[:2]} | {names[2]: b"%PDF-1.7"}
    assert listed[0] == "number;file;sha256;bytes" and len(listed) == 4
    assert listed[1].endswith(f";{len(files[1])}")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as whole:
        for name, data in signed.items():
            whole.writestr(name, data)
    sent_back = certificate_returned.sent(f"data:;base64,{b64encode(out.getvalue()).decode()}", "imzali.zip")
    told = certificate_returned.taken_in(
        sent_back,
        lambda begins: signing.is_ours(office.store, begins),
        lambda one: signing.take_in(office.store, one, LEAD, AFTER),
        words("tr"),
    )
    assert [taken for *_, taken in told] == [True, True, False]
    assert "İmzalayan: DENEME MÜHRÜ" in told[0][1]
    assert told[2][1] == (f"Bu dosya bizim ürettiğimiz belge değil ya da değiştirilmiş ({names[2]}). Yüklenmedi.")


def uploaded(data: bytes) -> list[tuple[str, bytes]]:
    return certificate_returned.sent(f"data:;base64,{b64encode(data).decode()}", "yuklenen.zip")


def zipped(*files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        for place, data in enumerate(files):
            whole.writestr(f"../{place}.pdf", data)
    return out.getvalue()


def test_an_upload_that_is_no_package_of_ours_is_refused_before_it_is_read() -> None:
    assert uploaded(zipped(b"%PDF-1.7")) == [("0.pdf", b"%PDF-1.7")], "a path in a ZIP leads nowhere"
    huge = b"%PDF" + bytes(6 << 20)
    short = zipped(b"%PDF-1.7 whole")[:-30]
    for data in (
        b"",
        b"a text",
        zipped(),
        zipped(huge),
        zipped(*[b"%PDF"] * 301),
        zipped(*[huge[:5_000_000]] * 14),
        short,
    ):
        with pytest.raises(RuleError) as refusal:
            uploaded(data)
        assert refusal.value.key == "certificate.no_upload"
    with pytest.raises(RuleError):
        certificate_returned.sent("data:;base64,!!!", "not.txt")
    read: list[bytes] = []
    one = certificate_returned.judged("a.pdf", b"%PDF-1.7 %%EOF", lambda begins: bool(read.append(b"")))
    assert (one.made, one.flaw, len(one.begins), len(read)) == (None, None, 1, 1)


def test_the_check_says_who_sealed_and_what_became_of_a_file(office: CertificateOffice, opened: Seal) -> None:
    made(office, opened)
    site = create_app(Settings(adres=BASE), office.store).server.test_client()
    tokens = [str(token) for (token,) in office.rows("token")]
    page = site.get(f"/dogrula/{tokens[0]}").get_data(as_text=True)
    for needed in ("E-mühürlü: DENEME MÜHRÜ", "DENEME MÜHRÜ - hukuki geçerliliği yoktur.", "Ö*** K***", "Geçerli"):
        assert needed in page
    first, second, _ = papers(office)
    data = kept(office, first)
    flipped = bytearray(data)
    flipped[len(data) // 2] ^= 1
    for token, given, said in (
        (tokens[0], data, "tek baytı değişmemiş"),
        (tokens[0], bytes(flipped), "değil ya da değiştirilmiş"),
        (tokens[0], longer(data), "sonuna ekleme yapılmış"),
        (tokens[0], certificate.pdf(first, BASE), "imza taşımaz"),
        (tokens[0], kept(office, second), "bu kodun belgesi değil"),
        (tokens[1], data, "bu kodun belgesi değil"),
    ):
        assert said in sent(site, token, given)


def test_the_line_says_which_seal_there_is(office: CertificateOffice, key: Path, tmp_path: Path) -> None:
    def line(**given: str) -> str:
        return certificate_view.seal_line(chosen.state(Settings(**given)), words("tr"))  # type: ignore[arg-type]

    assert line().startswith("E-mühür: yapılandırılmadı")
    assert line(muhur=str(key)).startswith("E-mühür: DENEME MÜHRÜ - hukuki geçerliliği yoktur, geçerlilik ")
    assert line(muhur="pkcs11:token=Yok;object=m?module-path=/yok.so") == "E-mühür: PKCS#11 aygıtı bağlı değil"
    assert "okunamadı: /yok.p12" in line(muhur="/yok.p12")
    trial.kept(chosen.trial_file(office.store.folder))
    assert chosen.of(Settings(), office.store).muhur is None, "a trial seal is for demo data only"
    chosen.trial_file(office.store.folder).unlink()


def test_the_file_of_somebody_who_is_erased_goes_and_can_still_be_checked(
    office: CertificateOffice, opened: Seal
) -> None:
    made(office, opened)
    first = papers(office)[0]
    data = kept(office, first)
    assert first.name
    ((person,),) = office.store.rows("select participant_id from certificate where id = $id", id=first.id)
    erasing.erase(office.store, ("participant", person), first.name, "request", "2012/77", SYSTEM, AFTER)
    assert certificate_files.content(office.store, first.id, first.sha256) is None
    assert [one.id for one in papers(office)] == [2, 3]
    site = create_app(Settings(adres=BASE), office.store).server.test_client()
    assert "tek baytı değişmemiş" in sent(site, first.token, data)
