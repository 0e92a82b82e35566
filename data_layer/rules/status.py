"""The status word of the programme: one word for where it will end."""


def status_word(target: int, reached: int, low: float | None, high: float | None, enough: bool) -> str:
    """`reached`, `too_early`, `on_track` (range at or above the target), `behind` (range below it), else `at_risk`.

    `enough` says whether there are enough finalised weeks for a forecast; passing the target blocks nothing (E33).
    """
    if reached >= target:
        return "reached"
    if not enough or low is None or high is None:
        return "too_early"
    if low >= target:
        return "on_track"
    return "behind" if high < target else "at_risk"
