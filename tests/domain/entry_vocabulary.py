"""The metrics, people and teams that lines of quick entry are about."""

from datetime import date

from hypothesis import strategies as st

from kpitui.domain.entry import braced, understand, value_in_words
from kpitui.domain.entry_names import Subject, Vocabulary
from kpitui.domain.entry_phrase import Understood
from kpitui.domain.records.metric import Aggregation, Cadence, Direction, Metric
from kpitui.domain.writing import WRITING, Writing

TODAY = date(2026, 11, 23)  # a Monday
NOTES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30)


def describe(entry: Understood, writing: Writing = WRITING) -> str:
    """A reading in full, in words that are understood as the same again, whatever entry stands
    before them.
    """
    words = [braced(entry.metric.name), value_in_words(entry, writing.decimal_comma)]
    words += [braced(entry.subject.name), writing.day(entry.date)]
    if entry.cell.n is not None:
        words.append(f"n={entry.cell.n}")
    if entry.note:
        words.append('"' + entry.note.replace('"', '""') + '"')
    return " ".join(words)


def metric(
    id: int, name: str, code: str, unit: str = "%", aggregation: Aggregation = Aggregation.MEAN
) -> Metric:
    return Metric(
        id=id,
        name=name,
        code=code,
        unit=unit,
        direction=Direction.HIGHER,
        aggregation=aggregation,
        cadence=Cadence.WEEKLY,
    )


CSAT = metric(1, "Customer satisfaction", "csat")
QUALITY = metric(2, "Quality of communication", "qoc", "points")
AHT = metric(3, "Average handle time", "aht", "m:ss")
SCHEDULE = metric(4, "Adherence to schedule", "ats", "%", Aggregation.RATIO)
PROCEDURE = metric(5, "Adherence to procedure", "atp", "%", Aggregation.RATIO)
ANA = Subject("Ana López", person_id=1, code="al")
OBRIEN = Subject("Siobhán O'Brien", person_id=2)
BRACKETS = Subject("[red]Bo[/]", person_id=3)
CJK = Subject("王小明", person_id=4)
NORTH = Subject("North", team_id=1)
KNOWN = Vocabulary([CSAT, QUALITY, AHT, SCHEDULE, PROCEDURE], [ANA, OBRIEN, BRACKETS, CJK, NORTH])


def one(line: str) -> Understood:
    answers = understand(line, KNOWN, TODAY)
    assert len(answers) == 1, answers
    assert isinstance(answers[0], Understood), answers[0]
    return answers[0]


def typed(entry: Understood) -> str:
    """Metric, number, size and note, without person and day."""
    subject, day = "{" + entry.subject.name + "}", entry.date.isoformat()
    return describe(entry).replace(f" {subject} {day}", "", 1)
