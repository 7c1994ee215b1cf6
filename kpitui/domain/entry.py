"""Quick entry: `csat 92 ana yesterday "after role-play"`, words in any order, entries separated by `;`."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from kpitui.domain.cells import DURATIONS, NOT_APPLICABLE, Cell, parse_cell
from kpitui.domain.dates import NotADate
from kpitui.domain.metrics import Metric
from kpitui.domain.numbers import CURRENCIES, NotANumber, format_number
from kpitui.domain.writing import WRITING, Writing


class Subject(Struct, frozen=True):
    """Whom a reading is of: a person, a team, or with neither id the whole organisation."""

    name: str
    person_id: int | None = None
    team_id: int | None = None
    code: str | None = None


ORGANISATION = Subject("organisation")


class Vocabulary(Struct, frozen=True):
    """The names that quick entry knows."""

    metrics: Sequence[Metric]
    subjects: Sequence[Subject]


class Understood(Struct, frozen=True):
    """One entry with everything a reading needs."""

    metric: Metric
    subject: Subject
    date: date
    cell: Cell
    note: str = ""


class Choices(Struct, frozen=True):
    """A part of an entry that fits several names."""

    word: str
    names: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What to do about it."""
        shown = ", ".join(self.names[:6]) + (", …" if len(self.names) > 6 else "")
        return f"“{self.word}” fits {len(self.names)}: {shown}; type more of the name"


class NotUnderstood(Struct, frozen=True):
    """A part of an entry that cannot be read, or one that is missing, in one sentence."""

    sentence: str


LONGEST_LINE = 100_000
"""Before any work: a line of 10 MB costs seconds."""

Answer = Understood | Choices | NotUnderstood

_TOKEN = re.compile(
    r"""(?:(?<=\s)|^)"(?P<double>(?:[^"]|"")*)"(?=\s|$)"""
    r"""|(?:(?<=\s)|^)'(?P<single>(?:[^']|'')*)'(?=\s|$)"""
    r"""|(?:(?<=\s)|^)\{(?P<name>(?:[^}]|\}\})*)\}(?=\s|$)"""
    r"""|(?P<word>\S+)"""
)
_NUMBER = re.compile(
    rf"{NOT_APPLICABLE}|[+\-\u2212]?[{CURRENCIES}]?[0-9][0-9.,:'/]*[%{CURRENCIES}]?|[+\-\u2212]?[0-9][^\s]*%"
)


class Token(Struct, frozen=True):
    """A word, a name in braces, or a note in quotes: `kind` is `word`, `name` or `note`."""

    text: str
    kind: str


def understand(line: str, vocabulary: Vocabulary, today: date, writing: Writing = WRITING) -> list[Answer]:
    """What each entry of a line says, or what is unclear about it.

    Any unambiguous start of a word of a name will do, without case and accents; a code or a full name beats a part. A
    name can stand in braces, which makes it exact. Without a person or a team the reading is of the organisation,
    without a date it is of today; a day to come is not understood.
    """
    if len(line) > LONGEST_LINE:
        return [NotUnderstood(f"that is more than {LONGEST_LINE} characters; import a file instead")]
    return [_entry(tokens, vocabulary, today, writing) for tokens in _entries(line) if tokens]


def describe(entry: Understood, writing: Writing = WRITING) -> str:
    """An entry in full, in words that are understood as the same entry again."""
    words = [braced(entry.metric.name), value_in_words(entry, writing.decimal_comma)]
    if entry.subject.person_id is not None or entry.subject.team_id is not None:
        words.append(braced(entry.subject.name))
    words.append(writing.day(entry.date))
    if entry.cell.n is not None:
        words.append(f"n={entry.cell.n}")
    if entry.note:
        words.append('"' + entry.note.replace('"', '""') + '"')
    return " ".join(words)


def braced(name: str) -> str:
    """A name in braces, which makes it exact."""
    return "{" + name.replace("}", "}}") + "}"


def value_in_words(entry: Understood, decimal_comma: bool) -> str:
    """The value as it is typed, every digit of it."""
    cell, unit = entry.cell, entry.metric.unit
    if cell.not_applicable:
        return NOT_APPLICABLE
    if cell.value is None:
        return f"{_number(cell.numerator or 0.0, decimal_comma)}/{_number(cell.denominator or 0.0, decimal_comma)}"
    if unit in DURATIONS and cell.value >= 0 and cell.value.is_integer():
        return format_number(cell.value, 0, unit)
    return _number(cell.value, decimal_comma) + ("%" if unit == "%" else "")


