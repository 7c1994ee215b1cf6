"""Quick entry: words in any order, and what is printed is understood as the same again."""

from datetime import date, timedelta
from time import process_time
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kpitui.domain.entry import NotUnderstood, braced, understand, value_in_words
from kpitui.domain.entry_names import ORGANISATION, Subject, Vocabulary
from kpitui.domain.entry_phrase import Understood
from kpitui.domain.entry_tokens import Token, tokens
from kpitui.domain.naming import Choices
from kpitui.domain.records.metric import Aggregation, Cadence, Direction, Metric
from kpitui.domain.session_entry import understand_session
from kpitui.domain.typography import folded, plain_signs
from kpitui.domain.value_parsing import Cell
from kpitui.domain.writing import WRITING, DateForm, Writing

TODAY = date(2026, 11, 23)  # a Monday
FORMS = st.sampled_from(get_args(DateForm))


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


@pytest.mark.parametrize(
    ("line", "metric", "subject", "day", "cell", "note"),
    [
        ("csat 92 ana yesterday", CSAT, ANA, date(2026, 11, 22), Cell(92.0), ""),
        ("yesterday ana 92 csat", CSAT, ANA, date(2026, 11, 22), Cell(92.0), ""),
        ("CSAT 92% lopez", CSAT, ANA, TODAY, Cell(92.0), ""),
        ("al csat 4,5 n=31 fri", CSAT, ANA, date(2026, 11, 20), Cell(4.5, n=31), ""),
        ("quality of comm 80 o'brien", QUALITY, OBRIEN, TODAY, Cell(80.0), ""),
        ("handle 6:30 north 3 nov", AHT, NORTH, date(2026, 11, 3), Cell(390.0), ""),
        (
            "schedule 45/50 bo -3d",
            SCHEDULE,
            BRACKETS,
            date(2026, 11, 20),
            Cell(numerator=45.0, denominator=50.0),
            "",
        ),
        ("aht 390", AHT, None, TODAY, Cell(390.0), ""),
        ("schedule - ana 'on leave'", SCHEDULE, ANA, TODAY, Cell(not_applicable=True), "on leave"),
        (
            "csat 92 王 2026-11-03 'she smiled; really'",
            CSAT,
            CJK,
            date(2026, 11, 3),
            Cell(92.0),
            "she smiled; really",
        ),
        ('csat 92 "say ""hello"" first" ana', CSAT, ANA, TODAY, Cell(92.0), 'say "hello" first'),
        (
            "{Adherence to procedure} 9/10 {ana lópez}",
            PROCEDURE,
            ANA,
            TODAY,
            Cell(numerator=9.0, denominator=10.0),
            "",
        ),
    ],
)
def test_words_in_any_order(
    line: str, metric: Metric, subject: Subject | None, day: date, cell: Cell, note: str
) -> None:
    found = one(line)
    assert (found.metric, found.date, found.cell, found.note) == (metric, day, cell, note)
    assert (found.subject if subject else None) == subject


def test_several_entries_are_separated_by_semicolons() -> None:
    answers = understand('csat 92 ana; aht 6:30 ana "a;b";', KNOWN, TODAY)
    assert [answer.metric for answer in answers if isinstance(answer, Understood)] == [CSAT, AHT]


@pytest.mark.parametrize(
    ("line", "readings"),
    [
        ("ana csat 92 aht 5:40 schedule -", [(CSAT, 92.0), (AHT, 340.0), (SCHEDULE, None)]),
        ("92 csat 5:40 aht lopez yesterday", [(CSAT, 92.0), (AHT, 340.0)]),
        ("csat 92 ana aht 5:40 yesterday", [(CSAT, 92.0), (AHT, 340.0)]),
        (
            "yesterday csat 92 % aht 5:40 schedule 45 / 50 ana",
            [(CSAT, 92.0), (AHT, 340.0), (SCHEDULE, None)],
        ),
        ("quality of comm 80 handle 5:40 {Ana López}", [(QUALITY, 80.0), (AHT, 340.0)]),
    ],
)
def test_several_metrics_in_one_phrase(
    line: str, readings: list[tuple[Metric, float | None]]
) -> None:
    answers = understand(line, KNOWN, TODAY)
    found = [
        (answer.metric, answer.cell.value) for answer in answers if isinstance(answer, Understood)
    ]
    assert (found, len(found)) == (readings, len(answers)), answers
    days = {TODAY - timedelta(days=1) if "yesterday" in line else TODAY}
    assert {
        (answer.subject, answer.date) for answer in answers if isinstance(answer, Understood)
    } == {(ANA, *days)}


