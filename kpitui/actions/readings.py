"""Recording readings: the only place in the program that writes them."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import BadData, ReasonNeeded
from kpitui.domain.history import ChangeRecord
from kpitui.domain.readings import ReadingDraft, with_parts
from kpitui.domain.records.dated import is_over, live_on
from kpitui.domain.records.metric import Aggregation, Metric
from kpitui.domain.records.person import Person, membership_on
from kpitui.domain.records.team import Team
from kpitui.domain.within import Within
from kpitui.storage.closed_months import load_closed_months
from kpitui.storage.database import AlreadyDone, DatabaseFile, current_change_id, reading, writing
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people, load_teams
from kpitui.storage.plan import load_metrics
from kpitui.storage.readings import insert_reading, readings_of_change
from kpitui.storage.within import within


class ReadingRules(Struct):
    """What a reading is checked against; loaded inside the transaction that writes."""

    metrics: dict[int, Metric]
    people: dict[int, Person]
    teams: dict[int, Team]
    closed_months: frozenset[str]
    today: date
    reason: str = ""
    within: Within | None = None
    """Who the account writes of, where not of everyone."""

    @property
    def of_teams(self) -> bool:
        """Whether the people are those of some teams alone."""
        return self.within is not None

    @classmethod
    def load(
        cls,
        db: Database,
        today: date,
        reason: str = "",
        *,
        of: Sequence[ReadingDraft] | None = None,
    ) -> "ReadingRules":
        """The rules as the file has them now: all of them, or what the drafts `of` name, which
        holds no one else up.
        """
        metric_ids = None if of is None else {draft.metric_id for draft in of}
        person_ids = (
            None if of is None else {draft.person_id for draft in of if draft.person_id is not None}
        )
        teams = of is None or any(draft.team_id is not None for draft in of)
        return cls(
            metrics={metric.id: metric for metric in load_metrics(db, metric_ids)},
            people={person.id: person for person in load_people(db, person_ids, absences=False)},
            teams={team.id: team for team in load_teams(db)} if teams else {},
            closed_months=frozenset(load_closed_months(db)),
            today=today,
            reason=reason,
            within=within(db),
        )

    def checked(self, draft: ReadingDraft) -> ReadingDraft:
        """The draft with the team that its person had that day, and with parts where it is of a
        ratio and says of how many; raises `BadData` or `Refused` with a sentence.
        """
        team_id = self.checked_team(draft)
        try:
            draft = with_parts(draft, self.metrics[draft.metric_id])
        except ValueError as error:
            raise BadData(f"{self.metrics[draft.metric_id].name}: {error}.") from None
        return draft if team_id == draft.team_id else replace(draft, team_id=team_id)

    def checked_team(self, draft: ReadingDraft) -> int | None:
        """The team that the reading counts for; raises as `checked` does."""
        self.require_metric(
            draft.metric_id, draft.date, None if draft.not_applicable else draft.value is None
        )
        return self.team_of(draft.person_id, draft.team_id, draft.date)

    def require_metric(self, metric_id: int, day: date, ratio: bool | None) -> None:
        """Nothing where a metric takes a reading of a day; raises `BadData` or `ReasonNeeded`
        otherwise.

        `ratio` says whether it is one of numerator and denominator, which only a ratio takes; None
        where it has no number.
        """
        metric = self._metric(metric_id, day)
        if day > self.today:
            raise BadData(f"{day} is in the future; record what is of today or earlier.")
        self.require_open(day)
        if metric.aggregation is not Aggregation.RATIO and ratio:
            raise BadData(f"{metric.name} is one number, not a ratio.")

    def team_of(self, person_id: int | None, team_id: int | None, day: date) -> int | None:
        """The team that a reading of someone counts for; raises `BadData` where they were not here
        on the day.
        """
        if self.within is not None:
            self.within.require(person_id, team_id, self._called(team_id))
        if person_id is not None:
            return self._team_of(person_id, day)
        if team_id is not None:
            self._require_team(team_id, day)
        return team_id

    def _called(self, team_id: int | None) -> str:
        team = self.teams.get(team_id or 0)
        return team.name if team else "That team"

    def require_open(self, day: date) -> None:
        """Nothing where the month of a day is open or a reason is given; raises
        `ReasonNeeded` otherwise.
        """
        if not self.closed_months or self.reason:
            return
        month = f"{day:%Y-%m}"
        if month in self.closed_months:
            raise ReasonNeeded(month)

    def _metric(self, metric_id: int, day: date) -> Metric:
        metric = self.metrics.get(metric_id)
        if metric is None:
            raise BadData("That metric was removed from the file.")
        _require_not_over(metric, day)
        return metric

    def _team_of(self, person_id: int, day: date) -> int | None:
        person = self.people.get(person_id)
        if person is None:
            raise BadData("That person was removed from the file.")
        if day < person.starts_on:
            raise BadData(
                f"{person.name} was not here on {day}; they started on {person.starts_on}."
            )
        if not live_on(person, day):
            raise BadData(f"{person.name} was not here on {day}; they left on {person.ends_on}.")
        membership = membership_on(person.memberships, day)
        return membership.team_id if membership else None

    def _require_team(self, team_id: int, day: date) -> None:
        team = self.teams.get(team_id)
        if team is None:
            raise BadData("That team was removed from the file.")
        _require_not_over(team, day)


def _require_not_over(found: Metric | Team, day: date) -> None:
    if is_over(found, day):
        raise BadData(
            f"{found.name} ended on {found.ends_on}; it takes readings of earlier days only."
        )


def record(
    database: DatabaseFile,
    actor: Actor,
    drafts: Sequence[ReadingDraft],
    *,
    today: date,
    change: ChangeRecord | None = None,
    reason: str = "",
) -> tuple[int, ...]:
    """Save readings in one transaction with their history: all of them, or none; their ids in the
    same order. A closed month asks for a reason.

    Give the same `change` again to retry after an unknown outcome; nothing is then saved twice.
    Raises `BadData` or `Refused` for the first reading that cannot be taken, `Busy` where another
    writer holds the file.
    """
    actor.require(Permission.READINGS)
    change = change or ChangeRecord(actor, "record readings", reason)
    try:
        with writing(database, change) as db:
            rules = ReadingRules.load(db, today, change.why, of=drafts)
            change_id = current_change_id(db)
            ids = [insert_reading(db, rules.checked(draft), change_id) for draft in drafts]
    except AlreadyDone as done:
        with reading(database) as db:
            ids = [row["id"] for row in readings_of_change(db, done.change_id)]
    return tuple(ids)