def _number(value: float, decimal_comma: bool) -> str:
    # Every digit of the value, never an exponent, so that it reads back as the same number.
    text = f"{Decimal(repr(value)):f}"
    text = text.removesuffix(".0")
    return text.replace(".", ",") if decimal_comma else text


def _entries(line: str) -> Iterator[list[Token]]:
    """The tokens of each entry; a `;` inside quotes or braces separates nothing."""
    tokens: list[Token] = []
    # A semicolon stands alone wherever it is not quoted, also right behind a word or a quote.
    spaced = "".join(part if quoted else part.replace(";", " ; ") for part, quoted in _parts(line))
    for found in _TOKEN.finditer(spaced):
        if found["word"] == ";":
            yield tokens
            tokens = []
        elif found["word"] is not None:
            tokens.append(Token(found["word"], "word"))
        elif found["name"] is not None:
            tokens.append(Token(found["name"].replace("}}", "}"), "name"))
        else:
            quote = '"' if found["double"] is not None else "'"
            text: str = found["double"] if found["double"] is not None else found["single"]
            tokens.append(Token(text.replace(quote * 2, quote), "note"))
    yield tokens


_QUOTED = r"""((?:(?<=[\s;])|^)(?:"(?:[^"]|"")*"(?=[\s;]|$)|'(?:[^']|'')*'(?=[\s;]|$)|\{(?:[^}]|\}\})*\}(?=[\s;]|$)))"""


def _parts(line: str) -> Iterator[tuple[str, bool]]:
    for place, part in enumerate(re.split(_QUOTED, line) if ";" in line else [line]):
        yield part, bool(place % 2)


def _entry(tokens: list[Token], vocabulary: Vocabulary, today: date, writing: Writing) -> Answer:
    notes = [token.text for token in tokens if token.kind == "note"]
    if len(notes) > 1:
        return NotUnderstood("one note is enough: put it all between one pair of quotes")
    rest = [token for token in tokens if token.kind != "note"]
    try:
        day, rest = _take_date(rest, today, writing)
        cell_text, rest = _take_number(rest)
        named = _take_names(rest, vocabulary)
        if isinstance(named, Choices):
            return named
        metric, subject = named
        if not cell_text:
            return NotUnderstood(f"there is no number for {metric.name}; type it like 92, 45/50 or 6:30")
        cell = parse_cell(cell_text, metric, decimal_comma=writing.comma)
    except (NotADate, NotANumber, Unclear) as error:
        return NotUnderstood(str(error))
    if day > today:
        return NotUnderstood(f"{day} lies in the future; a reading is of today or earlier")
    return Understood(metric, subject, day, cell, notes[0] if notes else "")


class Unclear(ValueError):
    """A part of an entry that cannot be read, in one sentence."""


def _take_date(tokens: list[Token], today: date, writing: Writing) -> tuple[date, list[Token]]:
    found: tuple[int, int, date] | None = None
    for length in (3, 2, 1):
        place = 0
        while found is None and place + length <= len(tokens):
            words = tokens[place : place + length]
            if all(word.kind == "word" for word in words):
                day = _date_or_none(" ".join(word.text for word in words), today, writing)
                if day is not None:
                    found = place, length, day
            place += 1
    if found is None:
        return today, tokens
    place, length, day = found
    return day, tokens[:place] + tokens[place + length :]


def _date_or_none(text: str, today: date, writing: Writing) -> date | None:
    try:
        return writing.read_day(text, today)
    except NotADate:
        # What looks like a date and is none is told as such, not taken for a number or a name.
        if not text[0].isalpha() and re.fullmatch(
            r"[0-9]{4}-[0-9]+-[0-9]+|[0-9]+[/.][0-9]+[/.]([0-9]{4}|[0-9]{2})|[+-][0-9]+[dwmy]", text
        ):
            raise
        return None


