"""The contacts of the invented contact centre that were scored on its call sheet: answers whose
scores have the mean that the person had in the week, and what was said of them.
"""

import csv
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from random import Random

CATALOGUE = Path(__file__).parent / "catalogue" / "sheets.toml"
FIRST_VERSION, SECOND_VERSION = date(2025, 5, 5), date(2026, 1, 5)
ROLE_PLAY = date(2026, 8, 12)
EVALUATORS = ("Helen Marsh", "Marcus Bell")
UNITS = 12
"""Answers are counted in twelfths of a weight, so that all of them are whole."""
NEAR = 1_500
"""The scores of a week add up to what they are to be within so many millionths of a point."""
NEW_QUESTION = """\
[[sheet.version.section.question]]
key = "plain_words"
text = "Used words that the caller knows"
kind = "1-5"
weight = 2
[sheet.version.section.question.anchors]
1 = "House words all through; the caller gave up asking"
2 = "Several house words, explained when asked"
3 = "One or two house words"
4 = "Plain words"
5 = "The caller's own words"

"""
_BEFORE = '[[sheet.version.section.question]]\nkey = "ownership"'

NEVER = {"name": 0.15, "identity": 0.35, "ownership": 0.3, "next_steps": 0.25, "read_back": 0.4}
"""How often a question does not apply."""
HARD = {
    "summary": -0.2, "empathy": -0.18, "next_steps": -0.12, "read_back": -0.1, "plain_words": -0.1,
    "anything_else": -0.08, "greeting": 0.2, "farewell": 0.15, "tone": 0.08, "listening": 0.12,
}  # fmt: skip
"""How much harder than others a question is for everyone."""
COMMENTS = {
    "empathy": (
        "Answered the rule, not the anger.", "“I would be angry too” at the right moment.",
        "Heard it and went on to the form.",
    ),
    "summary": (
        "No summary; the second question was about another order.",
        "Said it back in one sentence, the caller confirmed.",
    ),
    "next_steps": (
        "Who calls back was left open.", "Day and time named, and written down.",
    ),
    "read_back": (
        "Amount read back, address not.", "Article, amount and address read back.",
    ),
    "questions": (
        "Three questions that stood in the ticket.", "One question, and it was the right one.",
    ),
    "clear": ("“Tier 2” and “RMA” without a word on what that is.", "Step by step, no hurry."),
}  # fmt: skip
"""What is said of an answer: first of a weak one, last of a good one."""
NOTES = (
    "Third call about the same parcel.", "Caller on a train, bad line.", "New tariff, first week.",
    "Good call to play to the team.", "Handed over from the evening line.",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question of the sheet; `most` is the number of a count from which it is worth nothing."""

    key: str
    kind: str
    weight: int
    critical: bool
    optional: bool
    most: int

    def worth(self, answer: int) -> int:
        """An answer in twelfths of a weight."""
        if self.kind == "1-5":
            return 3 * self.weight * (answer - 1)
        if self.kind == "count of":
            return max(0, UNITS * self.weight * (self.most - answer) // self.most)
        return UNITS * self.weight * answer

    @property
    def span(self) -> tuple[int, int]:
        """The smallest and the largest answer that anyone gives here."""
        if self.critical:
            return 1, 1
        return {"1-5": (1, 5), "count of": (0, self.most)}.get(self.kind, (0, 1))

    def usual(self, share: float, noise: float) -> int:
        """The answer of someone of whom such a share is expected."""
        low, high = self.span
        better = min(1.0, max(0.0, share + noise))
        if self.kind == "count of":
            better = 1 - better
        return low + int((high - low) * better + 0.5)

    def said(self, answer: int | None) -> str:
        """The key that it is answered with."""
        if answer is None:
            return "-"
        return ("n", "y")[answer] if self.kind == "yes/no" else str(answer)


@dataclass(frozen=True)
class Week:
    """What someone's quality was in a week: of so many contacts, with these scores about."""

    code: str
    name: str
    friday: date
    tenths: int
    scores: tuple[int, ...]
    team: str = ""
    side: int = 0
    """Whether the mean has to be a little above (1) or below (-1); 0 where it does not matter."""


@dataclass(frozen=True)
class Contact:
    """A contact with its answers, None where a question did not apply."""

    week: Week
    reference: str
    evaluator: str
    answers: dict[str, int | None]
    comment: tuple[str, str] = ("", "")
    note: str = ""


def sheet_text() -> str:
    """The call sheet that ships, and from the second version on with one question more, as TOML."""
    text = CATALOGUE.read_text(encoding="utf-8")
    start = text.index("[[sheet]]")
    call = text[start : text.index("[[sheet]]", start + 1)].rstrip() + "\n"
    head, version = call[: call.index("[[sheet.version]]")], call[call.index("[[sheet.version]]") :]
    first = version.replace("starts_on = 2026-01-01", f"starts_on = {FIRST_VERSION}", 1)
    second = version.replace("starts_on = 2026-01-01", f"starts_on = {SECOND_VERSION}", 1)
    second = second.replace(_BEFORE, NEW_QUESTION + _BEFORE, 1)
    return (
        "# The call sheet of the invented contact centre; written by sample_db/generate.py.\n"
        f"kpitui = 1\n\n{head}{first}\n{second}"
    )


def versions() -> tuple[tuple[Asked, ...], tuple[Asked, ...]]:
    """The questions of both versions."""
    (sheet,) = tomllib.loads(sheet_text())["sheet"]
    first, second = (
        tuple(
            Asked(
                one["key"], one["kind"], one.get("weight", 1), one.get("critical", False),
                one.get("not_applicable", False), one.get("limit", 0),
            )
            for section in version["section"]
            for one in section["question"]
        )
        for version in sheet["version"]
    )  # fmt: skip
    return first, second


Answers = dict[str, int | None]


class Applied(tuple[Asked, ...]):
    """The questions that apply to a contact."""

    @cached_property
    def whole(self) -> int:
        """What can be reached with them."""
        return _whole(self)


class Scoring:
    """Answers of the contacts of one person in one week; `lean` is what the person finds easier
    than others.
    """

    def __init__(self, questions: Sequence[Asked], lean: dict[str, float], dice: Random) -> None:
        self._questions, self._lean, self._dice = questions, lean, dice
        self._never = [NEVER[one.key] for one in questions if one.optional]
        self._applied: dict[tuple[bool, ...], Applied] = {}

    def week(self, week: Week) -> list[Answers]:
        """Answers whose scores are near those of the week, and whose mean is that of the week."""
        for near in (NEAR, 3 * NEAR, 10 * NEAR):
            for _ in range(60):
                found = self._near(week.scores[:-2])
                sums = [self._sum(one) for one in found]
                for _ in range(100):
                    if pair := self._pair(week, sums, near):
                        return [*found, *pair]
        raise ValueError(f"no answers come to {week}")

    def _near(self, scores: Sequence[int]) -> list[Answers]:
        found: list[Answers] = []
        while len(found) < len(scores):
            asked = self._asked()
            answers = self._answers(asked, _reached(asked, scores[len(found)]))
            found += [answers] if answers else []
        return found

    def _pair(self, week: Week, others: Sequence[tuple[int, int]], near: int) -> list[Answers]:
        """The last two contacts of a week, with which its scores add up; none where they do not."""
        tenths, (first, second) = week.tenths * len(week.scores), week.scores[-2:]
        asked, last = self._asked(), self._asked()
        reached = _reached(asked, first + 12 * self._dice.random() - 6)
        sums = [*others, (asked.whole, reached)]
        upper, lower = _left(tenths, sums)
        whole = last.whole
        rest = (2 * upper * whole + 100 * lower) // (200 * lower)
        upper, lower = _left(tenths, [*sums, (whole, rest)])
        fits = abs(upper) * 1_000_000 <= near * lower and week.side * upper <= 0 != upper
        if not fits or abs(100 * rest // whole - second) > 12 or rest > whole:
            return []
        pair = self._answers(asked, reached), self._answers(last, rest)
        return [pair[0], pair[1]] if pair[0] and pair[1] else []

    def _asked(self) -> Applied:
        """The questions that apply to a contact."""
        here = tuple([self._dice.random() >= never for never in self._never])
        if here not in self._applied:
            left = iter(here)
            self._applied[here] = Applied(
                one for one in self._questions if not one.optional or next(left)
            )
        return self._applied[here]

    def _sum(self, answers: Answers) -> tuple[int, int]:
        """What can be reached, and what was."""
        given = [
            (one, answer) for one in self._questions if (answer := answers[one.key]) is not None
        ]
        return _whole([one for one, _ in given]), sum(one.worth(answer) for one, answer in given)

    def _answers(self, asked: Applied, reached: int) -> Answers | None:
        """Answers that come to what is to be reached, likely ones for this person; None where they
        cannot.
        """
        share = reached / asked.whole
        given = {
            one.key: one.usual(share + self._lean.get(one.key, 0.0), self._dice.random() - 0.5)
            for one in asked
        }
        free = [one for one in asked if not one.critical]
        holds = next(one for one in asked if one.key == "holds")
        # Thirds of a weight come from the holds alone; all other steps are three twelfths or more.
        given["holds"] = {0: 0, 2: 1, 1: 2}[(reached - _worth_besides(asked, given, holds)) % 3]
        missing = reached - sum(one.worth(given[one.key]) for one in asked)
        for _ in range(300):
            if not missing:
                return {one.key: given.get(one.key) for one in self._questions}
            one = free[int(self._dice.random() * len(free))]
            step = 1 if (missing > 0) != (one.kind == "count of") else -1
            answer = given[one.key] + step
            low, high = one.span
            gain = one.worth(answer) - one.worth(given[one.key]) if low <= answer <= high else 0
            small = abs(missing - gain) < abs(missing) or self._dice.random() < 0.05
            if gain and one is not holds and small:
                given[one.key] = answer
                missing -= gain
        return None


def _worth_besides(asked: Sequence[Asked], given: dict[str, int], but: Asked) -> int:
    return sum(one.worth(given[one.key]) for one in asked if one is not but)


def _whole(asked: Sequence[Asked]) -> int:
    return UNITS * sum(one.weight for one in asked)


def _reached(asked: Applied, score: float) -> int:
    return min(asked.whole, int(score * asked.whole / 100 + 0.5))


def _left(tenths: int, sums: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The points that are missing to a sum of scores, as a fraction."""
    upper, lower = tenths, 10
    for whole, reached in sums:
        upper, lower = upper * whole - 100 * reached * lower, lower * whole
    return upper, lower


def with_sides(weeks: Sequence[Week]) -> list[Week]:
    """The same, each with the side on which it has to be for weeks, months and quarters that lie
    between two tenths to be shown as before.
    """
    sides: dict[tuple[str, date], int] = {}
    for group_of in _GROUPS:
        groups: dict[object, list[Week]] = {}
        for week in weeks:
            groups.setdefault(group_of(week), []).append(week)
        for group in groups.values():
            number = sum(len(one.scores) for one in group)
            tenths = sum(one.tenths * len(one.scores) for one in group)
            between = abs(2 * (tenths % number) - number) * 12 <= number
            if between:
                shown = round(float(f"{tenths / 10 / number:.1f}") * 10)
                side = 1 if shown * number > tenths else -1
                for one in group:
                    sides.setdefault((one.code, one.friday), side)
    return [replace(one, side=sides.get((one.code, one.friday), 0)) for one in weeks]


_GROUPS: tuple[Callable[[Week], object], ...] = (
    lambda week: (week.code, week.friday.year, week.friday.month),
    lambda week: (week.team, week.friday),
    lambda week: week.friday,
    lambda week: (week.code, week.friday.year, (week.friday.month - 1) // 3),
    lambda week: (week.team, week.friday.year, week.friday.month),
    lambda week: (week.friday.year, week.friday.month),
)
"""What a value is worked out of: the surest to be looked at first."""


# ---------------------------------------------------------------- who, and what was said


def contacts(weeks: Iterable[Week]) -> Iterator[Contact]:
    """Every contact that was scored, week by week."""
    first, second = versions()
    leans: dict[str, dict[str, float]] = {}
    taken: set[int] = set()
    for week in weeks:
        lean = leans.setdefault(week.code, _lean(week.code, second))
        dice = Random(f"contacts of {week.code} {week.friday}")
        trained = {"empathy": 0.12, "summary": 0.12} if week.friday >= ROLE_PLAY else {}
        now = {key: lean.get(key, 0.0) + trained.get(key, 0.0) for key in {**lean, **trained}}
        questions = first if week.friday < SECOND_VERSION else second
        for answers in Scoring(questions, now, dice).week(week):
            yield _contact(week, answers, {one.key: one for one in questions}, dice, taken)


def _lean(code: str, questions: Sequence[Asked]) -> dict[str, float]:
    dice = Random(f"leanings of {code}")
    lean = dict(HARD)
    for one in questions:
        if dice.random() < 0.2:
            lean[one.key] = lean.get(one.key, 0.0) + 0.5 * dice.random() - 0.3
    return lean


def _contact(
    week: Week, answers: Answers, questions: dict[str, Asked], dice: Random, taken: set[int]
) -> Contact:
    number = reference_in(week.friday, dice, taken)
    mine = [one for one in EVALUATORS if one != week.name]
    evaluator = mine[int(dice.random() * len(mine))]
    comment = ("", "")
    if dice.random() < 0.12:
        key = [*COMMENTS][int(dice.random() * len(COMMENTS))]
        answer = answers[key]
        if answer is not None:
            one = questions[key]
            good = 2 * one.worth(answer) >= UNITS * one.weight
            said = COMMENTS[key]
            comment = key, said[-1] if good else said[int(dice.random() * (len(said) - 1))]
    note = NOTES[int(dice.random() * len(NOTES))] if dice.random() < 0.03 else ""
    return Contact(week, number, evaluator, answers, comment, note)


def reference_in(day: date, dice: Random, taken: set[int]) -> str:
    """The number of a contact of a week, which no other has."""
    weeks = (day - FIRST_VERSION).days // 7
    while True:
        number = 100_000 + 5_200 * weeks + int(5_200 * dice.random())
        if number not in taken:
            taken.add(number)
            return str(number)


def write_contacts(path: Path, found: Iterable[Contact]) -> None:
    """Every contact as a line, a column a question."""
    _, second = versions()
    columns = [
        "date", "person", "reference", "evaluator", "channel", "note",
        *(one.key for one in second), *(f"comment on {key}" for key in COMMENTS),
    ]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        for one in found:
            writer.writerow(_line(one, second))


def _line(one: Contact, questions: Sequence[Asked]) -> dict[str, str]:
    said = {
        asked.key: asked.said(one.answers[asked.key])
        for asked in questions
        if asked.key in one.answers
    }
    key, comment = one.comment
    return {
        "date": one.week.friday.isoformat(), "person": one.week.code,
        "reference": one.reference, "evaluator": one.evaluator, "channel": "call",
        "note": one.note, **said, **({f"comment on {key}": comment} if comment else {}),
    }  # fmt: skip
