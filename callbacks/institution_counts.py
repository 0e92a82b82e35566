"""Cards of one institution: its user counts, and the changes of tier that follow from them."""

from callbacks.institution_cards import columns_of, which
from dashboard import accounts, formats
from dashboard.cards import Draw, Drawing, Screen
from data_layer import institutions
from data_layer.store import Store


def draw_counts(store: Store, screen: Screen) -> Drawing:
    """User counts over time, and what the tier rests on."""
    w = screen.words
    table = store.remember(institutions.user_counts, which(screen.path))
    newest = formats.number(int(table["active_users"].iloc[0]), w.lang) if len(table) else ""
    return Drawing(
        title=w("institution.counts_title", users=newest) if newest else w("institution.counts_title_none"),
        subtitle=_basis(store, screen),
        figure=None,
        table=table.assign(
            counts_day=table["as_of"].dt.date, counts_users=table["active_users"], counts_source=table["source"]
        ),
        columns=columns_of(screen, "counts_day:date", "counts_users:count", "counts_source"),
        view="institution_now",
        how="institution.how_counts",
        empty=w("institution.counts_empty"),
    )


def draw_proposals(store: Store, screen: Screen) -> Drawing:
    """Proposed and decided tier changes."""
    w, names = screen.words, accounts.tier_names(screen)
    table = store.remember(institutions.tier_changes, screen.programme.id, which(screen.path))
    changes = zip(table["from_tier"], table["to_tier"], strict=True)
    title = "proposals_title" if len(table) else "proposals_title_none"
    return Drawing(
        title=w(f"institution.{title}", n=len(table)),
        subtitle=w("institution.proposals_subtitle"),
        figure=None,
        table=table.assign(
            proposal_day=table["recorded_on"].dt.date,
            proposal_change=[f"{names[old]} → {names[new]}" for old, new in changes],
            proposal_basis=table["basis_users"],
            proposal_basis_day=table["basis_as_of"].dt.date,
            proposal_state=[w(f"institution.state_{state}") for state in table["state"]],
        ),
        columns=columns_of(
            screen,
            "proposal_day:date",
            "proposal_change",
            "proposal_basis:count",
            "proposal_basis_day:date",
            "proposal_state",
        ),
        view="tier_proposal",
        how="institution.how_proposals",
        empty=w("institution.proposals_empty"),
    )


def _basis(store: Store, screen: Screen) -> str:
    w = screen.words
    found = store.remember(institutions.profile, screen.programme.id, which(screen.path))
    if found is None or found.tier_code is None:
        return w("institution.counts_subtitle_none")
    return w(
        "institution.counts_subtitle",
        day=formats.day(found.basis_as_of, w.lang),
        users=formats.number(found.basis_users, w.lang),
        tier=accounts.tier_names(screen)[found.tier_code],
    )


CARDS: dict[str, Draw] = {"institution-counts": draw_counts, "institution-proposals": draw_proposals}
