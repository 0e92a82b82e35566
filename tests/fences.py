"""Is every fence held by a test? `python -m tests.fences [NAME …]` takes one away at a time, on a copy of the tree.

A fence is caught when each test that it names fails without it. The whole copy must pass first; a test that stops with
an error instead of failing catches nothing. On DuckDB only. Exit code 1 when a fence is missed by nobody.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_LEFT = shutil.ignore_patterns(".*", "__pycache__", "data", "screenshots", "lock", "wheelhouse", "sbom", "*.duckdb*")
_ROOMS = ("assets", "build", "callbacks", "dashboard", "data_layer", "docs", "pages", "tests")


@dataclass(frozen=True, slots=True)
class Fence:
    """`text` stands once in `file`; with `instead` in its place each of `tests` must fail."""

    name: str
    file: str
    text: str
    instead: str
    tests: tuple[str, ...]


FENCES = (
    Fence(
        "CSRF key compared",
        "dashboard/access.py",
        "    return hmac.compare_digest(sent.encode(), csrf_token().encode())",
        "    return True",
        (
            "test_attacks::test_the_key_of_one_sign_in_opens_no_other",
            "test_sign_in::test_a_change_without_the_key_or_from_another_site_is_refused",
        ),
    ),
    Fence(
        "Origin checked",
        "dashboard/access.py",
        " or (origin and urlsplit(origin).netloc != request.host):",
        ":",
        ("test_sign_in::test_signing_in_from_another_site_is_refused",),
    ),
    Fence(
        "Sec-Fetch-Site checked",
        "dashboard/access.py",
        'site not in (None, "same-origin", "none") or ',
        "",
        ("test_attacks::test_every_change_that_no_page_of_ours_asked_for_is_refused",),
    ),
    Fence(
        "gate for those not signed in",
        "dashboard/access.py",
        "            return _to_sign_in() if is_manned() else _nobody_can_sign_in()",
        "            return None",
        ("test_attacks::test_nobody_gets_in_by_any_address_and_method",),
    ),
    Fence(
        "permission of a callback at the gate",
        "dashboard/access.py",
        "if request.path == CALLBACKS and not _may_call(person):",
        "if False:",
        ("test_attacks::test_an_unknown_callback_is_refused",),
    ),
    Fence(
        "permission of a callback inside",
        "dashboard/access.py",
        "            require(permission)\n            return function(*values, **named)",
        "            return function(*values, **named)",
        ("test_attacks::test_a_registry_that_forgets_leaves_the_inner_fence",),
    ),
    Fence(
        "start refused for an undeclared callback",
        "dashboard/access.py",
        'raise SystemExit(f"callbacks without a permission: {sorted(bare)}")',
        "pass",
        ("test_attacks::test_a_callback_that_declares_nothing_stops_the_start",),
    ),
    Fence(
        "inputs and outputs as declared",
        "dashboard/access.py",
        " and declared.fits(sent, policy.callbacks[output])",
        "",
        ("test_attacks::test_a_callback_called_with_other_ends_than_declared_is_refused",),
    ),
    Fence(
        "lockout after wrong passwords",
        "data_layer/accounts.py",
        '    if locked_until is not None and locked_until > now:\n        return Attempt("locked", account)\n',
        "",
        (
            "test_accounts::test_five_wrong_passwords_close_the_account_for_half_a_minute",
            "test_sign_in::test_the_lockout_ends_on_the_second_and_grows",
        ),
    ),
    Fence(
        "tries a minute limited",
        "dashboard/signing.py",
        '    @limiter.limit(TRIES, methods=["POST"])\n',
        "",
        ("test_sign_in::test_the_twenty_first_try_of_a_minute_waits",),
    ),
    Fence(
        "idle end of a session",
        "data_layer/logins.py",
        " or now - seen_at > IDLE",
        "",
        ("test_sign_in::test_half_an_hour_without_a_deed_ends_it",),
    ),
    Fence(
        "absolute end of a session",
        "data_layer/logins.py",
        " or now - created_at > ABSOLUTE",
        "",
        ("test_sign_in::test_eight_hours_end_it_whatever_the_person_does",),
    ),
    Fence(
        "token renewed at sign-in",
        "dashboard/access.py",
        "        logins.end(store, person.login.token)\n    session.clear()\n    address",
        "        pass\n    address",
        ("test_sign_in::test_a_token_that_somebody_planted_is_worth_nothing_after_sign_in",),
    ),
    Fence(
        "token dead after sign-out",
        "dashboard/access.py",
        "        logins.end(store, person.login.token)\n    session.clear()\n    secure",
        "        pass\n    session.clear()\n    secure",
        ("test_sign_in::test_signing_out_kills_a_copied_cookie",),
    ),
    Fence(
        "polling is no sign of a person",
        "dashboard/access.py",
        "    if request.endpoint in _POLLS:\n        return False\n",
        "",
        ("test_sign_in::test_polling_does_not_keep_a_session_alive",),
    ),
    Fence(
        "a link lives a day",
        "data_layer/accounts.py",
        " and used_at is null and expires_at > $now",
        " and used_at is null",
        ("test_accounts::test_a_link_lives_a_day_and_the_next_one_ends_it",),
    ),
    Fence(
        "token of a link kept out of the log",
        "dashboard/traffic.py",
        '(asked.replace(quote(token), "-") if token else asked)',
        "asked",
        ("test_traffic::test_the_token_of_a_one_time_link_stays_out_of_the_log",),
    ),
    Fence(
        "password compared to its last letter",
        "data_layer/passwords.py",
        " and len(text) <= MOST",
        "",
        ("test_accounts::test_a_password_counts_to_its_last_letter",),
    ),
    Fence(
        "nobody changes the own account",
        "data_layer/accounts.py",
        "    if account.user_name == by.name:",
        "    if False:",
        ("test_accounts::test_only_an_administrator_manages_accounts_and_nobody_the_own_one",),
    ),
    Fence(
        "no way out after signing in",
        "dashboard/signing.py",
        '    return asked if own else "/"',
        "    return asked",
        ("test_sign_in::test_signing_in_leads_to_a_page_of_this_site_only",),
    ),
    Fence(
        "names masked for viewers",
        "data_layer/rules/masks.py",
        "    return name if names else masked(name)",
        "    return name",
        ("test_masks::test_a_viewer_never_receives_the_name_of_a_person",),
    ),
    Fence(
        "telephone and e-mail kept from viewers",
        "data_layer/institutions.py",
        ", phone=None, email=None)",
        ")",
        ("test_institutions::test_without_the_right_to_names_the_contact_is_masked_and_has_no_telephone",),
    ),
    Fence(
        "names taken along only with the right",
        "data_layer/names.py",
        '    require(by, "names.export")\n',
        "",
        ("test_names::test_nobody_below_a_supervisor_takes_names_along",),
    ),
    Fence(
        "names taken along only with a reason",
        "data_layer/persons.py",
        "< LEAST_REASON:",
        "< 0:",
        ("test_names::test_without_a_reason_nothing_leaves_and_nothing_is_written",),
    ),
    Fence(
        "side rows of the trail go with the person",
        "data_layer/erasing.py",
        "where seq in (select seq from audit_event where entity = $kind and entity_id = any($keys))",
        "where false",
        (
            "test_erasing::test_no_byte_of_the_name_is_left_in_the_store",
            "test_erasing::test_the_trail_is_proven_after_the_erasure_and_holds_no_name",
        ),
    ),
    Fence(
        "file written anew after an erasure",
        "data_layer/erasing.py",
        "    store.rewrite(TOUCHED)\n",
        "",
        ("test_erasing::test_no_byte_of_the_name_is_left_in_the_store",),
    ),
    Fence(
        "hash of each event compared",
        "data_layer/audit.py",
        " or mark != _hash(values)",
        "",
        (
            "test_audit::test_an_attack_is_found_at_its_event",
            "test_audit_attacks::test_an_edit_a_deletion_or_a_swap_is_found_without_an_anchor",
        ),
    ),
    Fence(
        "personal side of the trail compared",
        "data_layer/audit.py",
        "            if commitment != digest(salt, body):",
        "            if False:",
        ("test_audit_attacks::test_an_edit_a_deletion_or_a_swap_is_found_without_an_anchor",),
    ),
    Fence(
        "trail compared with its anchors",
        "data_layer/audit.py",
        "                if marks.get(count, previous) != previous:",
        "                if False:",
        ("test_audit_attacks::test_a_chain_that_is_written_anew_passes_without_an_anchor_and_is_found_with_one",),
    ),
    Fence(
        "undo only with the right",
        "data_layer/undo.py",
        "    require(by, way.permission)\n",
        "",
        ("test_undo::test_a_viewer_takes_nothing_back_and_an_operator_no_account",),
    ),
)


def main(wanted: list[str]) -> int:
    chosen = [fence for fence in FENCES if not wanted or any(word in fence.name for word in wanted)]
    with tempfile.TemporaryDirectory() as folder:
        tree = _copied(Path(folder))
        named = sorted({test for fence in chosen for test in fence.tests})
        passed, failed = _run(tree, named)
        if failed or not passed:
            print(f"the whole copy does not pass: {', '.join(sorted(failed)) or 'nothing ran'}")
            return 1
        missed = [fence.name for fence in chosen if not _is_caught(tree, fence)]
    print(f"{len(chosen) - len(missed)} of {len(chosen)} caught")
    return 1 if missed or not chosen else 0


def _is_caught(tree: Path, fence: Fence) -> bool:
    """Tells what became of it in one line."""
    file = tree / fence.file
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace(fence.text, fence.instead), encoding="utf-8")
    _, failed = _run(tree, fence.tests)
    file.write_text(whole, encoding="utf-8")
    is_caught = set(fence.tests) <= failed
    print(f"{fence.name:44} {', '.join(sorted(failed)) if is_caught else 'NOT CAUGHT'}", flush=True)
    return is_caught


def _copied(folder: Path) -> Path:
    for room in _ROOMS:
        shutil.copytree(ROOT / room, folder / room, ignore=None if room == "tests" else _LEFT)
    for file in ROOT.glob("*.*"):
        if file.is_file():
            shutil.copy2(file, folder)
    return folder


def _run(tree: Path, tests: tuple[str, ...] | list[str]) -> tuple[bool, set[str]]:
    """Whether all passed, and which failed: of one with cases it is enough that one does."""
    places = [f"tests/{test.replace('::', '.py::')}" for test in tests]
    options = ["-q", "-rf", "--tb=no", "-p", "no:cacheprovider", "-k", "not postgresql"]
    command = [sys.executable, "-m", "pytest", *options, *places]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}  # two writes within a second look the same
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    found = re.findall(r"^FAILED tests/(\w+)\.py::(\w+)", done.stdout, re.M)
    return done.returncode == 0, {f"{file}::{name}" for file, name in found}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
