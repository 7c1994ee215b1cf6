"""Who is meant as the one who scored a contact."""

from kpitui.domain.access import Actor
from kpitui.domain.errors import BadData
from kpitui.domain.naming import Names, Several
from kpitui.domain.near import or_near
from kpitui.domain.within import WHO_THERE_IS
from kpitui.storage.accounts import live_accounts
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.evaluations import evaluators_so_far
from kpitui.storage.evaluators import load_evaluators
from kpitui.storage.people import load_people


def evaluator_named(database: DatabaseFile, actor: Actor, typed: str) -> str:
    """The person, the account, or the one who scored before, whose name was typed; nothing where
    nothing was. Raises `BadData` where no one is meant, or several are.
    """
    if not typed:
        return ""
    with reading(database) as db:
        accounts = [actor.name, *(row["name"] for row in live_accounts(db))]
        people = [person.name for person in load_people(db)]
        evaluators = load_evaluators(db)
        if typed in accounts:
            return evaluators.name(typed)
        known = {evaluators.name(record) for record in (*people, *accounts, *evaluators_so_far(db))}
    names = Names(sorted(known), str)
    try:
        found = names.meant(typed)
    except Several as several:
        raise BadData(f"{several}.") from None
    if found is None:
        missing = f"No person or account is called “{typed}”, and no one scored by that name"
        raise BadData(or_near(missing, names.near(typed), f"{WHO_THERE_IS}."))
    return found
