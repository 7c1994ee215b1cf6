"""Bringing coaching sessions and actions in from a file, in one transaction; what cannot be taken
is listed with its line and reason.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from kpitui.actions.import_entered import EnteredLine, EnteredReport, NamesOfFile, import_entered
from kpitui.actions.readings import ReadingRules
from kpitui.domain.access import AccessRole, Actor, Permission
from kpitui.domain.coaching_document import ActionPart, EnteredAction, EnteredSession
from kpitui.domain.errors import BadData, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.import_rows import Rejected
from kpitui.domain.records.action import Action, Promise
from kpitui.domain.records.document import merged, named
from kpitui.domain.records.session import CoachingSession, SessionTerms
from kpitui.storage.accounts import name_behind
from kpitui.storage.coaching import insert_action, insert_session, iso
from kpitui.storage.database import DatabaseFile
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, find_rows, update, values_of
from kpitui.storage.session_names import session_together, sessions_named
from kpitui.storage.talked_about import talk_about


def import_sessions(
    database: DatabaseFile,
    actor: Actor,
    entries: Iterable[EnteredLine[EnteredSession] | Rejected],
    *,
    strict: bool = False,
    dry_run: bool = False,
    today: date,
) -> EnteredReport:
    """Take every good session with its actions; one that is there already adds nothing.

    Raises `Refused` where the actor may write down no coaching; sessions of other coaches are for a
    leader to bring in.
    """
    actor.require(Permission.COACHING)
    change = ChangeRecord(actor, "import coaching sessions")
    return import_entered(
        database, change, entries, lambda db: _Taking(db, actor, today).session,
        strict=strict, dry_run=dry_run,
    )  # fmt: skip


def import_actions(
    database: DatabaseFile,
    actor: Actor,
    entries: Iterable[EnteredLine[EnteredAction] | Rejected],
    *,
    strict: bool = False,
    dry_run: bool = False,
    today: date,
) -> EnteredReport:
    """Take every good action of sessions that the file has; one that is there adds nothing."""
    actor.require(Permission.COACHING)
    change = ChangeRecord(actor, "import actions")
    return import_entered(
        database, change, entries, lambda db: _Taking(db, actor, today).action,
        strict=strict, dry_run=dry_run,
    )  # fmt: skip


class _Taking:
    """The open change, and what the file has of each person by now."""

    def __init__(self, db: Database, actor: Actor, today: date) -> None:
        self._db, self._actor, self._today = db, actor, today
        self._people = ReadingRules.load(db, today).people
        self._names = NamesOfFile(db)
        self._sessions: dict[int, dict[str, Row]] = {}
        self._met: dict[str, set[int]] = defaultdict(set)
        """Sessions and actions that lines of this file were found to be; each is one line's."""

    def session(self, part: EnteredSession) -> bool:
        """Whether anything of a session had to be added; raises `BadData` or `Refused`."""
        person_id = self._names.id_of("people", "person", part_text(part, "person"))
        focus = [self._names.id_of("metrics", "metric", name) for name in part.focus]
        values, person = self._values(part, person_id), part_text(part, "person")
        about = [self._names.evaluation_id(person, evaluation) for evaluation in part.evaluations]
        first_id = self._first_id(part)
        there = self._of(person_id)
        same = next(
            (session for session in there.values() if self._is(session, values, focus)), None
        )
        if same is not None:
            self._met["sessions"].add(same["id"])
            joined = self._join(same, first_id)
            linked = self._link(same["id"], about) or joined
            return self._actions(same["id"], part.actions) or linked
        if part.session in there:
            raise BadData(
                f"{part.session} is in the file already with different text; edit it there."
            )
        self._require_possible(part, person_id)
        session_id = insert_session(self._db, values | {"together_id": first_id}, focus)
        self._met["sessions"].add(session_id)
        self._link(session_id, about)
        del self._sessions[person_id]
        for action in part.actions:
            self._add(session_id, action)
        return True

    def action(self, part: EnteredAction) -> bool:
        """Whether an action had to be added; raises `BadData`."""
        person_id = self._names.id_of("people", "person", part.person)
        session = self._of(person_id).get(part.session)
        if session is None:
            raise BadData(
                f"{part.person} has no session “{part.session}”; import the sessions first."
            )
        return self._actions(session["id"], [part])

    def _values(self, part: EnteredSession, person_id: int) -> Row:
        session = merged(
            CoachingSession, part, None, id=0, focus=(), evaluations=(), person_id=person_id
        )
        return values_of(session, SessionTerms) | {
            "person_id": person_id, "coach": session.coach,
            "followed_up_on": iso(session.followed_up_on),
            "acknowledged_at": part.acknowledged_at, "acknowledged_by": part.acknowledged_by,
            "reply": session.reply, "outcome": session.outcome and session.outcome.value,
            "outcome_note": session.outcome_note,
        }  # fmt: skip

    def _first_id(self, part: EnteredSession) -> int | None:
        """The session that it was held together with; raises `BadData` where there is none."""
        if part.together is None:
            return None
        first = session_together(self._db, part.together)
        if first is None:
            raise BadData(f"there is no session “{part.together}”; import that one before.")
        return int(first["together_id"] or first["id"])

    def _join(self, row: Row, first_id: int | None) -> bool:
        """Whether a session that is there had to be put beside those held with it."""
        if first_id is None or row["together_id"] is not None or row["id"] == first_id:
            return False
        update(self._db, "sessions", row["id"], row["version"], {"together_id": first_id})
        del self._sessions[row["person_id"]]
        return True

    def _link(self, session_id: int, about: Sequence[int]) -> bool:
        """Whether an evaluation had to be linked; those that are linked already stay."""
        held = find_rows(self._db, "session_evaluations", {"session_id": session_id})
        there = [row["evaluation_id"] for row in held]
        talk_about(self._db, session_id, [*there, *about])
        return not set(about).issubset(there)

    def _require_possible(self, part: EnteredSession, person_id: int) -> None:
        said, person = named(part), self._people[person_id]
        own = (self._actor.name, name_behind(self._db, self._actor.name))
        if said["coach"] not in own and self._actor.role is not AccessRole.LEADER:
            raise Refused(f"It is a session by {said['coach']}; ask a leader to import it.")
        day: date = said["date"]
        if day > self._today:
            raise BadData(f"{day} is in the future.")
        follow_up: date | None = said.get("follow_up_on")
        if follow_up is not None and follow_up < day:
            raise BadData("the follow-up is before the session.")
        if day < person.starts_on or (person.ends_on is not None and day >= person.ends_on):
            raise BadData(f"{person.name} was not here on {day}.")

    def _of(self, person_id: int) -> dict[str, Row]:
        if person_id not in self._sessions:
            self._sessions[person_id] = sessions_named(self._db, person_id)
        return self._sessions[person_id]

    def _is(self, row: Row, values: Row, focus: Sequence[int]) -> bool:
        if row["id"] in self._met["sessions"] or any(row[key] != values[key] for key in values):
            return False
        held = find_rows(self._db, "session_metrics", {"session_id": row["id"]})
        return [row["metric_id"] for row in held] == [*focus]

    def _actions(self, session_id: int, parts: Sequence[ActionPart]) -> bool:
        there = find_rows(self._db, "actions", {"session_id": session_id})
        new = []
        for part in parts:
            values = _action_values(part)
            alike = [action for action in there if action["text"] == values["text"]]
            free = [action for action in alike if action["id"] not in self._met["actions"]]
            same = next(
                (one for one in free if all(one[key] == values[key] for key in values)), None
            )
            if same is not None:
                self._met["actions"].add(same["id"])
            elif free:
                raise BadData(
                    f"the action “{values['text']}” is in the file already, but done or due "
                    "another day; change it there."
                )
            else:
                new.append(part)
        for part in new:
            self._add(session_id, part)
        return bool(new)

    def _add(self, session_id: int, part: ActionPart) -> None:
        action = merged(Action, part, None, id=0, session_id=session_id)
        action_id = insert_action(self._db, session_id, action, done_on=action.done_on)
        self._met["actions"].add(action_id)


def part_text(part: EnteredSession, key: str) -> str:
    """A text that every session has."""
    return str(named(part)[key])


def _action_values(part: ActionPart) -> Row:
    action = merged(Action, part, None, id=0, session_id=0)
    return values_of(action, Promise) | {"done_on": iso(action.done_on)}
