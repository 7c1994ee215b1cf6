"""What someone is called who was forgotten."""

from kpitui.domain.text import name_key
from kpitui.storage.driver import Database
from kpitui.storage.records import rows

PSEUDONYM = "Former agent {number}"


def free_pseudonym(db: Database, person_id: int) -> str:
    """The pseudonym of a person that no one else has as a name."""
    stands = wanted = PSEUDONYM.format(number=person_id)
    number = 1
    while rows(
        db,
        "SELECT 1 FROM people WHERE name_key = :key AND id <> :id "
        "UNION SELECT 1 FROM accounts WHERE name = :name",
        {"key": name_key(stands), "id": person_id, "name": stands},
    ):
        number += 1
        stands = f"{wanted} ({number})"
    return stands
