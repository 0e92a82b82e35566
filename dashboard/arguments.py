"""What can be typed after `python -m dashboard`."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NoReturn

from dashboard import auditing, certificate_proof, commands, importing, privacy, users_cli
from dashboard.settings import Settings
from dashboard.texts import words
from data_layer.users import ROLES

Command = Callable[[Settings, argparse.Namespace], int]


class Parser(argparse.ArgumentParser):
    """Answers in the programme's language."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, words("tr")("command.not_understood", message=message, program=self.prog) + "\n")


Verbs = argparse._SubParsersAction  # argparse names the type of `add_subparsers` nowhere else


def parser() -> Parser:
    """Every command with its arguments; `run` of the answer is its function."""
    w = words("tr")
    top = Parser(prog="python -m dashboard", description=w("help.program"))
    verbs = top.add_subparsers(title=w("help.commands"), required=True, metavar=w("help.command"))
    demo = _verb(verbs, "demo", commands.demo)
    demo.add_argument("--once", action="store_true", help=w("help.once"))
    _imports(verbs)
    _reports(verbs)
    _copies(verbs)
    _trail(verbs)
    check = _verb(_group(verbs, "certificate"), "verify", certificate_proof.verify, "certificate_verify")
    check.add_argument("file", type=Path, metavar=w("help.file"))
    _verb(verbs, "retention", privacy.retention).add_argument("--dry-run", action="store_true", help=w("help.dry_run"))
    _users(verbs)
    return top


def _imports(verbs: "Verbs[Parser]") -> None:
    w = words("tr")
    group = verbs.add_parser("import", help=w("help.import"), description=w("help.import"))
    lists = group.add_subparsers(title=w("help.commands"), required=True, metavar=w("help.list"))
    for name, run in (("institutions", importing.institutions), ("broadcast", importing.broadcast)):
        verb = _verb(lists, name, run)
        verb.add_argument("file", type=Path, metavar=w("help.file"))
        verb.add_argument("--dry-run", action="store_true", help=w("help.dry_run"))


def _reports(verbs: "Verbs[Parser]") -> None:
    w = words("tr")
    export = _verb(verbs, "export", commands.export)
    export.add_argument("--to", type=Path, required=True, metavar=w("help.folder"), help=w("help.to_folder"))
    export.add_argument("--format", choices=("csv", "parquet"), default="csv", help=w("help.format"))
    _verb(verbs, "snapshot", commands.open_door)
    summary = _verb(verbs, "summary", commands.summary)
    summary.add_argument("--json", action="store_true", help=w("help.json"))
    summary.add_argument("--as-of", type=_day, metavar=w("help.day"), help=w("help.as_of"))
    _verb(verbs, "check", commands.check)


def _copies(verbs: "Verbs[Parser]") -> None:
    w = words("tr")
    copy = _verb(verbs, "copy", commands.copy)
    copy.add_argument("--from", dest="source", required=True, metavar=w("help.store"), help=w("help.from_store"))
    copy.add_argument("--to", dest="target", required=True, metavar=w("help.store"), help=w("help.to_store"))
    backup = _verb(verbs, "backup", commands.backup)
    backup.add_argument("--to", type=Path, metavar=w("help.file"), help=w("help.to_file"))
    backup.add_argument("--nightly", action="store_true", help=w("help.nightly"))
    verify = _verb(backup.add_subparsers(title=w("help.commands"), metavar=""), "verify", commands.backup_verify)
    restore = _verb(verbs, "restore", commands.restore)
    for verb in (verify, restore):
        verb.add_argument("file", type=Path, metavar=w("help.a_copy"))


def _trail(verbs: "Verbs[Parser]") -> None:
    w = words("tr")
    parts = _group(verbs, "audit")
    proof = _verb(parts, "verify", auditing.verify, "audit_verify")
    proof.add_argument("--anchor", type=Path, metavar=w("help.file"), help=w("help.against_anchor"))
    proof.add_argument("--key", metavar=w("help.public_key"), help=w("help.anchor_key"))
    seal = _verb(parts, "anchor", auditing.anchor)
    seal.add_argument("--to", type=Path, required=True, metavar=w("help.file"), help=w("help.to_anchor"))


def _users(verbs: "Verbs[Parser]") -> None:
    w = words("tr")
    parts = _group(verbs, "user")
    runs = {
        "add": users_cli.add,
        "list": users_cli.listing,
        "link": users_cli.link,
        "role": users_cli.role,
        "close": users_cli.close,
        "open": users_cli.open_again,
    }
    for name, run in runs.items():
        verb = _verb(parts, name, run, f"user_{name}")
        if name != "list":
            verb.add_argument("name", metavar=w("user.name"))
        if name == "add":
            verb.add_argument("--full-name", required=True, metavar=w("user.full_name"))
            verb.add_argument("--role", choices=tuple(ROLES), required=True)
        if name == "role":
            verb.add_argument("role", choices=tuple(ROLES))


def _group(verbs: "Verbs[Parser]", name: str) -> "Verbs[Parser]":
    """A command that is nothing without the second word."""
    text = words("tr")(f"help.{name}")
    verb = verbs.add_parser(name, help=text, description=text)
    return verb.add_subparsers(title=words("tr")("help.commands"), required=True, metavar=words("tr")("help.command"))


def _verb(verbs: "Verbs[Parser]", name: str, run: Command, text_name: str = "") -> Parser:
    text = words("tr")(f"help.{text_name or name}")
    verb = verbs.add_parser(name, help=text, description=text)
    verb.set_defaults(run=run)
    return verb


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(words("tr")("command.no_day", given=text)) from error
