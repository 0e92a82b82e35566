"""`python -m dashboard …`: everything but serving. Exit code 0 done, 1 refused or not proven, 2 not understood."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from dashboard import commands, log, settings
from dashboard.sentences import sentence, unexpected
from dashboard.settings import Settings
from dashboard.texts import words
from data_layer.errors import ProgrammeError

Command = Callable[[Settings, argparse.Namespace], int]


class Parser(argparse.ArgumentParser):
    """Answers in the programme's language."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, words("tr")("command.not_understood", message=message, program=self.prog) + "\n")


def parser() -> Parser:
    """Every command with its arguments."""
    top = Parser(prog="python -m dashboard", description="Eğitim programının komutları.")
    verbs = top.add_subparsers(title="komutlar", required=True, metavar="KOMUT")
    _verb(verbs, "demo", commands.demo, "örnek yılı boş bir programa yazar")
    export = _verb(verbs, "export", commands.export, "bütün tabloları ve veri sözlüğünü yazar")
    export.add_argument("--to", type=Path, required=True, metavar="KLASÖR", help="yazılacak klasör")
    export.add_argument("--format", choices=("csv", "parquet"), default="csv", help="dosya biçimi")
    summary = _verb(verbs, "summary", commands.summary, "resmî sayılar")
    summary.add_argument("--json", action="store_true", help="makine için JSON")
    summary.add_argument("--as-of", type=_day, metavar="YYYY-AA-GG", help="o güne kadarki durum")
    _verb(verbs, "check", commands.check, "değişmezleri (I1–I14) canlı depoda kanıtlar")
    _backups(verbs)
    restore = _verb(verbs, "restore", commands.restore, "bir yedeğe döner; eski dosyaları kenara taşır")
    restore.add_argument("file", type=Path, metavar="YEDEK")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. Everything that can go wrong is a sentence on standard error."""
    given = parser().parse_args(arguments)
    run: Command = given.run
    try:
        chosen = settings.read()
        log.start(chosen.gunluk, sys.stderr)
        return run(chosen, given)
    except ProgrammeError as error:
        print(sentence(error), file=sys.stderr)
    except KeyboardInterrupt:
        print(words("tr")("command.interrupted"), file=sys.stderr)
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        print(unexpected(error), file=sys.stderr)
    return 1


def _imports(verbs: "argparse._SubParsersAction[Parser]") -> None:
    for name, run, help_text in (
        ("institutions", commands.import_institutions, "kurum listesi (xlsx, csv)"),
        ("broadcast", commands.import_broadcast, "yayın izleyicileri ve CD gönderimleri (csv, xlsx)"),
    ):
        verb = _verb(verbs, name, run, help_text)
        verb.add_argument("file", type=Path, metavar="DOSYA")
        verb.add_argument("--dry-run", action="store_true", help="satır satır sonucu gösterir, hiçbir şey yazmaz")


def _backups(verbs: "argparse._SubParsersAction[Parser]") -> None:
    backup = _verb(verbs, "backup", commands.backup, "yedek alır; `backup verify YEDEK` bir yedeği sınar")
    backup.add_argument("--to", type=Path, metavar="DOSYA", help="yedeğin yeri (öntanımlı: depo yanında yedek/)")
    more = backup.add_subparsers(title="komutlar", metavar="")
    verify = _verb(more, "verify", commands.backup_verify, "yedeği açar, sayar, kayıt zincirini ve özetini sınar")
    verify.add_argument("file", type=Path, metavar="YEDEK")


def _verb(verbs: "argparse._SubParsersAction[Parser]", name: str, run: Command, help_text: str) -> Parser:
    verb = verbs.add_parser(name, help=help_text, description=help_text)
    verb.set_defaults(run=run)
    return verb


def _group(
    verbs: "argparse._SubParsersAction[Parser]", name: str, help_text: str
) -> "argparse._SubParsersAction[Parser]":
    group = verbs.add_parser(name, help=help_text, description=help_text)
    return group.add_subparsers(title="komutlar", required=True, metavar="LİSTE")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(words("tr")("command.no_day", given=text)) from error


if __name__ == "__main__":
    sys.exit(main())
