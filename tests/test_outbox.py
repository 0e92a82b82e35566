"""The outbox against a real mail server: sent once, tried again, never twice unasked; no word is kept longer."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dashboard import mail
from dashboard.outbox_batch import Post
from dashboard.outbox_words import state
from dashboard.sentences import sentence
from dashboard.settings import Settings, SettingsError, read
from dashboard.texts import words
from data_layer import audit, erasing, outbox
from data_layer.bookings import cancel
from data_layer.clock import utc_now
from data_layer.errors import Forbidden, RuleError
from data_layer.outbox import Draft, Letter, Line, Outcome
from data_layer.store import Store, open_store
from data_layer.users import SYSTEM, User
from tests import mail_server
from tests.booking_office import NOW, Office, open_office
from tests.mail_server import PASSWORD, certified

TR = words("tr")
TEXT = "Sayın Şükrü Iğdır,\n\nçğıöşü ÇĞİÖŞÜ\n.\nSon."
ADDRESS = "sukru@kurum.gov.tr"


@pytest.fixture
def office(address: str) -> Iterator[Office]:
    """An institution whose official has an address, with an application."""
    with open_office(address) as opened:
        opened.institution()
        opened.session()
        with opened.store.write() as tx:
            contact = {"id": 1, "institution_id": 1, "name": "Şükrü Iğdır", "email": ADDRESS, "is_authorised": True}
            tx.insert("contact", [contact])
        opened.book(1, 1, 2)
        yield opened


@pytest.fixture
def post() -> Iterator[mail_server.Office]:
    with mail_server.mail_server() as server:
        yield server


class Watch:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = utc_now()

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


def draft(body: str = TEXT, subject: str = "Başvurunuz kaydedildi: R-2012-0001", message_id: str = "<1@x.tr>") -> Draft:
    return Draft("confirmation", 1, 1, 1, subject, body, message_id)


def queue(office: Office, again: int = 0, clock: datetime | None = None) -> int:
    return outbox.queue(office.store, draft(), office.clerk, NOW, clock or utc_now(), again)


def worked(store: Store, settings: Settings, watch: Watch) -> float | None:
    """What one look of the worker does."""
    return Post(store, settings, watch)._step()


def line(store: Store) -> Line:
    found = outbox.latest(store, "confirmation", 1, 1)
    assert found
    return found


def words_left(store: Store) -> int:
    return int(store.rows("select count(*) from outbox_text")[0][0])


def test_a_letter_arrives_once_with_its_turkish_letters_and_its_words_go(
    office: Office, post: mail_server.Office
) -> None:
    queue(office)
    worker = Post(office.store, post.settings())
    worker.wake()
    worker.join()
    worker.wake()
    worker.join()
    (arrived,) = post.read()
    assert arrived["Subject"] == "Başvurunuz kaydedildi: R-2012-0001"
    assert arrived.get_content().replace("\r\n", "\n").rstrip("\n") == TEXT
    assert (arrived["To"], arrived["From"], arrived["Message-ID"]) == (ADDRESS, mail_server.SENDER, "<1@x.tr>")
    assert (post.letters[0].mail_from, post.letters[0].rcpt_tos) == ("egitim@kurum.gov.tr", [ADDRESS])
    assert (line(office.store).state, words_left(office.store), outbox.next_due(office.store)) == ("sent", 0, None)
    told = office.store.rows("select action, actor from audit_event where entity = 'mail' order by seq")
    assert told == [("mail.queue", "ayse"), ("mail.sent", "sistem")]
    assert audit.verify(office.store).ok


def test_nothing_of_a_person_stays_in_the_outbox_or_the_trail(office: Office, post: mail_server.Office) -> None:
    queue(office)
    worked(office.store, post.settings(), Watch())
    found = {(one.table, one.column) for one in erasing.mentions(office.store, ["Şükrü Iğdır", ADDRESS])}
    assert found == {("contact", "name"), ("contact", "email")}


def test_a_second_click_makes_no_second_letter_and_the_same_text_is_asked_for_first(
    office: Office, post: mail_server.Office, watch: Watch
) -> None:
    assert queue(office, clock=watch.now) == queue(office, clock=watch.now)
    worked(office.store, post.settings(), watch)
    with pytest.raises(RuleError, match="outbox.already"):
        queue(office)
    second = queue(office, again=line(office.store).id)
    assert queue(office, again=1) == second, "a double click on the answer"
    watch.now = utc_now()
    worked(office.store, post.settings(), watch)
    assert len(post.letters) == 2


@pytest.mark.parametrize("answer", [("rcpt", "451 greylisted"), ("data", "452 full")])
def test_a_temporary_refusal_is_tried_again_later(
    office: Office, post: mail_server.Office, watch: Watch, answer: tuple[str, str]
) -> None:
    queue(office, clock=watch.now)
    post.answers.append(answer)
    pause = worked(office.store, post.settings(), watch)
    waits = line(office.store)
    assert (waits.state, waits.code, post.letters) == ("queued", int(answer[1][:3]), [])
    assert state(waits, TR).startswith("Yeniden denenecek")
    assert pause == 60
    worked(office.store, post.settings(), watch)
    assert post.letters == [], "its minute is not over"
    watch.now += timedelta(minutes=1)
    assert worked(office.store, post.settings(), watch) is None
    assert (line(office.store).state, len(post.letters)) == ("sent", 1)


def test_a_server_that_is_away_is_asked_ever_more_rarely_and_then_no_more(office: Office, watch: Watch) -> None:
    away = mail_server.Office(mail_server.free_port()).settings()
    queue(office, clock=watch.now)
    for minutes in outbox.WAITS:
        worked(office.store, away, watch)
        due = outbox.next_due(office.store)
        assert due == watch.now + timedelta(minutes=minutes)
        watch.now = due
    worked(office.store, away, watch)
    assert state(line(office.store), TR).endswith("Posta sunucusuna ulaşılamadı.")
    assert (line(office.store).state, words_left(office.store)) == ("failed", 0)


@pytest.mark.parametrize("answer", [("rcpt", "550 no such user"), ("data", "554 no")])
def test_a_final_refusal_says_so_and_may_be_sent_anew(
    office: Office, post: mail_server.Office, watch: Watch, answer: tuple[str, str]
) -> None:
    queue(office, clock=watch.now)
    post.answers.append(answer)
    assert worked(office.store, post.settings(), watch) is None
    assert f"kabul etmedi ({answer[1][:3]})" in state(line(office.store), TR)
    queue(office, clock=watch.now)
    worked(office.store, post.settings(), watch)
    assert len(post.letters) == 1


SENDER_PROCESS = """
import sys
from contextlib import closing
from dashboard.outbox_batch import Post
from data_layer.store import open_store
from tests.mail_server import Office

