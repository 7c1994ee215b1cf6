"""What both forms of a report say in the same words."""

from datetime import date

from msgspec import Struct

from kpitui.charts.marks import mark
from kpitui.charts.metric_chart import spec_of
from kpitui.charts.spec import TrendSpec
from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.cells import format_range, format_value
from kpitui.domain.reviews import Review
from kpitui.views.overview import KpiLine, StandardLine
from kpitui.views.report import Report, ReportedKpi

PERIODS_DRAWN = 26
KPI_COLUMNS = ("", "KPI", "value", "period", "target", "status", "decision")
STANDARD_COLUMNS = ("", "standard", "of", "value", "period", "expected", "status")


class ReportWords(Struct, frozen=True):
    """The lines and cells of a report, as plain text that is not escaped yet."""

    report: Report
    config: Config

    @property
    def title(self) -> str:
        """What the document is called."""
        return f"Review as of {self._day(self.report.day)}"

    @property
    def mission(self) -> str:
        """Why we exist."""
        return self.report.mission.statement if self.report.mission else "no mission"

    @property
    def summary(self) -> str:
        """How many stand how, and about how many was decided."""
        return self.config.writing.words(self.report.summary)

    @property
    def signals(self) -> list[str]:
        """Which KPIs are outside routine variation."""
        told = self.config.writing.words
        return [f"{one.line.metric.name}: {told(one.signal)}" for one in self.report.kpis if one.signal]

    def kpi_row(self, one: ReportedKpi) -> tuple[str, ...]:
        """The line of a KPI in the table."""
        line, standing = one.line, one.line.standing
        status = standing.judgement.status.value
        decided = one.decided[0].decision.value if one.decided else "not decided"
        return (
            mark(status, Charset.BRAILLE), line.metric.name,
            self._value(standing.judged.value if standing.judged else None, line),
            self.config.writing.words(standing.judged.period.label) if standing.judged else "-",
            format_range(standing.target_range, line.metric, decimal_comma=self.config.decimal_comma), status, decided,
        )  # fmt: skip

    def standard_row(self, one: StandardLine) -> tuple[str, ...]:
        """The line of a standard in the table."""
        comma = self.config.decimal_comma
        return (
            mark(one.status, Charset.BRAILLE), one.metric.name, one.scope,
            format_value(one.value.value if one.value else None, one.metric, decimal_comma=comma),
            self.config.writing.words(one.value.period.label) if one.value else "-",
            format_range(one.level.level if one.level else None, one.metric, decimal_comma=comma), one.status,
        )  # fmt: skip

    def why(self, one: ReportedKpi) -> str:
        """The chain above a KPI, and who answers for it."""
        owner = f"; owner {one.line.kpi.owner}" if one.line.kpi.owner else ""
        return " › ".join((*one.why, self.mission)) + owner

    def said(self, one: ReportedKpi) -> list[str]:
        """What the chart says, the status and its rule first."""
        judgement = one.line.standing.judgement
        return [
            f"{judgement.status}: {judgement.rule}",
            *(self.config.writing.words(word) for word in one.chart.words),
        ]

    def events(self, one: ReportedKpi) -> list[str]:
        """The events of the chart, with their numbers."""
        return [
            f"({number}) {self._day(note.date)} {note.text}" + ("; limits start anew" if note.splits else "")
            for number, note in enumerate(one.chart.marked, 1)
        ]

    def decided(self, review: Review) -> str:
        """One decision: when, what, how sure, who, and why."""
        sure = f", confidence {review.confidence} of 10" if review.confidence is not None else ""
        comment = f": {' '.join(review.comment.split())}" if review.comment else ""
        return f"{self._day(review.date)} {review.decision.value}{sure}, {review.by}{comment}"

    def ended(self) -> list[str]:
        """The KPIs that ended and had been decided about, each decision a line."""
        return [
            f"{line.metric.name}, ended {self._day(line.kpi.ends_on)}: {self.decided(review)}"
            for line, reviews in self.report.ended
            for review in reviews
        ]

    def spec(self, one: ReportedKpi) -> TrendSpec:
        """The drawing of a KPI's chart."""
        return spec_of(one.chart, self.config.writing, newest=PERIODS_DRAWN)

    def _day(self, day: date | None) -> str:
        return self.config.writing.day(day) if day else ""

    def _value(self, value: float | None, line: KpiLine) -> str:
        return format_value(value, line.metric, decimal_comma=self.config.decimal_comma)
