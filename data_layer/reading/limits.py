"""How large a file may be, and the one way in which a file is refused."""

from data_layer.errors import RuleError

MAX_FILE = 5 << 20
MAX_UNPACKED = 40 << 20
MAX_PARTS = 200
MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_LINE = 100_000

# Titles above the heading do not count as rows of the list.
HEADING_ROWS = 25

CHILD_MEMORY = 512 << 20
CHILD_SECONDS = 10


class Rejected(RuleError):
    """The whole file is refused; nothing was written. `code` as in docs, sentence `import.<code in lower case>`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(f"import.{code.lower()}", **values)
        self.code = code
