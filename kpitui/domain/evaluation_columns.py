"""What the columns of a file of evaluations are called: one row an evaluation, with a column for
each question, or one row an answer.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct, field

from kpitui.domain.column_words import heading_key, role_of, words
from kpitui.domain.first_few import and_more
from kpitui.domain.guarded_text import unguarded
from kpitui.domain.records.sheet import AnswerKind, Question, Sheet

TERMS = (
    "evaluation", "sheet", "person", "date", "reference", "evaluator", "channel", "note",
    "calibration", "calibration_closed_on", "calibration_note", "seen_at", "seen_by",
)  # fmt: skip
"""What a row says of an evaluation besides its answers."""
WORKED_OUT = ("sheet_from", "score", "score_without_critical", "recorded_by", "recorded_at")
"""What an export says too, and no import takes."""
ANSWERED = ("section", "question", "answer", "comment")
"""What a row says of one answer."""
NOT_APPLICABLE = "n/a"
FEWEST, NAMED = 2, 20
"""With so many columns of questions and no others a file is of evaluations; so many that it lacks
are named.
"""

_OWN = {*TERMS, *WORKED_OUT}
_ASIDE = "question "
_COMMENT = "comment on "
_OTHERS = {
    "evaluator": words(
        "evaluator, reviewer, assessor, rater, qa, evaluated by, scored by, reviewed by, "
        "evaluator name, reviewer name, bewerter, evaluateur, evaluador"
    ),
    "reference": words("reference, contact, call, contact number, call number"),
    "channel": words("channel, media, media type, kanal, canal"),
    "sheet": words("sheet, call sheet, scorecard, evaluation form, form"),
    "question": words("question, question key, question text, criterion, item"),
    "answer": words("answer, answer value, rating, antwort, reponse, respuesta"),
    "comment": words("comment, comments, remark, remarks"),
    "evaluation": words("evaluation, evaluation id, review id, evaluation number"),
}
_BY_ROLE = {"person": "person", "date": "date", "id": "reference", "note": "note"}


def question_heading(key: str) -> str:
    """What the column of a question is called."""
    clear = key not in _OWN and not key.startswith((_ASIDE, _COMMENT))
    return key if clear else _ASIDE + key


def comment_heading(key: str) -> str:
    """What the column of the comments on a question is called."""
    return _COMMENT + key


def answer_cell(question: Question, value: float | None) -> str | int:
    """An answer as a file holds it."""
    if value is None:
        return NOT_APPLICABLE
    if question.kind is AnswerKind.YES_NO:
        return "yes" if value else "no"
    return int(value)


class EvaluationColumns(Struct):
    """Where what stands in a file of evaluations."""

    headings: tuple[str, ...]
    terms: dict[str, int] = field(default_factory=dict)
    questions: dict[str, int] = field(default_factory=dict)
    """Columns of answers by the key of their question."""
    comments: dict[str, int] = field(default_factory=dict)
    answered: dict[str, int] = field(default_factory=dict)
    """Of a row an answer: `question`, `answer` and `comment`."""
    others: list[str] = field(default_factory=list)
    """What is said of no evaluation."""

    @property
    def is_by_answer(self) -> bool:
        """Whether a row is one answer."""
        return "question" in self.answered and "answer" in self.answered

    def fits(self, sheet: Sheet) -> int:
        """How many questions of the version of a sheet that it knows best it has columns for."""
        keys = self.questions.keys()
        return max(
            (
                sum(question.key in keys for question in version.questions)
                for version in sheet.versions
            ),
            default=0,
        )

    def is_of_evaluations(self, sheets: Sequence[Sheet]) -> bool:
        """Whether it holds evaluations: of the person, and with most questions of a sheet, or some
        and nothing else.
        """
        if "person" not in self.terms:
            return False
        if self.is_by_answer:
            return bool(sheets)
        return self._has_most(sheets) or (len(self.questions) >= FEWEST and not self.others)

    def _has_most(self, sheets: Sequence[Sheet]) -> bool:
        return any(
            2 * self.fits(sheet) > len(version.questions) > 0
            for sheet in sheets
            for version in sheet.versions
        )

    def lacking(self, sheets: Sequence[Sheet]) -> str:
        """Which questions it has no columns for, of the sheet that it has most of; empty where it
        has most of one, or none.
        """
        if self.is_by_answer or not self.questions or self._has_most(sheets):
            return ""
        sheet = max(sheets, key=self.fits)
        questions = max(
            (version.questions for version in sheet.versions),
            key=lambda asked: sum(question.key in self.questions for question in asked),
        )
        missing = [
            question_heading(question.key)
            for question in questions
            if question.key not in self.questions
        ]
        return (
            f"has columns for {len(questions) - len(missing)} of the {len(questions)} questions of "
            f"{sheet.name}; it lacks {and_more(missing, NAMED)}"
        )


def evaluation_columns(headings: Sequence[str], sheets: Sequence[Sheet]) -> EvaluationColumns:
    """What each column of a file is, by the questions of the sheets that there are."""
    found = EvaluationColumns(tuple(unguarded(heading.strip()) for heading in headings))
    questions = [
        question for sheet in sheets for version in sheet.versions for question in version.questions
    ]
    left = dict(enumerate(found.headings))
    for place, heading in [*left.items()]:
        if heading in _OWN:
            if heading in TERMS:
                found.terms.setdefault(heading, place)
            del left[place]
    _take_questions(found, left, questions)
    for place, heading in left.items():
        role = _role(heading)
        if role in ANSWERED and role not in found.answered:
            found.answered[role] = place
        elif role in TERMS:
            found.terms.setdefault(role, place)
        elif heading:
            found.others.append(heading)
    if not found.is_by_answer and "comment" in found.answered:
        found.terms.setdefault("note", found.answered["comment"])
    return found


def _take_questions(
    found: EvaluationColumns, left: dict[int, str], questions: Iterable[Question]
) -> None:
    # A column that has the words of a question is surer than one that has its key, which may be
    # `name`.
    texts = {heading_key(question.text): question.key for question in questions}
    keys = {heading_key(text): text for text in texts.values()}
    own = {question_heading(key): key for key in keys.values()}
    said = {comment_heading(key): key for key in keys.values()}
    for known in (own, texts, keys):
        for place, heading in [*left.items()]:
            key = known.get(heading if known is own else heading_key(heading))
            if key is not None and key not in found.questions:
                found.questions[key] = place
                del left[place]
    for place, heading in [*left.items()]:
        if heading in said:
            found.comments.setdefault(said[heading], place)
            del left[place]


def _role(heading: str) -> str:
    key = heading_key(heading)
    own = next((role for role, names in _OTHERS.items() if key in names), "")
    return own or _BY_ROLE.get(role_of(heading)[0], "")
