"""What came of the scored contacts of the invented contact centre: how many are asked for, one call
scored by three, two disputes, the sessions that talked about some, and the contacts of the last
month to draw from.
"""

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from coaching_scenes import LAST_DAY, QOC, SCENES, SESSIONS
from evaluation_scenes import EVALUATORS, Contact, Scoring, Week, reference_in, versions

THIRD = "Ingrid Solberg"
CALIBRATED = Week("lukas", "Lukas Brandt", date(2026, 10, 16), 780, (78, 78))
"""One call that three people scored, of someone in between."""
DIFFERING = {"empathy": (2, 4, 4), "next_steps": (1, 1, 0)}
"""Where the three did not agree."""
ASKED = {
    "key": "evaluations_a_month", "value": 10, "starts_on": date(2025, 5, 5),
    "why": "Two or three a week are what Helen and Marcus manage.",
}  # fmt: skip
AWAY = (30, 6)
"""Days that the contacts to draw from go back, and so many of each person."""
HEADER = "# What came of the scored contacts; written by sample_db/generate.py.\n"


def write_story(
    folder: Path, contacts: Sequence[Contact], people: Iterable[tuple[str, str]]
) -> None:
    """Write both files into a folder; `people` are those who are there at the end, by code and
    name.
    """
    taken = {int(one.reference) for one in contacts}
    tables = [_asked(), _calibration(taken), *_disputes(contacts), *_talks(contacts)]
    text = "\n".join([HEADER, *tables])
    (folder / "evaluations.toml").write_text(text, encoding="utf-8", newline="\n")
    with (folder / "contacts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("reference", "person", "date", "channel"))
        writer.writerows(_to_draw_from(contacts, people, taken))


def _asked() -> str:
    """How many contacts of a person are to be scored in a month; some who were away had fewer."""
    return f"[[rule]]\n{_pairs(ASKED)}"


def _calibration(taken: set[int]) -> str:
    week, dice = CALIBRATED, Random("calibration")
    _, questions = versions()
    answers, _ = Scoring(questions, {}, dice).week(week)
    answers = {key: value if value is not None else 1 for key, value in answers.items()}
    by_key = {one.key: one for one in questions}
    scores = []
    for at, evaluator in enumerate((*EVALUATORS, THIRD)):
        own = answers | {key: given[at] for key, given in DIFFERING.items()}
        said = "".join(by_key[key].said(value) for key, value in own.items())
        scores.append(f"[[calibration.score]]\n{_pairs({'evaluator': evaluator, 'answers': said})}")
    head = {
        "person": week.name, "date": week.friday,
        "reference": reference_in(week.friday, dice, taken), "channel": "call",
        "opened_by": EVALUATORS[0], "closed_on": week.friday + timedelta(days=4),
        "note": "A parcel that came late twice: how far does empathy go?",
    }  # fmt: skip
    return f"[[calibration]]\n{_pairs(head)}\n" + "\n".join(scores)


def _disputes(contacts: Sequence[Contact]) -> Iterable[str]:
    for code, key, text, day, answer in (
        (
            "tom", "read_back", "The caller read the address to me; I only said yes.",
            date(2026, 9, 30), "Heard again: it was never said back, so it stays a no.",
        ),
        ("priya", "next_steps", "I did say by when; it is at 4:10 of the call.", None, ""),
    ):  # fmt: skip
        found = [one for one in contacts if one.week.code == code and one.answers[key] == 0]
        latest = day or LAST_DAY
        contact = [one for one in found if one.week.friday < latest][-1]
        raised = contact.week.friday + timedelta(days=3)
        said: dict[str, object] = {
            "person": contact.week.name, "evaluation": contact.reference, "question": key,
            "text": text, "raised_at": _at(min(raised, LAST_DAY - timedelta(days=2))),
            "raised_by": contact.week.name,
        }  # fmt: skip
        if answer:
            said |= {
                "outcome": "stands", "answer": answer, "answered_by": contact.evaluator,
                "answered_at": _at(raised + timedelta(days=2)),
            }  # fmt: skip
        yield f"[[dispute]]\n{_pairs(said)}"


def _talks(contacts: Sequence[Contact]) -> Iterable[str]:
    """The sessions on quality, each with the last two contacts that it can have talked about."""
    for day, _, person, scene in SESSIONS:
        on = date.fromisoformat(day)
        before = [
            one.reference
            for one in contacts
            if one.week.name == person and timedelta(0) < on - one.week.friday < timedelta(days=15)
        ]
        if QOC in SCENES[scene].focus and before:
            yield (
                f"[[talk]]\n{_pairs({'person': person, 'session': on, 'contacts': before[-2:]})}"
            )


def _to_draw_from(
    contacts: Sequence[Contact], people: Iterable[tuple[str, str]], taken: set[int]
) -> Iterable[tuple[str, str, str, str]]:
    back, many = AWAY
    scored = [one for one in contacts if (LAST_DAY - one.week.friday).days < back]
    for code, _ in people:
        dice = Random(f"contacts to draw from of {code}")
        for one in scored:
            if one.week.code == code:
                yield one.reference, code, one.week.friday.isoformat(), "call"
        for _ in range(many):
            day = LAST_DAY - timedelta(days=int(back * dice.random()))
            day -= timedelta(days=max(0, day.weekday() - 4))
            yield reference_in(day, dice, taken), code, day.isoformat(), "call"


def _at(day: date) -> str:
    return f"{day}T09:00:00.000Z"


def _pairs(values: dict[str, object]) -> str:
    return "".join(f"{name} = {_toml(value)}\n" for name, value in values.items())


def _toml(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
