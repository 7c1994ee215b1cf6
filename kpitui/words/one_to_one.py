"""The page that a coach and an agent take to a one-to-one: the same words in every form."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from kpitui.views.coaching import OpenLine, SessionLine
from kpitui.views.expectations import Expectation
from kpitui.views.kpi_status import MET
from kpitui.views.person import PersonPage
from kpitui.words import coaching, contacts, person, weakest
from kpitui.words.sections import Section
from kpitui.words.spans import Line, Span, line, mark, muted
from kpitui.words.speech import Speech
from kpitui.words.standards import sized

STANDARDS, TREND = "Standards", "trend"
STANDARD_HEADS = ("", "standard", "last full", "expected", "status")
NOTHING_EXPECTED = "No standard is set."
TODAY = ("Observed", "Strengths", "Agreed next steps", "Follow-up date")
"""What is written down in the session itself."""
STRENGTHS_FROM, CONTACTS = 3, 3
"""So many sessions tell what went well, and so many scored contacts are named."""


class StandingRow(Struct, frozen=True):
    """How someone stands to a standard: the cells of a table, the values of the last periods, and
    why where it is not met.
    """

    cells: tuple[str, ...]
    series: tuple[float | None, ...]
    why: str = ""

    @property
    def said(self) -> str:
        """The cells as a sentence."""
        sign, name, value, level, status = self.cells
        return f"{sign} {name}: {value}, standard {level}, {status}"


class OneToOneWords(Struct, frozen=True):
    """The words of the page."""

    page: PersonPage
    speech: Speech

    @property
    def title(self) -> str:
        """With whom."""
        return f"One-to-one: {self.page.person.name}"

    @property
    def place(self) -> str:
        """Role and team since when, and the day of the page."""
        page, speech = self.page, self.speech
        names = ", ".join(one.name for one in (page.role, page.team) if one) or "no team"
        return f"{names}, {speech.since(page.since)}. As of {speech.day(page.as_of.day)}."

    def standing(self) -> list[StandingRow]:
        """Every standard, what they are clearly below first."""
        return [self._row(expectation) for expectation in self.page.expectations]

    def _row(self, one: Expectation) -> StandingRow:
        speech, metric = self.speech, one.metric
        why = person.reason(one, speech) if one.status != MET else ""
        cells = (
            mark(one.status), metric.name, sized(one.judged, metric, speech),
            speech.range(one.shown_level, metric), one.status,
        )  # fmt: skip
        return StandingRow(cells, tuple(each.value for each in one.series), why)

    def sections(self) -> Iterator[Section]:
        """What was agreed, what is open, strengths and evaluations; what holds nothing is left
        out.
        """
        page = self.page
        told: Sequence[tuple[str, Sequence[Line]]] = (
            (self._last_head, [*self._last_session()]),
            (self._agreed_head, [*self._last_agreed()]),
            ("Open actions and follow-ups", [self._open(open_line) for open_line in page.open]),
            ("Strengths", [*self._strengths()]),
            ("Evaluations", [*self._evaluations()]),
            ("Since the coaching", [line(self.speech.words(page.better))] if page.better else []),
        )
        for head, lines in told:
            if lines:
                yield Section(head, tuple(lines))

    def _evaluations(self) -> Iterator[Line]:
        page, speech = self.page, self.speech
        yield from person.evaluated(page, speech)
        for contact in page.contacts[:CONTACTS]:
            yield contacts.contact_line(contact, speech, own=page.own)
        yield from weakest.told(page.weakest)

    @property
    def _last(self) -> SessionLine | None:
        return next((session for session in self.page.sessions if session.session.counts), None)

    @property
    def _last_head(self) -> str:
        if self._last is None:
            return "Last session"
        session = self._last.session
        what = "agreed" if _agreed(self._last) else "session"
        return f"Last {what} {self.speech.day(session.date)}"

    @property
    def _before(self) -> SessionLine | None:
        """The last session in which something was agreed, where that is not the last of all."""
        found = next((session for session in self.page.sessions if _agreed(session)), None)
        return None if found is self._last else found

    @property
    def _agreed_head(self) -> str:
        before = self._before
        return f"Last agreed {self.speech.day(before.session.date)}" if before else ""

    def _last_agreed(self) -> Iterator[Line]:
        if self._before is not None:
            yield from coaching.session(self._before, self.speech, own=self.page.own)

    def _last_session(self) -> Iterator[Line]:
        if self._last is None:
            yield line(muted(coaching.not_coached(self.speech, went_on=self.page.went_on)))
            return
        head, *rest = coaching.session(self._last, self.speech, own=self.page.own)
        yield head
        yield from rest

    def _open(self, one: OpenLine) -> Line:
        late = self.speech.late(one.due_on)
        return line(
            Span("overdue: " if late else "", "warning"), coaching.still_open(one, self.speech)
        )

    def _strengths(self) -> Iterator[Line]:
        found = [session.session for session in self.page.sessions if session.session.strengths]
        for session in found[:STRENGTHS_FROM]:
            first, *more = coaching.lines_of(session.strengths)
            yield line(muted(f"{self.speech.day(session.date)}  "), *first)
            yield from more


def _agreed(one: SessionLine) -> bool:
    return bool(one.session.agreed.strip() or one.session.actions)
