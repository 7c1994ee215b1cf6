"""The names in a file of readings, found in the plan, or made where the import may."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from msgspec import Struct

from kpitui.actions import measures
from kpitui.actions.import_new import TABLES, NewRecords
from kpitui.actions.likely_names import LikelyNames
from kpitui.actions.people_codes import PeopleCodes
from kpitui.actions.readings import ReadingRules
from kpitui.domain.access import Actor, Permission
from kpitui.domain.catalogue import CatalogueEntry, called_so
from kpitui.domain.errors import BadData
from kpitui.domain.guessed_metric import words_of
from kpitui.domain.import_answers import ImportAnswers
from kpitui.domain.naming import Choices, Fit, Names
from kpitui.domain.near import near_and
from kpitui.domain.records.metric import Definition
from kpitui.domain.text import name_key
from kpitui.domain.total_rows import adds_up, names_no_one
from kpitui.domain.within import OF_OTHER_TEAMS, not_called
from kpitui.storage.database import DatabaseFile
from kpitui.storage.driver import Database
from kpitui.storage.named import names_of
from kpitui.storage.records import Row

_ASKED_AFTER = 20
"""So many unknown names are compared with all others; a foreign file holds thousands."""

REMEMBERED = 20_000
"""So many answers are remembered."""

_KINDS = {"metrics": "metric", "people": "person", "teams": "team"}


class LeftOut(Exception):
    """A line that adds others up, such as a Total, and is not taken for that."""


class NameDoubt(Struct, frozen=True):
    """A name that may be that of someone who is there, or of something."""

    name: str
    like: tuple[str, ...]
    sure: bool


class ImportNames:
    """Ids by the names and codes of metrics, people and teams; `create` says whether unknown ones
    are made, and `answers` what is done where a name may be another.
    """

    def __init__(
        self, database: DatabaseFile, actor: Actor, definitions: Mapping[str, Definition],
        create: bool, answers: ImportAnswers,
        catalogue: Callable[[], Sequence[CatalogueEntry]],
    ) -> None:  # fmt: skip
        self._actor, self._definitions, self._create = actor, definitions, create
        self.new_ones = NewRecords(database, actor, catalogue)
        """What is made."""
        self.may_move = create and actor.may(Permission.PEOPLE)
        """Whether people change into the teams that the source has them in."""
        self.answers, self._catalogue = answers, catalogue
        self._as_written: dict[str, dict[str, int]] = {table: {} for table in TABLES}
        self._coded: dict[tuple[str | None, str], int] = {}
        self._near: dict[tuple[str, str], str] = {}
        self._refused: dict[tuple[str, str], str] = {}
        self._doubts: dict[int, NameDoubt] = {}
        self.totals: dict[tuple[str, str], int] = {}
        """What names lines that add up, with how many lines it names."""
        self.taken_for: dict[str, str] = {}
        """The names that are written otherwise here."""

    def load(self, db: Database, rules: ReadingRules) -> None:
        """Read the names that the file has now; `rules` are told of what is made."""
        self._rules = rules
        self._named: dict[str, Names[Row]] = {table: names_of(db, table) for table in TABLES}
        self.new_ones.load(rules)
        self._likely = LikelyNames(rules)
        self._codes = PeopleCodes(rules)

    def metric(self, name: str) -> int:
        """The metric of a name or code; raises `BadData`, `LeftOut`, and `Refused` where the actor
        may make none.
        """
        found = self._as_written["metrics"].get(name)
        return self._known("metrics", name, self._make_metric) if found is None else found

    def person(self, name: str) -> int:
        """The person of a name or code; raises as `metric` does."""
        found = self._as_written["people"].get(name)
        return self._known("people", name, self._make_named) if found is None else found

    def person_with_code(self, name: str | None, code: str) -> int:
        """The person of a code, else of a name that no other code has here; raises as `metric`."""
        found = self._coded.get((name, code))
        if found is None:
            found = self._coded[name, code] = self._by_code(name, code)
        return found

    def _by_code(self, name: str | None, code: str) -> int:
        codes = self._codes
        holder = codes.holder(code)
        if name is None:
            return self.person(code) if holder is None else holder
        called = self._written("people", name)
        if holder is not None:
            if not codes.is_called(holder, name, exactly=called not in (None, holder)):
                return self.person(name)  # the code is someone else's, so the name counts
            if called != holder:
                self.taken_for[name] = self._name_of("people", holder)
            return holder
        found = self._known("people", name, partial(self._make_named, code=code))
        other = codes.other_of(found, code)
        if not other or (other.kept and self.answers.match == "same"):
            codes.give(found, code)
            return found
        if not self._create:
            same = "; --match same takes both for one" if other.kept else ""
            raise BadData(f"“{name}” is there with the code {other.code}, not {code}{same}")
        twin = f"{name} ({code})"
        made = self._make_named("people", twin, code=code)
        if other.kept and self.answers.match != "new":
            self._doubts[made] = NameDoubt(twin, (self._name_of("people", found),), sure=False)
        codes.give(made, code)
        return made

    def team(self, name: str) -> int:
        """The team of a name; raises as `metric` does."""
        found = self._as_written["teams"].get(name)
        return self._known("teams", name, self._make_named) if found is None else found

    def team_of_person(self, name: str) -> int | None:
        """The team that a line has someone in; None where it names none that is or is made."""
        if name not in self._as_written["teams"] and names_no_one(name):
            return None
        try:
            return self.team(name)
        except (BadData, LeftOut):
            return None

    def _known(self, table: str, name: str, make: Callable[[str, str], int]) -> int:
        if (refused := self._refused.get((table, name))) is not None:
            raise BadData(refused)
        try:
            return self._looked_up(table, name, make)
        except BadData as error:
            if len(self._refused) >= REMEMBERED:
                self._refused.clear()
            self._refused[table, name] = error.sentence
            raise

    def _looked_up(self, table: str, name: str, make: Callable[[str, str], int]) -> int:
        found = self._written(table, name) or self._spelt(table, name)
        defined, doubt = name in self._definitions, None
        if found is None and table == "metrics" and not defined:
            found = self._synonym(name)
        elif found is not None and table == "metrics" and not defined:
            found, doubt = self._metric_of_code(name, found)
        if found is None and doubt is None and self.answers.totals != "keep":
            self._leave_out_totals(table, name)
        if found is None and doubt is None and not defined:
            found, doubt = self._match(table, name)
        if found is None:
            found = make(table, name)
            if doubt is not None:
                self._doubts[found] = doubt
        self._as_written[table][name] = found  # each is folded once
        return found

    def _written(self, table: str, name: str) -> int | None:
        """The record of a whole name or code, there or new."""
        there = self._named[table].written(name)
        return self.new_ones.named(table, name) if there is None else int(there["id"])

    def _metric_of_code(self, name: str, found: int) -> tuple[int | None, NameDoubt | None]:
        """The metric of a name; where that is only a code that an import gave to a metric which
        no one has looked at since, the doubt that there is.
        """
        metric, key = self._rules.metrics[found], name_key(name)
        if key == name_key(metric.name) or key != name_key(metric.code):
            return found, None
        known = called_so(name, self._named["metrics"], self._catalogue())
        if metric.assumed and known is None and self.answers.match != "same":
            if self.answers.match == "new":
                taken = f"“{name}” is the code of {metric.name}"
                raise BadData(f"{taken}; give that metric another code first")
            return None, NameDoubt(name, (metric.name,), sure=False)
        if metric.assumed or key in words_of(metric.name):
            self.taken_for[name] = f"{metric.name}, as its code"
        return found, None

    def _spelt(self, table: str, name: str) -> int | None:
        """The only record of a name without its accents."""
        if table == "metrics" and name in self._definitions:
            return None
        fit, found = self._named[table].fits(name)
        if fit < Fit.BEGUN and len(found) == 1:
            self.taken_for[name] = str(found[0]["name"])
            return int(found[0]["id"])
        return None

    def _synonym(self, name: str) -> int | None:
        """The only metric of the file that the catalogue has under that name too; two headings of
        one source are two metrics.
        """
        found = called_so(name, self._named["metrics"], self._catalogue())
        if found is None:
            return None
        self.taken_for[name] = str(found["name"])
        return int(found["id"])

    def _leave_out_totals(self, table: str, name: str) -> None:
        of_metric = table == "metrics"
        if adds_up(name, of_metric=of_metric) or (not of_metric and names_no_one(name)):
            self.totals[table, name] = self.totals.get((table, name), 0) + 1
            raise LeftOut

    def _match(self, table: str, name: str) -> tuple[int | None, NameDoubt | None]:
        """Who is meant by a name that is written otherwise, or the doubt that there is."""
        match = self.answers.match
        if match == "new":
            return None, None
        likely = self._likely.like(table, name)
        if not likely:
            return None, None
        names = tuple(self._name_of(table, one) for one, _ in likely)
        sure = len(likely) == 1 and likely[0][1]
        if match == "same" or (sure and self.answers.yes):
            if len(likely) > 1:
                raise BadData(f"{Choices(name, names).sentence}.")
            self.taken_for[name] = names[0]
            return likely[0][0], None
        self._near[table, name] = names[0]
        return None, NameDoubt(name, names, sure)

    def _name_of(self, table: str, record_id: int) -> str:
        if table == "metrics":
            return self._rules.metrics[record_id].name
        return (self._rules.people if table == "people" else self._rules.teams)[record_id].name

    def _not_there(self, table: str, name: str, otherwise: str) -> BadData:
        if len(self._near) < _ASKED_AFTER and (table, name) not in self._near:
            self._near[table, name] = self._named[table].near(name, in_full=table == "metrics")
        near = self._near.get((table, name), "")
        kind = _KINDS[table]
        of_teams = kind == "person" and self._rules.of_teams
        missing = not_called(kind, name, of_teams=of_teams)
        what = OF_OTHER_TEAMS if of_teams else otherwise
        return BadData(near_and(missing, near, what))

    def _make_metric(self, table: str, name: str) -> int:
        part = self._definitions.get(name)
        if part is None and (not self._create or not name):
            raise self._not_there(
                table,
                name,
                "define it with kpitui plan load, make it with --create, or fix its name",
            )
        self._actor.require(Permission.PLAN)
        if part is None:
            return self.new_ones.add_unknown(name)
        taken = self._written("metrics", part.code)
        if taken is not None:
            raise measures.name_taken(self._rules.metrics[taken].name)
        return self.new_ones.add_metric(part)

    def _make_named(self, table: str, name: str, code: str | None = None) -> int:
        if not self._create or (table == "people" and self._rules.of_teams):
            raise self._not_there(table, name, "add it to the plan, or import with --create")
        self._actor.require(Permission.PEOPLE)
        made = self.new_ones.add_named(table, name, code)
        self._likely.add(table, made, name)
        return made

    @property
    def in_doubt(self) -> list[NameDoubt]:
        """The names that may be others, of which readings are taken."""
        return [one for made, one in self._doubts.items() if made in self.new_ones]
