"""Evaluations out of the rows of a file, by the call sheets that there are."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct, field

from kpitui.domain.dates import NotADate
from kpitui.domain.evaluation_columns import EvaluationColumns
from kpitui.domain.guarded_text import unguarded
from kpitui.domain.import_rows import Rejected
from kpitui.domain.naming import Names
from kpitui.domain.near import near_and
from kpitui.domain.records.evaluation import Answer, EvaluationTerms
from kpitui.domain.records.sheet import AnswerKind, Question, Sheet, SheetVersion
from kpitui.domain.sheet_score import NOT_APPLICABLE, read_answer
from kpitui.domain.text import LINE_LIMIT, NAME_LIMIT, clean, name_key

_YES_NO = {"true": "yes", "1": "yes", "false": "no", "0": "no"}
_WHOLE = re.compile(r"([0-9]+)[.,]0+")
_LIMITS = {"note": LINE_LIMIT, "calibration_note": LINE_LIMIT}

ReadDay = Callable[[str], date]
"""The day of a cell; raises `NotADate`."""


class CalibrationSaid(Struct, frozen=True):
    """The calibration that an evaluation is part of, as a file says it."""

    opened_by: str
    closed_on: date | None = None
    note: str = ""


class EvaluationPart(EvaluationTerms, frozen=True, kw_only=True):
    """An evaluation that a file holds, of a person by name."""

    person: str
    sheet_version_id: int
    answers: tuple[Answer, ...]
    evaluator: str = ""
    number: str = ""
    """What tells it from another of the same contact in its file."""
    calibration: CalibrationSaid | None = None
    seen_at: str | None = None
    seen_by: str | None = None


class Answered(Struct, frozen=True):
    """An answer as a file has it: to a question by its key or its words."""

    line: int
    question: str
    typed: str
    comment: str = ""


class RawEvaluation(Struct):
    """An evaluation as texts."""

    line: int
    terms: Mapping[str, str]
    answers: list[Answered] = field(default_factory=list)


def raw_evaluations(
    lines: Iterable[tuple[int, Sequence[str]]], columns: EvaluationColumns
) -> Iterator[RawEvaluation]:
    """The evaluations of the rows of a file, in their order."""
    if columns.is_by_answer:
        yield from _by_answer(lines, columns)
        return
    for line, cells in lines:
        texts = _Texts(cells)
        answers = [
            Answered(line, key, texts[place], texts[columns.comments.get(key)])
            for key, place in columns.questions.items()
        ]
        yield RawEvaluation(line, texts.of(columns.terms), answers)


def _by_answer(
    lines: Iterable[tuple[int, Sequence[str]]], columns: EvaluationColumns
) -> Iterator[RawEvaluation]:
    found: dict[tuple[str, ...], RawEvaluation] = {}
    for line, cells in lines:
        texts = _Texts(cells)
        terms = texts.of(columns.terms)
        own = terms.get("evaluation")
        key = (own,) if own else tuple(terms.values())
        raw = found.setdefault(key, RawEvaluation(line, terms))
        places = columns.answered
        raw.answers.append(
            Answered(
                line, texts[places["question"]], texts[places["answer"]],
                texts[places.get("comment")],
            )
        )  # fmt: skip
    yield from found.values()


class _Texts:
    """The cells of a row without what guards them; empty beyond its end."""

    def __init__(self, cells: Sequence[str]) -> None:
        self._cells = cells

    def __getitem__(self, place: int | None) -> str:
        if place is None or place >= len(self._cells):
            return ""
        return unguarded(self._cells[place].strip())

    def of(self, places: Mapping[str, int]) -> dict[str, str]:
        """The cells of some columns by their names."""
        return {name: self[place] for name, place in places.items()}


class EvaluationReader:
    """Makes evaluations of what a file holds as texts; `sheet` is the one that rows which name none
    are of, `day` the day of those without.
    """

    def __init__(
        self, sheets: Sequence[Sheet], read_day: ReadDay, *,
        sheet: Sheet | None = None, day: str = "",
    ) -> None:  # fmt: skip
        self._names, self._read_day = Names(sheets), read_day
        self._sheet, self._day = sheet, day

    def read(self, raw: RawEvaluation) -> EvaluationPart | Rejected:
        """The evaluation, or which line cannot be taken and why."""
        try:
            terms = {
                key: clean(text, _LIMITS.get(key, NAME_LIMIT)) for key, text in raw.terms.items()
            }
            said = terms.get("date") or self._day
            if not said:
                return Rejected(raw.line, "there is no date")
            if not terms.get("person"):
                return Rejected(raw.line, "there is no person")
            day = self._read_day(said)
            more = self._more(terms)
            sheet, version = self._version(terms.get("sheet", ""), day)
        except (ValueError, NotADate) as error:
            return Rejected(raw.line, str(error).removesuffix("."))
        answers = _answers(raw, sheet, version)
        if isinstance(answers, Rejected):
            return answers
        return EvaluationPart(
            person=terms["person"], date=day, sheet_version_id=version.id, answers=answers,
            reference=terms.get("reference", ""), evaluator=terms.get("evaluator", ""),
            channel=terms.get("channel", ""), note=terms.get("note", ""),
            number=terms.get("evaluation", ""), **more,
        )  # fmt: skip

    def _more(self, terms: Mapping[str, str]) -> dict[str, Any]:
        """The calibration that it is part of, and who has seen it."""
        more: dict[str, Any] = {}
        if opened_by := terms.get("calibration"):
            closed = terms.get("calibration_closed_on")
            day = self._read_day(closed) if closed else None
            note = terms.get("calibration_note", "")
            more["calibration"] = CalibrationSaid(opened_by, day, note)
        seen_at, seen_by = terms.get("seen_at"), terms.get("seen_by")
        if bool(seen_at) != bool(seen_by):
            raise ValueError("seen_at and seen_by belong together")
        if seen_at:
            moment = datetime.fromisoformat(seen_at)  # of a sheet, which knows no zone, in UTC
            whole = seen_at if moment.tzinfo else f"{moment:%Y-%m-%dT%H:%M:%S}+00:00"
            more |= {"seen_at": whole, "seen_by": seen_by}
        return more

    def _version(self, typed: str, day: date) -> tuple[Sheet, SheetVersion]:
        sheet = self._named(typed) if typed else self._sheet
        if sheet is None:
            raise ValueError("there is no call sheet; kpitui sheet load FILE brings one")
        version = sheet.on(day)
        if version is None:
            raise ValueError(f"the call sheet {sheet.name} has no version on {day}")
        return sheet, version

    def _named(self, typed: str) -> Sheet:
        found = self._names.meant(typed, in_full=True)
        if found is None:
            missing = f"there is no call sheet “{typed}”"
            near = self._names.near(typed)
            raise ValueError(near_and(missing, near, "kpitui sheet load FILE brings one"))
        return found


def _answers(
    raw: RawEvaluation, sheet: Sheet, version: SheetVersion
) -> tuple[Answer, ...] | Rejected:
    by_name = {name_key(question.key): question for question in version.questions}
    by_name = {name_key(question.text): question for question in version.questions} | by_name
    answers: dict[int, Answer] = {}
    for answer in raw.answers:
        question = by_name.get(name_key(answer.question))
        if question is None:
            if not (answer.typed or answer.comment):
                continue  # a column of another version, or of another sheet
            return Rejected(
                answer.line, f"“{answer.question}” is no question of {sheet.name} since "
                f"{version.starts_on}",
            )  # fmt: skip
        if question.id in answers:
            return Rejected(answer.line, f"“{question.text}” is answered twice")
        try:
            value = _value(question, answer.typed)
            comment = clean(answer.comment, LINE_LIMIT)
        except ValueError as error:
            return Rejected(answer.line, str(error))
        answers[question.id] = Answer(question_id=question.id, value=value, comment=comment)
    for question in version.questions:
        if question.id in answers:
            continue
        if not question.not_applicable:
            return Rejected(raw.line, f"“{question.text}” is not answered")
        answers[question.id] = Answer(question_id=question.id)
    return tuple(answers[question.id] for question in version.questions)


def _value(question: Question, typed: str) -> float | None:
    """The value of an answer; what is empty does not apply where a question may not."""
    if not typed and question.not_applicable:
        return None
    if not typed:
        raise ValueError(f"“{question.text}” is not answered")
    found = _WHOLE.fullmatch(typed)
    text = found[1] if found else typed
    if question.kind is AnswerKind.YES_NO:
        text = _YES_NO.get(text.casefold(), text)
    return read_answer(question, text or NOT_APPLICABLE)
