"""What is printed of an entry is understood as the same again, however it is written."""

from datetime import timedelta
from typing import get_args

from hypothesis import example, given
from hypothesis import strategies as st

from kpitui.domain.entry import understand
from kpitui.domain.entry_names import ORGANISATION, Subject, Vocabulary
from kpitui.domain.entry_phrase import Understood
from kpitui.domain.entry_tokens import Token, tokens
from kpitui.domain.records.metric import Aggregation, Metric
from kpitui.domain.typography import folded, plain_signs
from kpitui.domain.value_parsing import Cell
from kpitui.domain.writing import DateForm, Writing
from tests.domain.entry_vocabulary import (
    AHT,
    ANA,
    BRACKETS,
    CJK,
    CSAT,
    KNOWN,
    NORTH,
    NOTES,
    OBRIEN,
    QUALITY,
    TODAY,
    describe,
    typed,
)

FORMS = st.sampled_from(get_args(DateForm))


VALUES = st.integers(-999_999_999, 999_999_999).map(lambda number: number / 1000)
COUNTS = st.integers(1, 10**6)
NAMES = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1, max_size=20
)


@given(
    value=VALUES, n=st.none() | COUNTS, whole=COUNTS, part=COUNTS, days=st.integers(0, 3000),
    note=NOTES, chosen=st.sampled_from(KNOWN.metrics), name=NAMES, comma=st.booleans(),
    somebody=st.booleans(), form=FORMS,
)  # fmt: skip
def test_what_it_prints_is_understood_as_the_same_reading(
    value: float, n: int | None, whole: int, part: int, days: int, note: str, chosen: Metric,
    name: str, comma: bool, somebody: bool, form: DateForm,
) -> None:  # fmt: skip
    ratio = chosen.aggregation is Aggregation.RATIO
    cell = Cell(numerator=float(part), denominator=float(whole)) if ratio else Cell(value, n=n)
    cell = Cell(not_applicable=True) if whole == 1 else cell
    subject = Subject(name, person_id=9)
    entry = Understood(chosen, subject, TODAY - timedelta(days=days), cell, note)
    if not somebody:
        entry = Understood(chosen, ORGANISATION, entry.date, cell, note)
    vocabulary = Vocabulary(KNOWN.metrics, [subject])
    writing = Writing(comma, form)
    assert understand(describe(entry, writing), vocabulary, TODAY, writing) == [entry]


CELLS = st.one_of(
    st.just(Cell(not_applicable=True)),
    st.builds(lambda value, n: Cell(float(value), n=n), st.integers(-999, 999), st.none() | COUNTS),
)
PLAIN_METRICS = st.sampled_from([CSAT, QUALITY, AHT])
ENTRIES = st.tuples(
    st.lists(st.tuples(PLAIN_METRICS, CELLS, NOTES), min_size=1, max_size=4),
    st.none() | st.sampled_from([ANA, OBRIEN, BRACKETS, CJK, NORTH]),
    st.none() | st.integers(0, 300),
    st.booleans(),
)


@given(st.lists(ENTRIES, min_size=1, max_size=4))
def test_phrases_of_several_metrics_keep_person_and_day(
    entries: list[tuple[list[tuple[Metric, Cell, str]], Subject | None, int | None, bool]],
) -> None:
    phrases, expected = [], []
    whose, day, is_named = ORGANISATION, TODAY, False
    for values, subject, back, first in entries:
        whose, day = subject or whose, TODAY - timedelta(days=back) if back is not None else day
        is_named = is_named or subject is not None
        readings = [
            Understood(metric, whose, day, cell, note, is_named) for metric, cell, note in values
        ]
        expected += readings
        said = ["{" + subject.name + "}"] if subject else []
        said += [day.isoformat()] if back is not None else []
        words = [typed(reading) for reading in readings]
        phrases.append(" ".join([*said, *words] if first else [*words, *said]))
    assert understand("; ".join(phrases), KNOWN, TODAY) == expected


@given(
    st.lists(
        st.tuples(
            PLAIN_METRICS, CELLS, NOTES, st.sampled_from([ANA, None, NORTH]), st.integers(0, 300)
        )
    )
)
def test_what_is_printed_means_the_same_behind_any_other(
    entries: list[tuple[Metric, Cell, str, Subject | None, int]],
) -> None:
    nobody = ORGANISATION
    readings = [
        Understood(metric, subject or nobody, TODAY - timedelta(days=back), cell, note)
        for metric, cell, note, subject, back in entries
    ]
    assert (
        understand("; ".join(describe(reading) for reading in readings), KNOWN, TODAY) == readings
    )


WIDE = {ord(char): chr(ord(char) + 0xFEE0) for char in "0123456789%:/.,+-=;"}
KIN = [
    WIDE,
    {ord("-"): "–"},
    {ord("-"): "−"},
    {ord(" "): "\u00a0"},
    {ord(" "): "\u202f"},
    {ord("'"): "’"},
]


@given(st.lists(st.sampled_from(KIN), max_size=3), st.integers(0, 4))
def test_any_mixture_of_typographic_signs_means_the_plain_ones(
    kin: list[dict[int, str]], place: int
) -> None:
    plain = [
        "o'brien csat 92.5 % n=31 aht -5:40; schedule 45/50 2026-11-03",
        "csat 1'234.5 siobhán o'brien -3d",
        "schedule - ana 3 nov; csat -5",
        "north aht 1:06:30 2026-11-03",
        "csat 92 feb 31",
    ][place]
    line = plain
    for one in kin:
        line = line.translate(one)
    expected = understand(plain, KNOWN, TODAY)
    assert place == 4 or all(isinstance(one, Understood) for one in expected), expected
    assert understand(line, KNOWN, TODAY) == expected


@given(st.text(max_size=40), st.booleans())
@example("“ “", False)  # a note may hold blanks
def test_every_word_of_a_line_is_in_its_tokens(line: str, single: bool) -> None:
    found: list[Token] = list(tokens(line, single_quotes=single))
    assert "".join("".join(token.typed for token in found).split()) == "".join(line.split())


@given(st.text(max_size=30))
def test_folding_twice_and_plain_signs_twice_change_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert plain_signs(plain_signs(text)) == plain_signs(text)
    assert folded(text.upper()) == folded(text.upper().lower())