def _take_number(tokens: list[Token]) -> tuple[str, list[Token]]:
    numbers = [token for token in tokens if token.kind == "word" and _NUMBER.fullmatch(token.text)]
    sizes = [token for token in tokens if token.kind == "word" and token.text.casefold().startswith("n=")]
    if len(numbers) > 1:
        raise Unclear(f"two numbers, {numbers[0].text} and {numbers[1].text}; separate entries with ;")
    rest = [token for token in tokens if token not in numbers and token not in sizes]
    number = numbers[0].text if numbers else ""
    return " ".join([number, *(token.text for token in sizes)]) if number else "", rest


Named = Metric | Subject
"""What a name can stand for."""


def _take_names(tokens: list[Token], vocabulary: Vocabulary) -> tuple[Metric, Subject] | Choices:
    groups: list[tuple[str, list[Named]]] = []
    place = 0
    while place < len(tokens):
        length, fits = longest_name(tokens[place:], vocabulary)
        if not fits:
            word = tokens[place].text
            meant = f" ({near}?)" if (near := _near(word, vocabulary)) else ""
            raise Unclear(f"“{word}” is no metric, person, team, number or date{meant}; mend it or quote it")
        groups.append((" ".join(token.text for token in tokens[place : place + length]), fits))
        place += length
    return _assigned(groups)


def longest_name(tokens: list[Token], vocabulary: Vocabulary) -> tuple[int, list[Named]]:
    """How many of the first tokens make one name, and what they fit."""
    if tokens[0].kind == "name":
        return 1, [one for one in _all(vocabulary) if folded(one.name) == folded(tokens[0].text)]
    words = 0
    while words < len(tokens) and tokens[words].kind == "word":
        words += 1
    for length in range(words, 0, -1):
        fits = fitting([folded(token.text) for token in tokens[:length]], vocabulary)
        if fits:
            return length, fits
    return 1, []


def _near(word: str, vocabulary: Vocabulary) -> str:
    """The name that was missed by a slip behind its first letter; empty where none is near."""
    from difflib import get_close_matches  # for slips only

    wanted = folded(word)
    words = {
        part: one.name
        for one in _all(vocabulary)
        for part in (folded(one.code or ""), *_words(folded(one.name)))
        if part[:1] == wanted[:1]
    }
    near = get_close_matches(wanted, words, 1, 0.7)
    return words[near[0]] if near else ""


def _all(vocabulary: Vocabulary) -> Iterator[Named]:
    yield from vocabulary.metrics
    yield from vocabulary.subjects


def fitting(words: list[str], vocabulary: Vocabulary) -> list[Named]:
    """What folded words can stand for: codes and full names, or else names whose words they begin."""
    wanted = " ".join(words)
    exact = [one for one in _all(vocabulary) if wanted in (folded(one.name), folded(one.code or ""))]
    return exact or [one for one in _all(vocabulary) if _starts_words(words, folded(one.name))]


def _words(name: str) -> list[str]:
    return re.split(r"[\s\-/(\[\]),.&]+", name)


def _starts_words(words: list[str], name: str) -> bool:
    """Whether each word starts a word of the name, in the same order."""
    parts = iter(_words(name))
    return all(any(part.startswith(word) for part in parts) for word in words)


def _assigned(groups: list[tuple[str, list[Named]]]) -> tuple[Metric, Subject] | Choices:
    metric: Metric | None = None
    subject: Subject | None = None
    # What fits one name only is settled first, so that it can tell what the others must be.
    for word, fits in sorted(groups, key=lambda group: len(group[1])):
        metrics = [one for one in fits if isinstance(one, Metric) and metric is None]
        subjects = [one for one in fits if isinstance(one, Subject) and subject is None]
        if not metrics and not subjects:
            raise Unclear(f"“{word}” is one too many; separate entries with ;")
        # A metric and a person of one name: the metric is what an entry cannot do without.
        if len(metrics) == 1 and len(subjects) <= 1:
            metric = metrics[0]
        elif len(subjects) == 1 and not metrics:
            subject = subjects[0]
        else:
            return Choices(word, (*(one.name for one in metrics), *(one.name for one in subjects)))
    if metric is None:
        raise Unclear("no metric is named; type its short code or a part of its name")
    return metric, subject or ORGANISATION


def folded(text: str) -> str:
    """Text for finding: without case and accents."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))
