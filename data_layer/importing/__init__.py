"""Lists from outside: what they would do, row by row, and doing it.

`preview_…` reads a file in a process of its own, names what is wrong with each row and compares it with the store;
`apply_…` writes the accepted rows in one transaction. A file as a whole is refused with `Rejected`.
"""

from data_layer.importing.applying import Summary, apply_institutions
from data_layer.importing.broadcast import MediaPreview, MediaSummary, apply_broadcast, preview_broadcast
from data_layer.importing.findings import Finding
from data_layer.importing.institution_rows import Row
from data_layer.importing.preview import Preview, preview_institutions
from data_layer.reading.limits import Rejected

__all__ = [
    "Finding",
    "MediaPreview",
    "MediaSummary",
    "Preview",
    "Rejected",
    "Row",
    "Summary",
    "apply_broadcast",
    "apply_institutions",
    "preview_broadcast",
    "preview_institutions",
]
