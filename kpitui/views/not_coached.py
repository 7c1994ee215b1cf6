"""Teams of which no one was coached for two rhythms."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from kpitui.domain.coaching_rhythm import Rhythm, Rhythms
from kpitui.domain.file_rules import RuleBook
from kpitui.domain.health.snapshot import TeamNotCoached
from kpitui.domain.records.absence import Absence
from kpitui.storage.absences import load_absences_of_people
from kpitui.storage.driver import Database
from kpitui.storage.rhythms import LastCoached, load_last_coached, load_rhythms
from kpitui.storage.within import sees_words_of_others

RHYTHMS = 2
"""So many rhythms without a session are no matter of a busy week."""


def teams_not_coached(
    db: Database, book: RuleBook, below: Collection[int], day: date
) -> Iterator[TeamNotCoached]:
    """Each team of which no one who is here was coached for two rhythms, where the rhythms have
    held for so long; `below` are the people who are clearly below a standard.
    """
    rhythms = Rhythms(book, load_rhythms(db), day)
    if not rhythms or not sees_words_of_others(db):
        return
    teams: dict[int, list[tuple[LastCoached, Rhythm]]] = defaultdict(list)
    for coached in load_last_coached(db, day):
        rhythm = rhythms.of(coached.role_id, coached.first_day, below=coached.person_id in below)
        if coached.team_id is not None and rhythm is not None:
            teams[coached.team_id].append((coached, rhythm))
    away = load_absences_of_people(
        db, [one.person_id for held in teams.values() for one, _ in held]
    )
    for team_id, held in teams.items():
        if all(_over(one, rhythm, day, away.get(one.person_id, ())) for one, rhythm in held):
            last = max((one.last_on for one, _ in held if one.last_on), default=None)
            counted = Counter(rhythm.days for _, rhythm in held)
            yield TeamNotCoached(team_id, last, tuple(sorted(counted.items())))


def _over(one: LastCoached, rhythm: Rhythm, day: date, absences: Sequence[Absence]) -> bool:
    """Whether someone was not coached for two rhythms, all of which held."""
    one_rhythm = timedelta(days=rhythm.days)
    due_on = rhythm.due_on(one.begins_on, absences, day)
    held_for = day - rhythm.first_since
    return day >= due_on + (RHYTHMS - 1) * one_rhythm and held_for >= RHYTHMS * one_rhythm