with closing(open_store(sys.argv[1])) as store:
    Post(store, Office(int(sys.argv[2])).settings())._step()
"""


def test_who_is_killed_after_the_letter_left_never_sends_it_twice(
    office: Office, address: str, post: mail_server.Office, watch: Watch
) -> None:
    """The server has the letter; its answer finds nobody."""
    number = queue(office, clock=watch.now)
    office.store.close()
    root = Path(__file__).resolve().parent.parent
    sender = subprocess.Popen([sys.executable, "-c", SENDER_PROCESS, address, str(post.port)], cwd=root)
    post.on_data = lambda: os.kill(sender.pid, signal.SIGKILL)
    assert sender.wait(timeout=60) == -signal.SIGKILL
    post.on_data = lambda: None
    with closing(open_store(address)) as store:
        watch.now = utc_now()
        worked(store, post.settings(), watch)
        assert (line(store).state, len(post.letters)) == ("sending", 1), "another process may still be at it"
        watch.now += outbox.LEASE
        assert worked(store, post.settings(), watch) is None
        assert len(post.letters) == 1
        assert "ulaşmış olabilir" in state(line(store), TR)
        with pytest.raises(RuleError, match="outbox.already"):
            outbox.queue(store, draft(), office.clerk, NOW, watch.now)
        outbox.queue(store, draft(), office.clerk, NOW, watch.now, again=number)
        worked(store, post.settings(), watch)
    assert len(post.letters) == 2


def test_a_line_that_broke_while_the_words_were_under_way_is_not_tried_again(
    office: Office, post: mail_server.Office, watch: Watch
) -> None:
    queue(office, clock=watch.now)
    post.answers.append(("data", mail_server.DROP))
    assert worked(office.store, post.settings(), watch) is None
    assert (line(office.store).reason, len(post.letters)) == ("unknown", 1)


def test_two_processes_do_not_take_the_same_letter(office: Office) -> None:
    queue(office)
    both = threading.Barrier(2)

    def take() -> Letter | None:
        both.wait()
        return outbox.claim(office.store, utc_now())

    with ThreadPoolExecutor(2) as pool:
        taken = [future.result() for future in [pool.submit(take) for _ in range(2)]]
    assert sorted(one is None for one in taken) == [False, True]


@pytest.mark.parametrize(
    "bad", ["a@kurum.gov.tr\r\nBcc: b@baska.tr", "a@kurum.gov.tr, b@baska.tr", "<a@kurum.gov.tr>", "a b@kurum.gov.tr"]
)
def test_an_address_that_holds_more_than_one_mailbox_is_refused(
    office: Office, post: mail_server.Office, watch: Watch, bad: str
) -> None:
    queue(office, clock=watch.now)
    with office.store.write() as tx:
        tx.update("contact", {"email": bad}, id=1)
    with pytest.raises(RuleError, match="outbox.bad_address"):
        outbox.recipient(office.store, 1)
    worked(office.store, post.settings(), watch)
    assert (line(office.store).reason, post.letters) == ("address", [])
    with pytest.raises(RuleError, match="outbox.no_address"):
        queue(office)


@pytest.mark.parametrize(
    ("to", "subject", "number"),
    [
        ("a@kurum.gov.tr\r\nBcc: b@baska.tr", "Konu", "<1@x.tr>"),
        ("a@kurum.gov.tr", "Konu\r\nBcc: b@baska.tr", "<1@x.tr>"),
        ("a@kurum.gov.tr", "Konu\n\nSahte metin", "<1@x.tr>"),
        ("a@kurum.gov.tr", "Konu", "<1@x.tr>\r\nBcc: b@baska.tr"),
    ],
)
def test_no_header_becomes_two(post: mail_server.Office, to: str, subject: str, number: str) -> None:
    assert mail.send(post.settings(), Letter(1, to, subject, TEXT, number)) == Outcome("failed", "address")
    assert post.letters == []


def test_a_booking_that_was_cancelled_meanwhile_is_not_confirmed(
    office: Office, post: mail_server.Office, watch: Watch
) -> None:
    queue(office, clock=watch.now)
    cancel(office.store, 1, office.clerk, NOW)
    worked(office.store, post.settings(), watch)
    assert (line(office.store).reason, post.letters) == ("cancelled", [])


def test_who_is_erased_takes_the_waiting_words_along(office: Office, post: mail_server.Office, watch: Watch) -> None:
    queue(office, clock=watch.now)
    erasing.erase(office.store, ("contact", 1), "Şükrü Iğdır", "request", "", User("yonetici", "admin"), NOW)
    assert words_left(office.store) == 0
    worked(office.store, post.settings(), watch)
    assert (line(office.store).reason, post.letters) == ("address", [])


def test_a_viewer_sends_nothing(office: Office) -> None:
    with pytest.raises(Forbidden):
        outbox.queue(office.store, draft(), User("mehmet", "viewer"), NOW, utc_now())


def test_after_a_return_to_an_older_copy_nothing_that_waits_in_it_is_sent_unasked(
    office: Office, post: mail_server.Office, watch: Watch
) -> None:
    queue(office, clock=watch.now)
    assert (outbox.doubt(office.store, SYSTEM, NOW), outbox.doubt(office.store, SYSTEM, NOW)) == (1, 0)
    worked(office.store, post.settings(), watch)
    assert (line(office.store).reason, words_left(office.store), post.letters) == ("unknown", 0, [])


def test_what_was_settled_stays(office: Office, post: mail_server.Office, watch: Watch) -> None:
    number = queue(office, clock=watch.now)
    worked(office.store, post.settings(), watch)
    outbox.settle(office.store, number, Outcome("failed", "unknown"), SYSTEM, NOW, watch.now)
    assert line(office.store).state == "sent"


def test_the_applicant_gets_the_letter_else_the_first_official_with_an_address(office: Office) -> None:
    with office.store.write() as tx:
        rows = [(2, "Örnek Başvuran", "b@kurum.gov.tr", False), (3, "Örnek Sessiz", None, True)]
        names = ("id", "name", "email", "is_authorised")
        tx.insert("contact", [{"institution_id": 1, **dict(zip(names, row, strict=True))} for row in rows])
    applied = office.book(1, 1, 1, contact=2)
    assert [outbox.recipient(office.store, 1, booking).contact for booking in (0, 1, applied.id)] == [1, 1, 2]
    with office.store.write() as tx:
        tx.rows("update contact set email = null where institution_id = 1")
    with pytest.raises(RuleError, match="outbox.no_address"):
        outbox.recipient(office.store, 1)


LETTER = Letter(1, ADDRESS, "Konu", TEXT, "<1@x.tr>")


def test_words_and_password_travel_over_tls_to_a_server_that_is_proven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certified(tmp_path)
    with mail_server.mail_server(context) as server:
        chosen = server.settings(eposta_tls="starttls", eposta_kullanici="egitim", eposta_parola=PASSWORD)
        assert mail.send(chosen, LETTER) == Outcome("failed", "setup"), "nobody vouches for this certificate"
        assert server.logins == []
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert mail.send(chosen, LETTER) == Outcome("sent")
        wrong = server.settings(eposta_tls="starttls", eposta_kullanici="egitim", eposta_parola="baska")
        assert mail.send(wrong, LETTER) == Outcome("failed", "setup", 535)
    assert len(server.letters) == 1


def test_a_server_without_tls_gets_neither_words_nor_password(post: mail_server.Office) -> None:
    chosen = post.settings(eposta_tls="starttls", eposta_kullanici="egitim", eposta_parola=PASSWORD)
    assert mail.send(chosen, LETTER) == Outcome("failed", "setup")
    assert (post.letters, post.logins) == ([], [])


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"eposta_sunucu": "posta.kurum.gov.tr"}, "EGITIM_EPOSTA_GONDEREN"),
        ({"eposta_gonderen": "egitim@kurum.gov.tr"}, "EGITIM_EPOSTA_SUNUCU"),
        ({"eposta_kullanici": "egitim"}, "EGITIM_EPOSTA_PAROLA"),
        (
            {"eposta_sunucu": "posta.kurum.gov.tr", "eposta_gonderen": "a@b.gov.tr", "eposta_tls": "yok"},
            "EGITIM_EPOSTA_TLS",
        ),
    ],
)
def test_half_a_mail_server_is_refused_by_name(given: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError) as caught:
        mail.is_on(Settings(**given))  # type: ignore[arg-type]
    assert named in sentence(caught.value)


@pytest.mark.parametrize("name", ["EPOSTA_KULLANICI", "EPOSTA_PAROLA"])
def test_a_sign_in_that_the_protocol_cannot_carry_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(f"EGITIM_{name}", "ığdır")
    with pytest.raises(SettingsError) as caught:
        read()
    assert name in sentence(caught.value)


def test_without_settings_there_is_no_mail() -> None:
    assert not mail.is_on(Settings())
