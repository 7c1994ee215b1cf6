"""What is expected of a person, as a document to sign: the same words in every form."""

from collections.abc import Iterator

from msgspec import Struct

from kpitui.domain.records.metric import Aggregation, Direction, Metric
from kpitui.domain.text import name_order
from kpitui.views.expectations import Expectation
from kpitui.views.person import PersonPage
from kpitui.words.own_page import whose_standard, why_it_matters
from kpitui.words.speech import Speech
from kpitui.words.standards import coming, share_now

STANDARDS, SIGNATURES = "Standards", "Signatures"
NONE = "No standard is set."
READ = "I have read what is expected of me, and my questions about it are answered."
SIGNED = ("Name", "Date", "Signature")

_BETTER = {
    Direction.HIGHER: "higher is better", Direction.LOWER: "lower is better",
    Direction.WITHIN: "good within the band",
}  # fmt: skip
_COMBINED = {
    Aggregation.MEAN: "the average counts", Aggregation.SUM: "the total counts",
    Aggregation.LAST: "the latest result counts",
    Aggregation.RATIO: "everything counted together",
}  # fmt: skip


class ToSign(Struct, frozen=True):
    """One standard: its name with the level, and labelled sentences about it."""

    name: str
    level: str
    facts: tuple[tuple[str, str], ...]


class ExpectationWords(Struct, frozen=True):
    """The words of the document."""

    page: PersonPage
    speech: Speech

    @property
    def title(self) -> str:
        """What is expected of whom."""
        return f"What is expected of {self.page.person.name}"

    @property
    def place(self) -> str:
        """Role and team since when, and the day of the document."""
        page, speech = self.page, self.speech
        names = ", ".join(one.name for one in (page.role, page.team) if one) or "no team"
        return f"{names}, {speech.since(page.since)}. As of {speech.day(page.as_of.day)}."

    @property
    def signers(self) -> tuple[str, str]:
        """Who signs: the person, and someone for the organisation."""
        return self.page.person.name, "For the organisation"

    def standards(self) -> Iterator[ToSign]:
        """Every standard, by name."""
        for expectation in sorted(
            self.page.expectations, key=lambda expectation: name_order(expectation.metric.name)
        ):
            level, part = (
                self.speech.range(expectation.level, expectation.metric),
                share_now(expectation, self.speech),
            )
            level += f" ({part})" if part else ""
            yield ToSign(expectation.metric.name, level, tuple(self._facts(expectation)))

    def _facts(self, one: Expectation) -> Iterator[tuple[str, str]]:
        metric, speech = one.metric, self.speech
        since = f", {speech.since(one.times.now.since)}" if one.times.now else ""
        yield "Whose", f"{whose_standard(one, self.page)}{since}"
        if one.times.coming is not None:
            yield "Coming", coming(one.times.coming, metric, speech)
        if metric.definition:
            yield "What it is", " ".join(metric.definition.split())
        yield "How it is read", how_read(metric)
        if why := why_it_matters(one, self.page):
            yield "Why it matters", why


def how_read(metric: Metric) -> str:
    """How often a metric is recorded, how its results combine, and which way is better."""
    formula = f", {metric.formula}" if metric.formula else ""
    return (
        f"{metric.cadence}, {_COMBINED[metric.aggregation]}, {_BETTER[metric.direction]}{formula}"
    )