def test_a_sample_size_and_a_note_are_of_the_number_they_stand_behind() -> None:
    line = 'ana csat 92 n=31 "after the training" aht 5:40 qoc 80 "slow line"'
    found = [
        (one.cell.n, one.note)
        for one in understand(line, KNOWN, TODAY)
        if isinstance(one, Understood)
    ]
    assert found == [(31, "after the training"), (None, ""), (None, "slow line")]


def test_an_entry_keeps_person_and_day_of_the_one_before_it() -> None:
    line = (
        "csat 92 ana yesterday; aht 5:40; qoc 80 o'brien; schedule 45/50 fri; csat 70 organisation"
    )
    found = [
        (one.subject.name, one.date.day)
        for one in understand(line, KNOWN, TODAY)
        if isinstance(one, Understood)
    ]
    obrien = "Siobhán O'Brien"
    assert found == [
        ("Ana López", 22),
        ("Ana López", 22),
        (obrien, 22),
        (obrien, 20),
        ("organisation", 20),
    ]


def test_where_the_first_names_nobody_the_second_is_of_nobody_either() -> None:
    found = understand("csat 92; aht 5:40", KNOWN, TODAY)
    assert [(one.subject.name, one.date) for one in found if isinstance(one, Understood)] == [
        ("organisation", TODAY)
    ] * 2


@pytest.mark.parametrize("day", ["2026-11-24", "24 nov", "nov 24"])
def test_where_the_day_of_the_organisation_is_ahead_its_day_is_understood(day: str) -> None:
    tomorrow = TODAY + timedelta(days=1)
    first, *others = understand(f"csat 92 ana {day}", KNOWN, TODAY, latest=tomorrow)
    assert isinstance(first, Understood), first
    assert (first.date, others) == (tomorrow, [])
    (beyond,) = understand("csat 92 ana 2026-11-25", KNOWN, TODAY, latest=tomorrow)
    assert isinstance(beyond, NotUnderstood)
    assert "2026-11-25 is in the future" in beyond.sentence
    (today,) = understand("csat 92 ana", KNOWN, TODAY, latest=tomorrow)
    assert isinstance(today, Understood)
    assert today.date == TODAY


def test_nothing_is_kept_of_an_entry_that_is_not_understood() -> None:
    first, second, third = understand(
        "csat 92 anx yesterday; aht 5:40; qoc 80 ana fri", KNOWN, TODAY
    )
    assert isinstance(first, NotUnderstood)
    assert isinstance(second, NotUnderstood)
    assert "fix that one first" in second.sentence
    assert isinstance(third, Understood)


JAN = Subject("Jan Novák", person_id=7)


def test_a_name_like_a_month_is_no_date_behind_what_is_no_day() -> None:
    known = Vocabulary(KNOWN.metrics, [JAN])
    (answer,) = understand("csat 92 jan", known, TODAY)
    assert isinstance(answer, Understood)
    assert (answer.subject, answer.date, answer.cell.value) == (JAN, TODAY, 92.0)


@pytest.mark.parametrize(
    "line",
    [
        "csat １２．５％ ana ２０２６－１１－０３",
        "csat 92\u00a0% ana\u00a0lópez “after role-play”",
        "csat 92 % ana 2026\u201111\u201103 „after role-play“",
        "csat 92\u202f% o’brien ’’",
        "csat –5 ana ‘she didn’t listen’",
        "schedule 45 ／ 50 bo «after role-play»；aht ５：４０",
        'csat 92 n＝31 O’BRIEN “she said "hello"”',
        "ana csat 92 “one; two” aht −5:40 schedule –",
    ],
)
def test_typographic_signs_mean_the_plain_ones(line: str) -> None:
    answers = understand(line.replace(" ’’", ""), KNOWN, TODAY)
    plain = line.replace(" ’’", "")
    for typed, meant in [
        ("\u00a0", " "), ("\u202f", " "), ("\u2011", "-"), ("–", "-"), ("−", "-"), ("；", "; "),
        ("o’b", "o'b"),
        ("O’B", "O'B"),
        ("‘she didn’t listen’", '"she didn’t listen"'),
        ("“she said \"hello\"”", '"she said ""hello"""'),
        ("„after role-play“", '"after role-play"'), ("“", '"'), ("”", '"'), ("«", '"'), ("»", '"'),
    ]:  # fmt: skip
        plain = plain.replace(typed, meant)
    plain = "".join(chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char for char in plain)
    assert answers == understand(plain, KNOWN, TODAY)
    assert all(isinstance(answer, Understood) for answer in answers), answers


