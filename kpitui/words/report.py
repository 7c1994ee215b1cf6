"""What both forms of a report say in the same words."""

from collections import Counter

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.progress import Status
from kpitui.domain.records.metric import Aggregation, Metric
from kpitui.views.overview import WORST_FIRST, KpiLine
from kpitui.views.report import Report, ReportedKpi
from kpitui.views.series import PeriodValue
from kpitui.views.standard_lines import StandardLine
from kpitui.words import chart as chart_words
from kpitui.words import decisions, kpi
from kpitui.words.coaching_done import coaching_done
from kpitui.words.meanwhile import meanwhile
from kpitui.words.review import decision
from kpitui.words.spans import Line, line, mark, texts_of
from kpitui.words.speech import Speech

PERIODS_DRAWN = 26
UNREAD = (Status.STALE.value, Status.NO_DATA.value)
KPI_COLUMNS = ("", "KPI", "value", "period", "target", "status", "decision")
DECISIONS, DECISION_COLUMNS = "Decisions", decisions.HEADS
STANDARD_COLUMNS = ("", "standard", "of", "value", "period", "expected", "status")


class ReportSection(Struct, frozen=True):
    """A part of a report: its title, its lines, and what it says where there are none."""

    title: str
    lines: list[str]
    otherwise: str = ""


class ReportWords(Struct, frozen=True):
    """The lines and cells of a report, as plain text that is not escaped yet."""

    report: Report
    speech: Speech

    @property
    def title(self) -> str:
        """What the document is called."""
        whose = f", {self.report.whose}" if self.report.whose else ""
        of = f"of {self.speech.words(self.report.period)}, " if self.report.period else ""
        return f"Review {of}as of {self.speech.day(self.report.day)}{whose}"

    @property
    def mission(self) -> str:
        """Why we exist."""
        return self.report.mission.statement if self.report.mission else "no mission"

    @property
    def summary(self) -> str:
        """How many KPIs stand how, and how many were decided about; never an average."""
        kpis = self.report.kpis
        if not kpis:
            return "No KPIs."
        counts = Counter(reported_kpi.line.standing.judgement.status for reported_kpi in kpis)
        statuses = ", ".join(
            f"{counts[status]} {status}" for status in reversed(WORST_FIRST) if counts[status]
        )
        count = "1 KPI" if len(kpis) == 1 else f"{len(kpis)} KPIs"
        decided = sum(1 for reported_kpi in kpis if reported_kpi.decided)
        since = self.speech.day(self.report.since)
        return f"{count}: {statuses}. {decided} of {len(kpis)} reviewed since {since}."

    @property
    def corrected(self) -> str:
        """That readings of these days were corrected since; nothing where none was."""
        return kpi.corrected(self.report.corrected)

    def signals(self) -> ReportSection:
        """Which KPIs are outside routine variation, and which standards got worse."""
        told = self.speech.words
        kpis = [
            f"{reported_kpi.line.metric.name}: {told(reported_kpi.signal)}"
            for reported_kpi in self.report.kpis
            if reported_kpi.signal
        ]
        standards = [
            f"standard {kpi.standard_name(one.line)}: {told(chart.words[0])}"
            for one, chart in self.report.moved
        ]
        nothing = "No KPI shows more than routine variation, and no standard got worse."
        return ReportSection("Signals", kpis + standards, nothing)

    def unread(self) -> ReportSection:
        """KPIs and standards of which nothing, or nothing lately, was read."""
        kpis = [
            (reported_kpi.line.metric.name, kpi.status_of(reported_kpi.line))
            for reported_kpi in self.report.kpis
        ]
        standards = [
            (kpi.standard_name(standard), standard.status) for standard in self.report.standards
        ]
        lines = [f"{name} ({status})" for name, status in kpis + standards if status in UNREAD]
        return ReportSection("No recent data", lines, "Everything was recorded in time.")

    def decision_rows(self) -> list[tuple[str, ...]]:
        """The register of decisions: done and moved are two columns."""
        speech = replace(self.speech, today=self.report.day)
        return [decisions.row(decision_line, speech) for decision_line in self.report.decisions]

    def kpi_row(self, one: ReportedKpi) -> tuple[str, ...]:
        """The line of a KPI in the table."""
        judged, status = one.line.standing.judged, kpi.status_of(one.line)
        return (
            mark(status),
            one.line.metric.name,
            kpi.kpi_value(one.line, self.speech),
            self._period(one.line.metric, judged),
            kpi.kpi_target(one.line, self.speech),
            status,
            one.decided[0].decision.value if one.decided else "not decided",
        )

    def _period(self, metric: Metric, judged: PeriodValue | None) -> str:
        """The period that was judged, and whether the value of a ratio has no weight in it."""
        if judged is None:
            return "-"
        weightless = metric.aggregation is Aggregation.RATIO and judged.unweighted
        return self.speech.words(judged.period.label) + (", not weighted" if weightless else "")

    def standard_row(self, one: StandardLine) -> tuple[str, ...]:
        """The line of a standard in the table."""
        return (
            mark(one.status),
            one.metric.name,
            one.scope,
            kpi.standard_value(one, self.speech),
            self._period(one.metric, one.value),
            kpi.standard_level(one, self.speech),
            one.status,
        )

    def why(self, one: ReportedKpi) -> str:
        """The chain above a KPI, and who answers for it."""
        owner = f"; owner {one.line.kpi.owner}" if one.line.kpi.owner else ""
        return kpi.why(one.line, self.report.mission) + owner

    def said(self, one: ReportedKpi) -> list[str]:
        """What the chart says, the status and its rule first, and what got worse beside it."""
        rule = kpi.status_rule(one.line, self.speech)
        said = texts_of(chart_words.said(one.chart, self.speech))
        worse = texts_of(meanwhile(one.beside, self.speech))
        return [f"{kpi.status_of(one.line)}: {rule}", *said, *worse]

    def events(self, one: ReportedKpi) -> list[str]:
        """The events of the chart, with their numbers."""
        return texts_of(chart_words.events(one.chart, self.speech))

    def decided(self, one: ReportedKpi) -> list[str]:
        """Each decision about a KPI, newest first."""
        return texts_of(decision(review, self.speech) for review in one.decided) or ["nothing yet"]

    def ended(self) -> ReportSection:
        """The KPIs that ended: how each stood then, or what was decided, each decision a line."""
        lines = texts_of(
            line(f"{one.metric.name}, ended {self.speech.day(one.kpi.ends_on)}: ", said)
            for one, reviews in self.report.ended
            for said in [decision(review, self.speech) for review in reviews] or [self._stood(one)]
        )
        return ReportSection("Ended", lines)

    def _stood(self, one: KpiLine) -> Line:
        value, target = kpi.kpi_value(one, self.speech), kpi.kpi_target(one, self.speech)
        return line(f"{kpi.status_of(one)} with {value}, target {target}")

    def verdicts(self) -> ReportSection:
        """What was learned from the strategies that ended, a line each."""
        lines = [
            f"{strategy.title}, ended {self.speech.day(strategy.ends_on)}: "
            + " ".join(f"{verdict.moved} {verdict.words}".split())
            for strategy, verdict in self.report.verdicts
        ]
        return ReportSection("Strategies that ended", lines)

    def coaching(self) -> ReportSection:
        """How much was coached, and what became of what was agreed."""
        done = self.report.coaching
        return ReportSection("Coaching", coaching_done(done) if done else [])
