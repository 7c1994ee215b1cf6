"""The questions of call sheets that a person or a team is weakest on, beside the others."""

from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from kpitui.domain.periods import AsOf
from kpitui.domain.records.dated import live
from kpitui.domain.records.person import Person
from kpitui.domain.records.sheet import AnswerKind, Question, Sheet
from kpitui.domain.sheet_score import share_of
from kpitui.domain.weakest_questions import AnswerShare, QuestionShare, weakest_questions
from kpitui.storage.answers import answers_of_newest
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people, load_teams
from kpitui.storage.sheets import load_sheets
from kpitui.storage.small_groups import small_teams
from kpitui.storage.within import whole_of, within
from kpitui.views.team_members import load_team_of, team_of

LAST = 20
"""So many of the newest evaluations of each person are looked at."""
SHOWN = 5
"""So many questions stand on a page; those that are weaker by more than chance always do."""


class WeakQuestion(Struct, frozen=True):
    """A question as its newest version words it, and how someone does on it."""

    sheet: Sheet
    question: Question
    share: QuestionShare

    @property
    def counted(self) -> tuple[int, int] | None:
        """How many of how many were yes; None where the answers are not yes or no."""
        if self.question.kind is not AnswerKind.YES_NO:
            return None
        return round(self.share.mean * self.share.n), self.share.n


class Weakest(Struct, frozen=True):
    """The questions of a person or a team, the weakest first, from so many evaluations; `others`
    are the people, or teams, with evaluations that they are compared with, `team` whose those are.
    """

    name: str
    questions: tuple[WeakQuestion, ...]
    evaluations: int
    others: int
    last: int
    team: str = ""
    not_shown: str = ""
    """Why nothing is said of a team, where it has too few people."""

    @property
    def weak(self) -> tuple[WeakQuestion, ...]:
        """Those where anything is amiss, few enough for a page."""
        amiss = [question for question in self.questions if question.share.mean < 1]
        clear = [question for question in amiss if question.share.clear]
        more = [question for question in amiss if not question.share.clear][
            : max(0, SHOWN - len(clear))
        ]
        return tuple(question for question in amiss if question in clear or question in more)


def load_weakest(
    database: DatabaseFile, person_id: int, as_of: AsOf, last: int = LAST
) -> Weakest | None:
    """The weakest questions of a person beside the others of their team; None without
    evaluations.
    """
    with reading(database) as db:
        (person,) = load_people(db, [person_id], known_on=as_of.known_on)
        return weakest_of_person(db, person, as_of, last)


def weakest_of_person(
    db: Database, person: Person, as_of: AsOf, last: int = LAST
) -> Weakest | None:
    """The same inside an open `reading()`; None too of someone whose evaluations are not shown."""
    may = within(db)
    if may is not None and not may.has(person.id, None):
        return None
    team_id = team_of(person, as_of.day)
    db = whole_of(db)  # the others are told together
    people = {person.id: person for person in load_team_of(db, team_id, as_of)} | {
        person.id: person
    }
    look = _Look(db, {person: person for person in people}, as_of, last)
    names = {team.id: team.name for team in load_teams(db, known_on=as_of.known_on)}
    return look.of(person.id, person.name, names.get(team_id or 0, ""))


def load_weakest_of_teams(
    database: DatabaseFile, as_of: AsOf, last: int = LAST
) -> dict[int, Weakest]:
    """The weakest questions of each team beside those of the other teams, by its id, in the order
    of the names; teams without evaluations are left out.
    """
    with reading(database) as db:
        return weakest_of_teams(db, as_of, last)


def weakest_of_teams(db: Database, as_of: AsOf, last: int = LAST) -> dict[int, Weakest]:
    """The same inside an open `reading()`."""
    whole = whole_of(db)
    people = live(load_people(whole, known_on=as_of.known_on), as_of.day)
    of_team = {person.id: of for person in people if (of := team_of(person, as_of.day)) is not None}
    too_few = small_teams(db, of_team)
    look = _Look(
        whole, {one: of for one, of in of_team.items() if of not in too_few}, as_of, last,
        of_teams=True,
    )  # fmt: skip
    found = {}
    for team in load_teams(whole, known_on=as_of.known_on):
        if team.id in too_few:
            found[team.id] = Weakest(team.name, (), 0, 0, last, not_shown=too_few[team.id])
        elif (weakest := look.of(team.id, team.name)) is not None:
            found[team.id] = weakest
    return found


class _Look:
    """The answers of all who are compared, each told as that of a subject."""

    def __init__(
        self, db: Database, subjects: Mapping[int, Hashable], as_of: AsOf, last: int, *,
        of_teams: bool = False,
    ) -> None:  # fmt: skip
        """`subjects` says for whom the answers of each person count."""
        rows = answers_of_newest(db, subjects.keys(), as_of.day, last)
        self._last = last
        self._sheets = load_sheets(db) if rows else []
        asked = {
            question.id: (sheet, question)
            for sheet in self._sheets
            for version in sheet.versions
            for question in version.questions
        }
        self._evaluations: dict[Hashable, set[int]] = {}
        self._answers: list[AnswerShare] = []
        for row in rows:
            subject, (sheet, question) = subjects[row["person_id"]], asked[row["question_id"]]
            self._evaluations.setdefault(subject, set()).add(row["evaluation_id"])
            share = None if row["value"] is None else share_of(question, row["value"])
            whose = row["person_id"] if of_teams else None
            self._answers.append(AnswerShare(subject, (sheet.id, question.key), share, whose))

    @cached_property
    def _found(self) -> dict[Hashable, list[QuestionShare]]:
        return weakest_questions(self._answers)

    def of(self, subject: Hashable, name: str, team: str = "") -> Weakest | None:
        """What is said of one of them."""
        if subject not in self._evaluations:
            return None
        found = self._found[subject]
        newest = _newest(self._sheets)
        questions = tuple(WeakQuestion(*newest[share.question], share) for share in found)
        evaluations, others = len(self._evaluations[subject]), len(self._evaluations) - 1
        return Weakest(name, questions, evaluations, others, self._last, team)


def _newest(sheets: Sequence[Sheet]) -> dict[Hashable, tuple[Sheet, Question]]:
    """Each question as its newest version words it, by its sheet and key."""
    return {
        (sheet.id, question.key): (sheet, question)
        for sheet in sheets
        for version in sheet.versions
        for question in version.questions
    }
