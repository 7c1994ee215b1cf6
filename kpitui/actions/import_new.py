"""Metrics, people and teams that an import makes, which stand in for records until then."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import asdict, replace

from kpitui.actions import measures, people
from kpitui.actions.import_report import Assumed
from kpitui.actions.readings import ReadingRules
from kpitui.domain.access import Actor
from kpitui.domain.catalogue import CatalogueEntry
from kpitui.domain.guessed_metric import MetricFacts, code_for, counts, entry_for, guessed
from kpitui.domain.import_answers import AddUp
from kpitui.domain.records.dated import ALWAYS
from kpitui.domain.records.metric import Aggregation, Cadence, Definition, Direction, Metric
from kpitui.domain.records.person import Person, PersonDraft
from kpitui.domain.records.team import Team
from kpitui.domain.text import name_key
from kpitui.storage.database import DatabaseFile
from kpitui.storage.driver import Database
from kpitui.storage.named import names_of

STANDS_IN = 10**12
"""From this number on ids stand for records that are made when the file is held; no file has so
many records.
"""

TABLES = ("metrics", "people", "teams")


class NewRecords:
    """What is new in a source, by the ids that stand in for it; metrics that no one defined are
    guessed once all their readings have passed.
    """

    def __init__(
        self, database: DatabaseFile, actor: Actor,
        catalogue: Callable[[], Sequence[CatalogueEntry]],
    ) -> None:  # fmt: skip
        self._database, self._actor, self._catalogue = database, actor, catalogue
        self._new: dict[int, tuple[str, Definition | PersonDraft]] = {}
        self._assumed: dict[int, Assumed] = {}
        self._by_name: dict[str, dict[str, int]] = {table: {} for table in TABLES}
        self.facts: dict[int, MetricFacts] = {}
        """What the readings of each metric to be guessed have in common."""

    def load(self, rules: ReadingRules) -> None:
        """Tell these rules of what is made."""
        self._rules = rules

    def named(self, table: str, name: str) -> int | None:
        """What is made of that name, or of that code where someone gave one."""
        return self._by_name[table].get(name_key(name))

    def add_unknown(self, name: str) -> int:
        """A metric of which only the name is known."""
        begun = Definition(
            name=name, code=name, direction=Direction.HIGHER, aggregation=Aggregation.RATIO,
            cadence=Cadence.WEEKLY,
        )  # fmt: skip
        made = self.add_metric(begun)
        self.facts[made] = MetricFacts()
        return made

    def add_metric(self, part: Definition) -> int:
        """A metric that is defined."""
        made = self._stand_in("metrics", part, part.name, part.code)
        self._rules.metrics[made] = Metric(id=made, **asdict(part))
        return made

    def add_named(self, table: str, name: str, code: str | None = None) -> int:
        """A person or a team that is there before any reading it may have."""
        names = (name, code) if code else (name,)
        made = self._stand_in(table, PersonDraft(name=name, code=code, starts_on=ALWAYS), *names)
        if table == "people":
            self._rules.people[made] = Person(id=made, name=name, code=code, starts_on=ALWAYS)
        else:
            self._rules.teams[made] = Team(id=made, name=name, starts_on=ALWAYS)
        return made

    def _stand_in(self, table: str, draft: Definition | PersonDraft, *names: str) -> int:
        stands_in = STANDS_IN + len(self._new)
        self._new[stands_in] = table, draft
        self._by_name[table] |= dict.fromkeys(map(name_key, names), stands_in)
        return stands_in

    def settle(self, gaps: Mapping[int, Mapping[int, int]]) -> None:
        """Guess the metrics of which all readings have passed; `gaps` are the days between those,
        by metric.
        """
        entries = self._catalogue() if self.facts else ()
        # By now all names are known, none of which a code may be.
        known = self._rules.metrics.values()
        taken = {name_key(text) for metric in known for text in (metric.name, metric.code)}
        for made, facts in self.facts.items():
            name = self._rules.metrics[made].name
            entry = entry_for(name, entries)
            others = taken - {name_key(name)}
            free = entry is not None and name_key(entry.code) not in others
            code = entry.code if entry is not None and free else code_for(name, others)
            taken.add(name_key(code))
            guess = guessed(name, code, facts, gaps.get(made, {}), entry)
            self._new[made] = "metrics", guess.definition
            self._assumed[made] = Assumed(guess.definition, guess.reasons)
            self._rules.metrics[made] = Metric(id=made, **asdict(guess.definition))

    def can_be_share(self, metric_id: int, *, asked: bool) -> bool:
        """Whether a metric can hold shares of yes: one that is guessed from words such as yes, or,
        where it is `asked` for, any that is guessed or a ratio.
        """
        facts = self.facts.get(metric_id)
        if facts is None:
            ratio = self._rules.metrics[metric_id].aggregation is Aggregation.RATIO
            return asked and ratio
        return asked or (facts.yes_or_no > 0 and facts.yes_or_no == facts.count)

    @property
    def answers(self) -> list[int]:
        """The guessed metrics of which every reading says yes or no."""
        return [one for one, facts in self.facts.items() if facts.yes_or_no == facts.count > 0]

    def is_count(self, metric_id: int) -> bool:
        """Whether a metric counts something, so that its readings add up to a sum."""
        metric, facts = self._rules.metrics[metric_id], self.facts.get(metric_id)
        if facts is None:
            return metric.aggregation is Aggregation.SUM
        return counts(metric.name, facts, entry_for(metric.name, self._catalogue()))

    def added_up(self, how: AddUp, metric_ids: Iterable[int]) -> None:
        """Tell the facts of metrics to be guessed that their readings were added up."""
        for id_ in metric_ids:
            if id_ in self.facts:
                self.facts[id_].add_up(how)

    def ratios(self, added_up: Iterable[int]) -> Iterator[tuple[int, float, bool]]:
        """The guessed ratios and those of which readings were added up: what a whole of each is
        shown as, and whether all its sample sizes are the sizes of wholes.
        """
        together = set(added_up)
        for one in {*self.facts, *together}:
            metric, facts = self._rules.metrics[one], self.facts.get(one)
            if metric.aggregation is Aggregation.RATIO:
                sized = facts is not None and facts.sized == facts.count
                yield one, metric.scale, sized or one not in together

    def keep_used(self, used: Container[int]) -> None:
        """Make nothing of which no reading is taken; `used` are the ids that stand on the stage."""
        self._new = {made: one for made, one in self._new.items() if made in used}

    def __bool__(self) -> bool:
        """Whether there is anyone or anything new."""
        return bool(self._new)

    def count(self, table: str) -> int:
        """How many are new in a table so far."""
        return len(self._by_name[table])

    def names(self, table: str) -> list[str]:
        """The names of what is new in a table, in the order in which they were met."""
        return [draft.name for found, draft in self._new.values() if found == table]

    @property
    def assumed(self) -> list[Assumed]:
        """The metrics that are guessed and made."""
        return [one for made, one in self._assumed.items() if made in self._new]

    def __contains__(self, stands_in: int) -> bool:
        """Whether it is made, and readings of it are taken."""
        return stands_in in self._new

    def make(self, db: Database) -> tuple[dict[int, int], bool]:
        """Put what is new into the file: the ids that it got by those that stood in.

        And whether someone else has added some of it since the names were loaded, which is then
        new no more.
        """
        ids = {}
        now = {table: names_of(db, table) for table in TABLES}
        known = []
        for stood, (table, draft) in self._new.items():
            there = now[table].written(draft.name)
            if there is not None:
                known.append(stood)
            ids[stood] = int(there["id"]) if there else self._add(db, stood)
        for stood in known:
            del self._new[stood]
        return ids, bool(known)

    def _add(self, db: Database, stood: int) -> int:
        table, draft = self._new[stood]
        by = replace(self._database, open_change=db), self._actor
        if isinstance(draft, Definition):
            assumed = self._assumed.get(stood)
            return measures.add_metric(*by, draft, assumed=assumed.reasons if assumed else ())
        if table == "teams":
            return people.add_team(*by, draft.name, draft.starts_on)
        return people.add_person(*by, draft)
