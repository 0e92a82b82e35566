"""Names of people as a role may see them: the only place that decides it."""


def shown(name: str, names: bool) -> str:
    """The name for those who may read names, else the mask."""
    return name if names else masked(name)


def masked(name: str) -> str:
    """The first letter of each word and three stars, so that the length does not show; "" for an erased person."""
    return " ".join(f"{word[0]}***" for word in name.split())
