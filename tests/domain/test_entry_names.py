"""Names in quick entry: accents, parts of names, and two that fit."""

from time import process_time

import pytest

from kpitui.domain.entry import NotUnderstood, understand
from kpitui.domain.entry_names import Subject, Vocabulary
from kpitui.domain.entry_phrase import Understood
from kpitui.domain.naming import Choices
from kpitui.domain.session_entry import understand_session
from tests.domain.entry_vocabulary import AHT, ANA, CSAT, KNOWN, TODAY, metric

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
