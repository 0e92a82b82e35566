"""The ready reports and the forms that each one has, in the order of the page."""

FORMS: dict[str, tuple[str, ...]] = {
    "monthly": ("pdf",),
}
MEDIA = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