def test_names_are_found_by_the_letters_of_a_plain_keyboard() -> None:
    names = ["Łukasz Đorđević", "Işıl Ünal", "Søren Þórsson", "Jürgen Groß", "Ægir Œuvre", "Zażółć"]
    known = Vocabulary(
        KNOWN.metrics, [Subject(name, person_id=place) for place, name in enumerate(names)]
    )
    for typed, name in [
        ("lukasz", 0), ("dordevic", 0), ("LUKASZ DORDEVIC", 0), ("isil", 1), ("soren", 2),
        ("thorsson", 2),
        ("gross", 3),
        ("aegir", 4), ("oeuvre", 4), ("zazolc", 5), ("łuk", 0),
    ]:  # fmt: skip
        (answer,) = understand(f"csat 92 {typed}", known, TODAY)
        assert isinstance(answer, Understood), answer
        assert answer.subject.name == names[name]


def test_names_that_differ_only_in_an_accent_can_each_be_named() -> None:
    known = Vocabulary(KNOWN.metrics, [Subject("José", person_id=1), Subject("Jose", person_id=2)])
    for typed, person in [("josé", 1), ("jose", 2), ("{José}", 1), ("{JOSE}", 2)]:
        (answer,) = understand(f"csat 92 {typed}", known, TODAY)
        assert isinstance(answer, Understood)
        assert answer.subject.person_id == person
    assert isinstance(understand("csat 92 jo", known, TODAY)[0], Choices)


@pytest.mark.parametrize(
    "line",
    [
        " ".join(["ana"] * 2400),
        " ".join(["csat 92"] * 1200),
        " ".join(["a 1"] * 1000),
        " ".join(["n=1"] * 2400),
        "{a " * 30_000,
        '"" ' * 30_000,
        "“a " * 30_000,
        "‘a’ " * 20_000 + "x",
        "x" * 100_000,
        "csat 92 ana; " * 600,
    ],
)
@pytest.mark.parametrize("begin", ["", "coach "])
def test_a_long_line_takes_less_than_a_second(line: str, begin: str) -> None:
    people = [Subject(f"Ana Abel Adam Amy A{place} Abt", person_id=place) for place in range(1000)]
    known = Vocabulary(KNOWN.metrics, [ANA, *people])
    started = process_time()
    if begin:
        understand_session(begin + line, known, TODAY)
    else:
        understand(line, known, TODAY)
    assert process_time() - started < 1


def test_more_words_than_anybody_types_are_refused() -> None:
    (answer,) = understand("csat 92 ana; " * 600, KNOWN, TODAY)
    assert answer == NotUnderstood("that is more than 2,000 words; import a file instead")


def test_a_name_that_a_person_shares_with_a_metric_is_theirs_where_the_numbers_have_metrics() -> (
    None
):
    praise = Subject("Praise", person_id=9)
    known = Vocabulary([CSAT, AHT, metric(8, "Praise", "pr")], [ANA, praise])
    found = understand("praise csat 92 aht 5:40", known, TODAY)
    assert [(one.metric, one.subject) for one in found if isinstance(one, Understood)] == [
        (CSAT, praise),
        (AHT, praise),
    ]


def test_two_people_whom_a_part_of_a_name_fits_are_asked_about_behind_several_numbers_too() -> None:
    known = Vocabulary([CSAT, AHT], [ANA, Subject("Ana Bell", person_id=9)])
    assert understand("ana csat 92 aht 5:40", known, TODAY) == [
        Choices("ana", ("Ana López", "Ana Bell"))
    ]


