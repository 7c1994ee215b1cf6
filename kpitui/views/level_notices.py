"""The levels that are news to someone, which of them they have seen, and what they asked."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.level_changes import LevelChange, changed_for, level_changes
from kpitui.domain.plan import Expectations, standards_by_metric
from kpitui.domain.records.dated import live
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.person import Person
from kpitui.domain.records.seen_level import LevelKey, SeenLevel
from kpitui.domain.records.standard import Standard
from kpitui.domain.standard_times import StandardTimes
from kpitui.storage.accounts import accounts_of
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people
from kpitui.storage.plan import load_metrics, load_plan
from kpitui.storage.rules import clock_of
from kpitui.storage.seen_levels import load_open_questions, load_seen_levels
from kpitui.storage.teams import load_team_tree
from kpitui.storage.within import sees_words_about
from kpitui.views.own_teams import EVERY_TEAM, TeamsShown


class LevelNotice(Struct, frozen=True):
    """A level that is news: whether it is still to come, and who said that it was seen."""

    change: LevelChange
    coming: bool
    seen: SeenLevel | None
    by_self: bool
    """Whether the person said so, and not someone who told them."""


class MetricNotices(Struct, frozen=True):
    """Of one metric: the level of now and then the next, where they are news; and what was asked,
    oldest first.
    """

    news: tuple[LevelNotice, ...] = ()
    asked: tuple[SeenLevel, ...] = ()

    @property
    def unseen(self) -> list[LevelKey]:
        """The levels that the person has not said to have seen."""
        return [notice.change.level for notice in self.news if not notice.by_self]

    def to_ask(self, metric_id: int, times: StandardTimes) -> LevelKey:
        """The level that a question now is about: the last that is news and not seen, else that of
        the day.
        """
        if self.unseen:
            return self.unseen[-1]
        assert times.now is not None  # else nothing is expected
        return LevelKey(metric_id, times.now.since, times.now.level)


NO_NOTICES = MetricNotices()


class QuestionLine(Struct, frozen=True):
    """A question that waits for a coach, who asked it and on which day, where that is known."""

    asked: SeenLevel
    person: str
    metric: Metric
    day: date | None

    @property
    def key(self) -> str:
        """What tells it from every other."""
        return f"question-{self.asked.id}"


def load_level_notices(
    db: Database, person: Person, standards: Sequence[Standard], day: date
) -> dict[int, MetricNotices]:
    """What is news to someone on a day, by metric; a metric without news and questions is left
    out. Nothing where the account is not shown what they have seen.
    """
    if not sees_words_about(db, person.id):
        return {}
    themselves = accounts_of(db, person.id) | {person.name}  # as samples and files call them
    seen = {level.key: level for level in load_seen_levels(db, [person.id])}
    found, tree = {}, load_team_tree(db)
    for metric_id, of_metric in standards_by_metric(standards).items():
        news = tuple(
            LevelNotice(
                change,
                change.level.starts_on > day,
                said := seen.get(change.level),
                said is not None and said.seen_by in themselves,
            )
            for change in level_changes(person, Expectations(of_metric, tree), day)
        )
        asked = tuple(
            level for level in seen.values() if level.metric_id == metric_id and level.question
        )
        if news or asked:
            found[metric_id] = MetricNotices(news, asked)
    return found


def load_questions(
    database: DatabaseFile, shown: TeamsShown = EVERY_TEAM, day: date = date.max
) -> list[QuestionLine]:
    """The questions that wait for a coach, asked up to a day, oldest first."""
    with reading(database) as db:
        found = [
            question for question in load_open_questions(db) if shown.has_person(question.person_id)
        ]
        if not found:
            return []
        metrics = {metric.id: metric for metric in load_metrics(db)}
        people = {person.id: person.name for person in load_people(db)}
        clock = clock_of(db)
    asked = {level.id: clock.here(level.seen_at).date() for level in found if level.seen_at}
    return [
        QuestionLine(level, people[level.person_id], metrics[level.metric_id], asked.get(level.id))
        for level in found
        if asked.get(level.id, date.min) <= day
    ]


def load_untold(
    database: DatabaseFile, standard_id: int, day: date
) -> list[tuple[Person, LevelKey]]:
    """Who is here and was not told of the level that a standard has for them since it changed, nor
    has seen it; by name.
    """
    with reading(database) as db:
        plan = load_plan(db)
        people = live(load_people(db), day)
        seen = {(level.person_id, level.key) for level in load_seen_levels(db)}
    metric_id = next(
        (standard.metric_id for standard in plan.standards if standard.id == standard_id), 0
    )
    own = (standard for standard in plan.standards if standard.metric_id == metric_id)
    of_metric = Expectations(own, plan.tree)
    return [
        (person, change.level)
        for person, change in changed_for(people, of_metric, day)
        if change.standard_id == standard_id and (person.id, change.level) not in seen
    ]
