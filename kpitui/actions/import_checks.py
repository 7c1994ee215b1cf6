"""The rules that every line of an import is held to, each asked once of what stands in line after
line.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from kpitui.actions.import_names import REMEMBERED, ImportNames, LeftOut
from kpitui.actions.import_report import SHOWN
from kpitui.actions.readings import ReadingRules
from kpitui.domain.errors import BadData, KpituiError
from kpitui.domain.import_rows import YES_NO, ImportRow, NoValue, Rejected, surely_a_reading
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.metric import Aggregation, Metric
from kpitui.domain.retention import require_no_words
from kpitui.domain.value_parsing import DURATIONS, parts_of
from kpitui.storage.staging import StagedRow

Line = ImportRow | Rejected | NoValue


class Checks:
    """What is good of the lines of a source, by the rules of one moment."""

    def __init__(self, rules: ReadingRules, names: ImportNames) -> None:
        self._rules, self._names = rules, names
        self._metric_on = lru_cache(REMEMBERED)(rules.require_metric)
        self._team_on = lru_cache(REMEMBERED)(rules.team_of)
        self._facts = names.new_ones.facts
        self.lines = self._line = 0
        """From how many lines the good readings are."""
        self.no_value: list[NoValue] = []
        self.no_value_count = 0
        self.left_out: list[str] = []
        """The first of the lines that add others up; `left_out_count` is how many there are."""
        self.left_out_count = self._left_out = 0
        self.of_a_person, self.of_no_person = set[int](), set[int]()
        """The metrics with good readings of a person, and with some of none."""

    def staged(self, batch: Iterable[Line], rejects: list[Rejected]) -> Iterator[StagedRow]:
        """The good readings of a batch as they are staged; the others go to `rejects`."""
        for line in batch:
            if isinstance(line, ImportRow):
                try:
                    yield self._staged(line)
                except KpituiError as error:
                    rejects.append(Rejected(line.line, error.sentence))
                except ValueError as error:
                    rejects.append(Rejected(line.line, str(error)))
                except LeftOut:
                    self._leave_out(line.line)
            elif isinstance(line, Rejected):
                rejects.append(line)
            else:
                self.no_value_count += 1
                if len(self.no_value) < SHOWN:
                    self.no_value.append(line)

    def _leave_out(self, line: int) -> None:
        if line != self._left_out:
            self._left_out = line
            self.left_out_count += 1
            if len(self.left_out) < SHOWN:
                self.left_out.append(str(line))

    def _staged(self, line: ImportRow) -> StagedRow:
        names, value, numerator = self._names, line.value, line.numerator
        denominator, n = line.denominator, line.n
        metric_id = names.metric(line.metric)
        if not surely_a_reading(line):
            ReadingDraft(
                metric_id=metric_id, date=line.date, value=value, numerator=numerator,
                denominator=denominator, n=n, note=line.note, external_id=line.external_id,
                not_applicable=line.not_applicable,
            )  # fmt: skip
        metric = self._rules.metrics[metric_id]
        if metric_id in self._facts:
            self._metric_on(metric_id, line.date, None)
        else:
            _require_unit(line, metric, added_up=names.answers.add_up is not None)
            if value is not None and n is not None and metric.aggregation is Aggregation.RATIO:
                numerator, denominator = parts_of(metric, value, n)
                value = n = None
            self._metric_on(metric_id, line.date, None if line.not_applicable else value is None)
        person_id = self._person_of(line)
        team_id, said = self._teams_of(line, person_id)
        if metric_id in self._facts and not line.not_applicable:
            self._facts[metric_id].see(line)
        (self.of_no_person if person_id is None else self.of_a_person).add(metric_id)
        if line.line != self._line:
            self._line = line.line
            self.lines += 1
        return (
            line.line, metric_id, person_id or "", team_id or "", line.date.isoformat(),
            "" if value is None else value, "" if numerator is None else numerator,
            denominator or "", n or "", line.note, line.external_id or "", said or "",
            1 if line.numbered else "", line.session,
        )  # fmt: skip

    def _person_of(self, line: ImportRow) -> int | None:
        names, person = self._names, line.person
        if line.code is not None:
            person_id: int | None = names.person_with_code(person, line.code)
        else:
            person_id = None if person is None else names.person(person)
        if known := self._rules.people.get(person_id or 0):
            require_no_words(known, line.note, line.external_id)
        return person_id

    def _teams_of(self, line: ImportRow, person_id: int | None) -> tuple[int | None, int | None]:
        """The team that a line counts for, and the team that it says its person is in."""
        names, team_id, said = self._names, None, None
        if line.team is not None:
            if person_id is None:
                team_id = names.team(line.team)
            else:
                said = names.team_of_person(line.team)
        team_id = self._counted_for(person_id, team_id, line.date)
        if said is not None and names.may_move:
            team_id = said  # as it will be, but for those who cannot be moved
        return team_id, said

    def team(
        self, metric_id: int, person_id: int | None, team_id: int | None, day: date,
        ratio: bool | None,
    ) -> int | None:  # fmt: skip
        """The team that a reading counts for; raises `BadData` or `Refused`."""
        self._metric_on(metric_id, day, ratio)
        return self._counted_for(person_id, team_id, day)

    def _counted_for(self, person_id: int | None, team_id: int | None, day: date) -> int | None:
        if person_id is None and team_id is None:
            return None
        return self._team_on(person_id, None if person_id is not None else team_id, day)


def _require_unit(line: ImportRow, metric: Metric, *, added_up: bool) -> None:
    """Nothing where what stands at a number fits its metric; raises `BadData` otherwise."""
    is_parts = line.denominator is not None
    if line.mark.casefold() in YES_NO and not (added_up or is_parts):
        raise BadData(
            f"yes or no is no value of {metric.name}; --add-up yes makes a share of such answers"
        )
    if line.clock and metric.unit not in DURATIONS:
        raise BadData(f"{metric.name} is no length of time; give it as a number")
    if line.mark == "%" and metric.unit != "%":
        raise BadData(f"{metric.name} is not in percent; give the number without %")