def test_two_that_fit_are_asked_about() -> None:
    answer = understand("adherence 9/10 ana", KNOWN, TODAY)[0]
    assert answer == Choices("adherence", ("Adherence to schedule", "Adherence to procedure"))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "csta 92 ana",
            "“csta” not recognised (csat?)",
        ),
        ("csat 92 loepz", "not recognised (Ana López?)"),
        ("csat 92 xyz", "not recognised. Check the spelling"),
        ("csat ana", "no number"),
        ("92 ana", "no metric given"),
        (
            "csat 92 93 ana",
            "there are 2 numbers for 1 metric; type each number right after its metric",
        ),
        (
            "csat aht 92 5:40 ana",
            "type each number right after its metric, such as csat 92 aht 5:40",
        ),
        ("csat 92 5:40 aht", "type each number right after its metric"),
        ("csat 92 aht 5:40 ana bo", "“bo” is one too many"),
        ("ana csat 92 aht", "“aht” has no number; type one after it"),
        ("csat 92 aht 5:40 qoc", "there are 2 numbers for 3 metrics"),
        ("csat n=31 92 aht 5:40", "n=31 does not follow a number"),
        ('"late" csat 92 aht 5:40', "does not follow a number"),
        ('csat 92 "a" "b" aht 5:40', "one note is enough"),
        ("csat 92 31 feb", "there is no day 31 feb"),
        ("csat 92 feb 31", "there is no day feb 31"),
        ("csat 92 ana 30 feb 2026", "there is no day 30 feb 2026"),
        ("csat 92 ana 30. february 2026", "there is no day 30. february 2026"),
        ("csat 92 31.4.", "31.4. does not start with the year"),
        ("csat 92 1.4.", "1.4. can mean two dates"),
        ("csat 92 31 apr 2026", "there is no day 31 apr 2026"),
        ("csat 92 31/4/2026", "does not start with the year"),
        ("csat 92 2026-04-31", "there is no day 2026-04-31"),
        ('csat 92 "she was late', 'the note that "she opens is not closed'),
        ("csat 92 “she was late", "the note that “she opens is not closed"),
        ("csat 92 ana o'brien", "one too many"),
        ("csat 92 ana 2026-02-30", "no day 2026-02-30"),
        ("csat 92 ana 01/02/2026", "two dates"),
        ("csat 92 ana 2026-11-24", "future"),
        ("csat 92 ana +3d", "future"),
        ("schedule 45/50 n=3 ana", "type it without n="),
        ("schedule 45/0 ana", "above 0"),
        ("csat 6:30 ana", "not a duration"),
        ("aht 92% ana", "not in percent"),
        ("csat 92 n=0 ana", "sample size"),
        ("csat nan ana", "“nan” not recognised"),
        ("csat 1e308 ana", "“1e308” not recognised"),
        ("csat 1_000 ana", "“1_000” not recognised"),
        ("csat ١٢ ana", "“١٢” not recognised"),
        ('csat 92 "a" "b"', "one note is enough"),
    ],
)
def test_what_is_not_understood_is_said(line: str, words: str) -> None:
    answer = understand(line, KNOWN, TODAY)[0]
    assert isinstance(answer, NotUnderstood), answer
    assert words in answer.sentence


def test_an_empty_line_says_nothing() -> None:
    assert understand("  ; ", KNOWN, TODAY) == []


VALUES = st.integers(-999_999_999, 999_999_999).map(lambda number: number / 1000)
COUNTS = st.integers(1, 10**6)
NAMES = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1, max_size=20
)
NOTES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30)


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


def typed(entry: Understood) -> str:
    """Metric, number, size and note, without person and day."""
    subject, day = "{" + entry.subject.name + "}", entry.date.isoformat()
    return describe(entry).replace(f" {subject} {day}", "", 1)


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


def test_in_a_file_without_metrics_it_is_said_that_there_are_none() -> None:
    (said,) = understand("csat 92 ana", Vocabulary((), ()), TODAY)
    assert isinstance(said, NotUnderstood)
    assert said.sentence.startswith("There are no metrics yet: add a KPI or a standard on Plan")


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("csat: 82 ana", 82.0),
        ("csat=82 ana", 82.0),
        ("csat 82, ana", 82.0),
        ("ana: csat 82", 82.0),
        ("aht 6m30 ana", 390.0),
        ("aht 390s ana", 390.0),
        ("aht: 6:30, ana", 390.0),
    ],
)
def test_signs_between_a_name_and_its_number_are_no_part_of_them(line: str, value: float) -> None:
    entry = one(line)
    assert (entry.cell.value, entry.subject.name) == (value, "Ana López")


def test_parts_are_typed_as_they_are_shown() -> None:
    entry = one("ats 45 of 50 ana")
    assert (entry.cell.numerator, entry.cell.denominator) == (45.0, 50.0)


def test_days_are_said_as_people_say_them() -> None:
    for said in ("3 days ago", "last fri"):
        assert one(f"csat 82 ana {said}").date == date(2026, 11, 20)
