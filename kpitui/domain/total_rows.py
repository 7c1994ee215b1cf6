"""Lines of a file that add others up or are of no one, told by what stands where a person or a team
should.
"""

import re

from kpitui.domain.typography import folded

_ALONE = {
    "all", "everyone", "everybody", "overall", "sum", "mean", "blank", "empty", "gesamt", "alle",
    "summe", "tous", "todos", "ensemble", "insgesamt", "mittelwert", "media", "moyenne",
}  # fmt: skip
_ANYWHERE = {
    "total", "totals", "subtotal", "average", "avg", "gesamtsumme", "gesamtergebnis", "ergebnis",
    "durchschnitt", "promedio", "grandtotal", "totale", "zwischensumme",
}  # fmt: skip
_BESIDE = {
    "grand", "sub", "general", "team", "site", "group", "department", "company", "organisation",
    "organization", "global", "the", "of", "all", "agents", "teams", "people", "agent", "row",
    "column", "overall", "count",
}  # fmt: skip
_EVERY = {"all", "alle", "tous", "todos", "every", "overall"}
_PEOPLE = _BESIDE | {
    "staff", "employees", "advisors", "advisers", "users", "colleagues", "sites", "groups",
    "mitarbeiter", "agenten", "agentes", "equipos", "conseillers",
}  # fmt: skip
_NO_ONE = {
    "unassigned", "not assigned", "unknown", "unknown agent", "unknown user", "nobody", "no one",
    "no agent", "none", "no name", "n/a", "#n/a", "n.a.", "unbekannt", "nicht zugewiesen",
    "niemand", "non assigne", "inconnu", "sin asignar", "desconocido", "ninguno", "no team",
    "not available", "not applicable",
}  # fmt: skip


def names_no_one(name: str) -> bool:
    """Whether a name says that there is no one: Unassigned, Unknown, n/a."""
    return " ".join(folded(name).split()).strip("()<>[] ") in _NO_ONE


def adds_up(name: str, *, of_metric: bool = False) -> bool:
    """Whether a name says that its line adds others up: Total, Grand Total, Team avg, All agents,
    (blank), Summe.

    Metrics may be called after what they add up, such as Total calls: of those only a whole name
    does.
    """
    words = [word for word in re.split(r"[\W_]+", folded(name)) if word]
    if not words:
        return False
    if len(words) == 1:
        return words[0] in _ALONE or words[0] in _ANYWHERE
    if words[0] in _EVERY and not of_metric and _PEOPLE.issuperset(words[1:]):
        return True
    rest = [word for word in words if word not in _ANYWHERE]
    if len(rest) == len(words):
        return False
    return not of_metric or all(word in _BESIDE for word in rest)
