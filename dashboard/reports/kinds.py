"""The reports and the forms that each one has, in the order of the page; the cards that one can be put together of."""

FORMS: dict[str, tuple[str, ...]] = {
    "monthly": ("pdf", "pptx"),
    "tiers": ("pdf", "pptx"),
    "seats": ("pdf", "pptx"),
    "statement": ("pdf",),
    "minutes": ("pdf",),
    "institutions": ("xlsx",),
    "raw": ("zip",),
    "own": ("pdf", "pptx"),
}
READY = tuple(kind for kind in FORMS if kind != "own")  # the others are put together on the page
MEDIA = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
CARDS = (
    "overview-curve",
    "coverage-months",
    "coverage-tiers",
    "coverage-provinces",
    "coverage-disseminators",
    "coverage-repeats",
    "coverage-without",
    "coverage-sessions",
    "hours-tiers",
    "hours-weeks",
    "hours-idle",
    "hours-accounts",
    "fill-classes",
    "fill-funnel",
    "fill-losses",
    "fill-no_show",
    "fill-waiting",
    "reach-range",
    "reach-tiers",
    "reach-distribution",
    "reach-pipeline",
    "overview-coming",
)
