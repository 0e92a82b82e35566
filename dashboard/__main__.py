"""`python -m dashboard …`: everything but serving. Exit code 0 done, 1 refused or not proven, 2 not understood."""

import os
import sys
from collections.abc import Sequence

from dashboard import arguments, log, settings
from dashboard.sentences import sentence, unexpected
from dashboard.texts import words
from data_layer.errors import ProgrammeError


def main(given: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. Everything that can go wrong is a sentence on standard error."""
    asked = arguments.parser().parse_args(given)
    run: arguments.Command = asked.run
    try:
        chosen = settings.read()
        log.start(chosen.gunluk, sys.stderr)
        return run(chosen, asked)
    except ProgrammeError as error:
        print(sentence(error), file=sys.stderr)
    except KeyboardInterrupt:
        print(words("tr")("command.interrupted"), file=sys.stderr)
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        print(unexpected(error), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
