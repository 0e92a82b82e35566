"""Seals: good ones are found good, by us and by others' programs, and whatever is done to a sealed paper is found."""

import subprocess
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pkcs11
import pypdf
import pytest
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretStr

from dashboard.__main__ import main
from dashboard.seals import chosen, proof, trial
from dashboard.seals.keys import SealError
from dashboard.seals.seal import Seal, opened
from dashboard.settings import Settings
from data_layer.clock import utc_now
from tests import outside
from tests.authority import NOW, PASSWORD, Authority


@pytest.fixture(scope="module")
def paper() -> bytes:
    """A page that says nothing."""
    writer, out = pypdf.PdfWriter(), BytesIO()
    writer.add_blank_page(842, 595)
    writer.write(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Path:
    """The seal of an office in a PKCS#12 file."""
    path = tmp_path_factory.mktemp("muhur") / "muhur.p12"
    path.write_bytes(authority.seal(rsa.generate_private_key(public_exponent=65537, key_size=2048)))
    return path


@pytest.fixture(scope="module")
def seal(file: Path) -> Seal:
    found = opened(with_seal(file))
    assert found
    return found


@pytest.fixture(scope="module")
def sealed(seal: Seal, paper: bytes) -> bytes:
    return seal.seal(paper)


def with_seal(place: object, password: str = PASSWORD, **more: object) -> Settings:
    return Settings(muhur=str(place), muhur_parola=SecretStr(password), **more)  # type: ignore[arg-type]


def test_a_sealed_paper_is_good_and_begins_with_the_paper(seal: Seal, sealed: bytes, paper: bytes) -> None:
    found = proof.read(sealed)
    assert found and found.is_good
    assert (found.owner, found.fingerprint, found.stamped) == ("Örnek Kurum Mührü", seal.fingerprint, None)
    assert found.is_pure and found.level == "B-B" and found.signed and abs(found.signed - utc_now()).seconds < 600
    assert sealed.startswith(paper)


def test_without_a_seal_there_is_nothing_to_read(paper: bytes) -> None:
    assert opened(Settings()) is None
    assert [proof.read(one) for one in (paper, b"", b"%PDF-1.7 no more", paper[: len(paper) // 2])] == [None] * 4


@pytest.mark.parametrize("part", range(16))
def test_a_flipped_byte_is_found(sealed: bytes, paper: bytes, part: int) -> None:
    changed = bytearray(sealed)
    changed[20 + part * (len(paper) - 40) // 16] ^= 1
    found = proof.read(bytes(changed))
    assert found is None or not found.is_good


def test_a_page_that_was_added_is_found(sealed: bytes) -> None:
    writer, out = pypdf.PdfWriter(BytesIO(sealed), incremental=True), BytesIO()
    writer.add_blank_page(842, 595)
    writer.write(out)
    assert out.getvalue().startswith(sealed)
    found = proof.read(out.getvalue())
    assert found and found.intact and not found.whole and not found.is_good


def test_a_page_that_was_added_before_the_seal_is_found(seal: Seal, paper: bytes) -> None:
    """The seal is good: it covers the page. It is not what was handed out to be sealed."""
    writer, out = pypdf.PdfWriter(BytesIO(paper), incremental=True), BytesIO()
    writer.add_blank_page(842, 595)
    writer.write(out)
    assert out.getvalue().startswith(paper)
    found = proof.read(seal.seal(out.getvalue()))
    assert found and found.is_good and not found.is_pure


def test_the_seal_of_somebody_else_is_not_ours(seal: Seal, paper: bytes, authority: Authority, tmp_path: Path) -> None:
    other = tmp_path / "baska.p12"
    other.write_bytes(authority.seal(ec.generate_private_key(ec.SECP256R1())))
    theirs = opened(with_seal(other))
    assert theirs
    found = proof.read(theirs.seal(paper))
    assert found and found.is_good, "an elliptic curve seals as well"
    assert found.owner == seal.owner and found.fingerprint != seal.fingerprint


def test_a_seal_that_cannot_be_used_says_why(file: Path, tmp_path: Path) -> None:
    (tmp_path / "bozuk.p12").write_bytes(b"no key in here")
    (tmp_path / "eski.p12").write_bytes(trial.made(datetime(2012, 9, 14, tzinfo=UTC)))
    with pytest.raises(SealError) as refusal:
        opened(with_seal(tmp_path / "eski.p12", ""))
    assert (refusal.value.key, refusal.value.values["until"]) == ("seal.expired", date(2017, 9, 13))
    with pytest.raises(SealError) as refusal:
        opened(with_seal(file, muhur_kanit=tmp_path / "yok"))
    assert refusal.value.key == "seal.no_proofs"
    for place, password, said in (
        (file, "yanlis-parola", "seal.unreadable"),
        (tmp_path / "bozuk.p12", PASSWORD, "seal.unreadable"),
        (tmp_path / "yok.p12", PASSWORD, "seal.no_file"),
        ("pkcs11:token=yok;object=muhur?module-path=/yok.so", PASSWORD, "seal.no_token"),
    ):
        with pytest.raises(SealError) as refusal:
            opened(with_seal(place, password))
        assert refusal.value.key == said
        assert password not in str(refusal.value.values)


def test_the_trial_seal_is_made_once_kept_to_its_owner_and_says_what_it_is_worth(
    tmp_path: Path, paper: bytes, seal: Seal
) -> None:
    made = trial.kept(tmp_path / "deneme.p12")
    first = made.read_bytes()
    assert trial.kept(made).read_bytes() == first
    assert made.stat().st_mode & 0o077 == 0
    found = opened(with_seal(made, ""))
    assert found and found.is_trial and found.owner == "DENEME MÜHRÜ - hukuki geçerliliği yoktur"
    assert found.until > NOW and not seal.is_trial


def test_a_time_stamp_is_added_by_a_service_and_lists_make_it_last(
    file: Path, paper: bytes, authority: Authority, tmp_path: Path
) -> None:
    with authority.stamping() as service:
        stamping, lasting = (
            opened(with_seal(file, zaman_damgasi=service, muhur_kanit=folder))
            for folder in (None, authority.proofs(tmp_path))
        )
        assert stamping and lasting
        found, kept = proof.read(stamping.seal(paper)), lasting.seal(paper)
    assert found and found.is_good and found.stamped and abs(found.stamped - utc_now()).seconds < 600
    again = proof.read(kept)
    assert again and again.is_good and again.is_pure, "the lists that follow the seal are no change"
    assert (found.level, again.level) == ("B-T", "B-LT")


def test_a_service_that_is_away_seals_nothing_and_says_so(file: Path, paper: bytes) -> None:
    alone = opened(with_seal(file, zaman_damgasi="http://127.0.0.1:9/"))
    assert alone
    with pytest.raises(SealError) as refusal:
        alone.seal(paper)
    assert refusal.value.key == "seal.no_stamp"


def test_the_command_says_whether_a_file_holds(
    sealed: bytes, paper: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = bytearray(sealed)
    changed[40] ^= 1
    for data, code, said in (
        (sealed, 0, "İmza sağlam. İmzalayan: Örnek Kurum Mührü; "),
        (bytes(changed), 1, "imzalanan bölüm değişmiş"),
        (paper, 1, "dosyada imza yok"),
    ):
        (tmp_path / "belge.pdf").write_bytes(data)
        assert main(["certificate", "verify", str(tmp_path / "belge.pdf")]) == code
        assert said in capsys.readouterr().out
    assert main(["certificate", "verify", str(tmp_path / "yok.pdf")]) == 1
    assert "böyle bir yer yok" in capsys.readouterr().err


@pytest.mark.skipif(not outside.pdfsig(), reason=outside.ADVICE)
def test_a_program_of_others_finds_the_seal_good_and_the_changed_one_bad(sealed: bytes, tmp_path: Path) -> None:
    changed = bytearray(sealed)
    changed[40] ^= 1
    said = {}
    for name, pdf in (("good", sealed), ("bad", bytes(changed))):
        (tmp_path / name).write_bytes(pdf)
        asked = [str(outside.pdfsig()), "-nocert", str(tmp_path / name)]
        said[name] = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in said["good"] and "Total document signed" in said["good"]
    assert "Signature is Valid" not in said["bad"]


@pytest.mark.skipif(not outside.softhsm(), reason=outside.ADVICE)
def test_a_token_seals_and_its_key_never_leaves_it(
    authority: Authority, paper: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = token(authority, tmp_path, monkeypatch)
    found = opened(with_seal(address))
    assert found and found.owner == "Örnek Aygıt Mührü"
    good = proof.read(found.seal(paper))
    assert good and good.is_good and good.fingerprint == found.fingerprint
    found.close()
    again = opened(with_seal(address))
    assert again and again.seal(paper), "let go of after a batch, the next one may sign in"
    with pytest.raises(SealError):
        opened(with_seal(address.replace("Deneme", "Baska")))
    states = [chosen.state(with_seal(one)) for one in (address, address.replace("Deneme", "Baska"))]
    assert [(one.kind, one.fault is None) for one in states] == [("token", True), ("token", False)]
    again.close()


def token(authority: Authority, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A token of SoftHSM in a folder of its own with a key and its certificate; its address."""
    (folder / "tokens").mkdir()
    (folder / "softhsm.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(folder / "softhsm.conf"))
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = folder / "key.pem"
    pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    label, pins = "Deneme Token", ["--pin", PASSWORD]
    for command in (
        ["--init-token", "--free", "--label", label, "--so-pin", PASSWORD, *pins],
        ["--import", str(pem), "--token", label, "--label", "muhur", "--id", "01", *pins],
    ):
        subprocess.run(["softhsm2-util", *command], check=True, capture_output=True)
    module = str(outside.softhsm())
    with pkcs11.lib(module).get_token(token_label=label).open(rw=True, user_pin=PASSWORD) as session:
        kind = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE, pkcs11.Attribute.TOKEN: True}
        named = {pkcs11.Attribute.LABEL: "muhur", pkcs11.Attribute.ID: b"\x01"}
        x509 = {pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509}
        cert = authority.certificate(key)
        whole = {pkcs11.Attribute.SUBJECT: Certificate.load(cert).subject.dump(), pkcs11.Attribute.VALUE: cert}
        session.create_object({**kind, **named, **x509, **whole})
    return f"pkcs11:token={quote(label)};object=muhur?module-path={module}"
