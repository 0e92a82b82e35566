"""The mail server of the office: off until it is set up. What it answers decides whether a letter is tried again."""

import smtplib
import ssl
from contextlib import closing
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr

import structlog

from dashboard.settings import PREFIX, Settings, SettingsError, is_loopback
from data_layer.outbox import Letter, Outcome

_SECONDS = 30  # for each answer of the server
_log = structlog.get_logger()


def is_on(chosen: Settings) -> bool:
    """Whether a mail server is set up. SettingsError when only a part of it is, or words would travel in the clear."""
    for names in (("eposta_sunucu", "eposta_gonderen"), ("eposta_kullanici", "eposta_parola")):
        missing = [name for name in names if getattr(chosen, name) is None]
        if len(missing) == 1:
            raise SettingsError("settings.mail_together", missing=f"{PREFIX}{missing[0].upper()}")
    if chosen.eposta_sunucu is None:
        return False
    if chosen.eposta_tls == "yok" and not is_loopback(chosen.eposta_sunucu):
        raise SettingsError("settings.mail_in_the_clear", host=chosen.eposta_sunucu)
    return True


def new_id(chosen: Settings) -> str:
    """A Message-ID; the same one with every try, so that a server which got a letter twice can tell."""
    return make_msgid(domain=_sender(chosen).domain)


def send(chosen: Settings, letter: Letter) -> Outcome:
    """One try. `failed` with the reason `unknown`: the words were on their way when the line broke."""
    try:
        message = bytes(_message(chosen, letter))
    except ValueError:
        return Outcome("failed", "address")  # a header that would have become two
    try:
        server = _opened(chosen)
    except smtplib.SMTPResponseException as error:
        return _refused("setup" if isinstance(error, smtplib.SMTPAuthenticationError) else "refused", error.smtp_code)
    except (ssl.SSLCertVerificationError, smtplib.SMTPNotSupportedError) as error:
        _log.error("mail.setup", reason=str(error))
        return Outcome("failed", "setup")
    except (OSError, smtplib.SMTPException) as error:
        _log.warning("mail.unreachable", reason=str(error))
        return Outcome("later", "unreachable")
    with closing(server):
        return _handed(server, _sender(chosen).addr_spec, letter.to, message)


def _opened(chosen: Settings) -> smtplib.SMTP:
    """A server that knows us."""
    assert chosen.eposta_sunucu is not None, "asked by is_on"
    context = ssl.create_default_context()
    place = (chosen.eposta_sunucu, chosen.eposta_kapi)
    server: smtplib.SMTP
    if chosen.eposta_tls == "tls":
        server = smtplib.SMTP_SSL(*place, timeout=_SECONDS, context=context)
    else:
        server = smtplib.SMTP(*place, timeout=_SECONDS)
    try:
        if chosen.eposta_tls == "starttls":
            server.starttls(context=context)
        if chosen.eposta_kullanici and chosen.eposta_parola:
            server.login(chosen.eposta_kullanici, chosen.eposta_parola.get_secret_value())
        server.ehlo_or_helo_if_needed()
    except BaseException:
        server.close()
        raise
    return server


def _handed(server: smtplib.SMTP, sender: str, to: str, message: bytes) -> Outcome:
    """Until the words go out nothing can have arrived."""
    try:
        for code in (server.mail(sender)[0], server.rcpt(to)[0]):
            if not _is_good(code):
                return _refused("refused", code)
    except (OSError, smtplib.SMTPException):
        return Outcome("later", "unreachable")
    try:
        code, _ = server.data(message)
    except smtplib.SMTPDataError as error:
        return _refused("refused", error.smtp_code)
    except (OSError, smtplib.SMTPException):
        return Outcome("failed", "unknown")
    if _is_good(code):
        return Outcome("sent")
    return _refused("refused", code) if code >= 400 else Outcome("failed", "unknown")


def _is_good(code: int) -> bool:
    return 200 <= code < 300


def _refused(reason: str, code: int) -> Outcome:
    """What the server said with 5xx stays; all else passes."""
    return Outcome("later" if code < 500 else "failed", reason, code)


def _message(chosen: Settings, letter: Letter) -> EmailMessage:
    """ValueError for a header with a line break in it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _sender(chosen)
    message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body, charset="utf-8", cte="base64")
    return message


def _sender(chosen: Settings) -> Address:
    name, address = parseaddr(chosen.eposta_gonderen or "")
    return Address(name, addr_spec=address)
