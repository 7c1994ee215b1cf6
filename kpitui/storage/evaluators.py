"""Who scored: the person of an account where it has one, by whichever of their names it stands."""

from collections.abc import Mapping

from kpitui.domain.text import name_key
from kpitui.storage.driver import Database
from kpitui.storage.records import in_json, rows
from kpitui.storage.within import people_within, whole_of


class Evaluators:
    """The accounts that have a person, with the name of that."""

    def __init__(self, people: Mapping[str, str]) -> None:
        self._people = people
        self._spelt = {name_key(person): person for person in people.values()}

    def name(self, scored_by: str) -> str:
        """The name of who scored."""
        return self._people.get(scored_by) or self._spelt.get(name_key(scored_by), scored_by)

    def are_same(self, one: str, other: str) -> bool:
        """Whether two names are of the same evaluator."""
        return self.name(one) == self.name(other)

    def names(self, scored_by: str) -> str:
        """Every name that an evaluator may stand by, as a list in JSON for a query."""
        found = self.name(scored_by)
        accounts = [account for account, person in self._people.items() if person == found]
        return in_json(sorted({scored_by, found, *accounts}))


def load_evaluators(db: Database) -> Evaluators:
    """The evaluators as the accounts are now; one that was removed keeps its person."""
    found = rows(
        db,
        "SELECT accounts.name, people.name AS person FROM accounts "
        "JOIN people ON people.id = person_id ORDER BY accounts.name",
    )
    return Evaluators({row["name"]: row["person"] for row in found})


def evaluators_outside(db: Database) -> frozenset[str]:
    """The names, as keys, of everyone whose figures the account does not see by person."""
    seen = people_within(db)
    if seen is None:
        return frozenset()
    found = rows(whole_of(db), "SELECT id, name_key FROM people", {})
    inside = {row["name_key"] for row in found if row["id"] in seen}
    return frozenset(row["name_key"] for row in found) - inside
