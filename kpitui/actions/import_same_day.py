"""Several lines of one metric, subject and day, which become one reading or are asked about."""

from collections.abc import Iterable, Iterator

from kpitui.actions import import_questions
from kpitui.actions.import_names import ImportNames
from kpitui.actions.import_report import SHOWN, some
from kpitui.actions.readings import ReadingRules
from kpitui.domain.import_answers import AddUp, ImportAnswers, ImportQuestion
from kpitui.domain.numbers import counted
from kpitui.storage import staged_again
from kpitui.storage.driver import Database

FEW_AGAIN = 2
"""So many lines that say again what another says are slips; more are a log."""


class SameDay:
    """What becomes of staged readings that stand for one metric, subject and day."""

    def __init__(
        self, db: Database, names: ImportNames, rules: ReadingRules, answers: ImportAnswers
    ) -> None:
        self._db, self._names, self._rules, self._answers = db, names, rules, answers
        self.asked: list[ImportQuestion] = []
        self.said: list[str] = []

    def settle(self) -> set[int]:
        """Make one reading of several of one day, or ask; a few that say the same are slips. The
        metrics whose readings were added up.
        """
        db, added = self._db, set[int]()
        if self._answers.add_up or self._answers.add_ups:
            staged_again.forget_ids(db)
            staged_again.find_again(db, SHOWN)
            added = self._add_up(staged_again.metrics_of_log(db))
        again = staged_again.find_again(db, SHOWN)
        staged_again.reject_same_ids(db)
        if again.other or again.same > max(FEW_AGAIN, again.of // 100):
            self.asked += import_questions.about_days(again)
            return added
        if again.same:
            lines = [str(line) for line in again.same_lines]
            self.said.append(
                f"{counted(again.same, 'reading repeats', 'readings repeat')} an earlier one and "
                f"{'was' if again.same == 1 else 'were'} taken once: {some(lines, again.same)}."
            )
        staged_again.keep_first(db)
        return added

    def _add_up(self, metric_ids: Iterable[int]) -> set[int]:
        """Add up the readings of those metrics of which it is said how; which these are."""
        of_how: dict[AddUp, set[int]] = {}
        for id_ in metric_ids:
            how = self._answers.add_up or self._answers.add_ups.get(self._rules.metrics[id_].name)
            if how is not None:
                of_how.setdefault(how, set()).add(id_)
        for how, ids in of_how.items():
            for really, some_ids in self._told_apart(how, ids):
                staged_again.add_up(self._db, really, some_ids)
                self._names.new_ones.added_up(really, some_ids)
        return set().union(*of_how.values())

    def _told_apart(self, how: AddUp, ids: set[int]) -> Iterator[tuple[AddUp, set[int]]]:
        """The metrics by what becomes of their lines: answers of yes and no are a share, and of
        counts a mean makes no sense but where someone wants it of that metric.
        """
        shares = {id_ for id_ in ids if self._is_share(id_, how)}
        yield "yes", shares
        counts = set[int]()
        if how in ("mean", "yes") and self._answers.add_up is not None:
            counts = {
                metric_id for metric_id in ids - shares if self._names.new_ones.is_count(metric_id)
            }
        if counts:
            called = sorted(self._rules.metrics[count].name for count in counts)
            are = "is a count" if len(called) == 1 else "are counts"
            its = "its" if len(called) == 1 else "their"
            self.said.append(
                f"{some(called, len(called))} {are}: {its} lines of one day were totalled, not "
                "averaged."
            )
        yield "sum", counts
        yield "mean" if how == "yes" else how, ids - shares - counts

    def _is_share(self, metric_id: int, how: AddUp) -> bool:
        """Whether what a metric holds are answers of yes and no, of which a share is worked out."""
        if how not in ("yes", "mean") or not self._names.new_ones.can_be_share(
            metric_id, asked=how == "yes"
        ):
            return False
        return staged_again.only_yes_or_no(self._db, metric_id)
