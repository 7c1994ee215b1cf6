"""Write the readings, the scored contacts and the coaching sessions of the invented contact centre.

    python sample_db/generate.py [FOLDER]

The same text comes out each time, byte for byte: only `random.random()` is drawn from, which every
Python gives alike for one seed, and each person and metric has a seed of its own, so that a change
to one leaves the others as they are. Who is there, and in which team and role, is read from
`people.toml` beside the readings.
"""

import csv
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from coaching_scenes import sessions_text
from evaluation_scenes import Week, contacts, sheet_text, with_sides, write_contacts
from evaluation_story import write_story

HERE = Path(__file__).parent / "contact_centre"
SEED = 145
LAST_DAY = date(2026, 10, 30)
"""A Friday; every reading of the 78 weeks up to it is dated on a Friday."""
FRIDAYS = [LAST_DAY - timedelta(weeks=back) for back in range(77, -1, -1)]

NEW_MENU = date(2025, 9, 15)
OUTAGE_WEEK = date(2026, 3, 13)
BAD_WEEK = date(2026, 6, 12)
"""Satisfaction falls for one week and comes back by itself: routine variation that
looks like an alarm.
"""
ROLE_PLAY = date(2026, 8, 12)
"""The one real shift: satisfaction and quality of communication rise and stay."""
NEW_SHIFTS = date(2026, 9, 7)
CHECKS_END = date(2026, 8, 28)
"""Adherence to procedure is not read after this week."""
IDLE_SINCE = date(2026, 5, 4)
"""From here on Bartosz falls short of the standard of productivity."""

COLUMNS = ("date", "metric", "person", "team", "value", "n", "numerator", "denominator", "note")
Line = dict[str, Any]


@dataclass(frozen=True)
class Stay:
    """A person in a team and a role, from a day up to, not including, another."""

    name: str
    code: str
    team: str
    role: str
    first: date
    end: date


def stays() -> list[Stay]:
    """Everybody's memberships as `people.toml` has them."""
    people = tomllib.loads((HERE / "people.toml").read_text(encoding="utf-8"))["person"]
    return [
        Stay(
            person["name"],
            person["code"],
            row["team"],
            row["role"],
            row["starts_on"],
            row.get("ends_on", person.get("ends_on", date.max)),
        )
        for person in people
        for row in person["membership"]
    ]


class Dice(Random):
    """Random draws made of `random()` alone, so that every Python and every machine
    gives the same.
    """

    def __init__(self, subject: str) -> None:
        super().__init__(f"{SEED} {subject}")

    def between(self, low: float, high: float) -> float:
        """A number from an interval."""
        return low + (high - low) * self.random()

    def about(self, middle: float, spread: float) -> float:
        """A number near `middle`; four uniform draws stand in for the bell curve and
        never stray far.
        """
        return middle + spread * 1.732 * (sum(self.random() for _ in range(4)) - 2)

    def successes(self, tries: int, percent: float) -> int:
        """How many of some tries succeed."""
        return sum(self.random() * 100 < percent for _ in range(tries))


@dataclass(frozen=True)
class Habits:
    """How somebody works, before any noise."""

    hours: float
    handle: float
    wrap: float
    busy: float
    satisfaction: float
    communication: float
    schedule: float
    procedure: float


def habits(stay: Stay) -> Habits:
    """What is steady about a person; the same in every team and role but for the hours
    on the phone.
    """
    dice = Dice(f"habits of {stay.code}")
    senior = stay.role == "Senior advisor"
    hours = (
        7.0
        if stay.role == "Team leader"
        else 18.0
        if stay.code in ("siobhan", "amir")
        else dice.between(26, 31)
    )
    return Habits(
        hours=hours,
        handle=dice.between(296, 348) + 44 * senior,
        wrap=dice.between(29, 43) + 17 * (stay.team == "Evening line"),
        busy=dice.between(0.745, 0.785),
        satisfaction=dice.between(-4.5, 4.5) + 2 * senior,
        communication=dice.between(-5, 5) + 3 * senior,
        schedule=dice.between(92.8, 96.2),
        procedure=dice.between(94.6, 98.4),
    )


def with_role_play(friday: date) -> float:
    """How much of its effect the training has: half in its first week, all of it from
    the second on.
    """
    return 0.0 if friday < ROLE_PLAY else 0.5 if friday < ROLE_PLAY + timedelta(days=7) else 1.0


def christmas(friday: date) -> bool:
    """The six busy weeks before the end of the year."""
    return (11, 20) <= (friday.month, friday.day) <= (12, 31)


def away(friday: date, dice: Dice) -> bool:
    """Whether somebody is on leave or ill all week."""
    summer = (7, 20) <= (friday.month, friday.day) <= (8, 25)
    return dice.random() < (
        0.17 if summer else 0.22 if friday.month == 12 and friday.day > 20 else 0.06
    )


def handle_time(stay: Stay, who: Habits, friday: date, dice: Dice) -> float:
    """Seconds a call; listening longer costs a little, the broken phone system much, a
    beginner more.
    """
    new = max(0.0, 90.0 - 6.0 * ((friday - stay.first).days // 7)) if stay.code == "rahul" else 0.0
    extra = (
        52.0 * (friday == OUTAGE_WEEK)
        + 7.0 * christmas(friday)
        + 8.0 * with_role_play(friday)
        + new
    )
    return dice.about(who.handle + extra, 9)


def week_of_person(stay: Stay, friday: date, mood: float) -> Iterator[Line]:
    """The readings of one person for one week; none where they were away."""
    dice = Dice(f"{stay.code} {friday}")
    if away(friday, dice):
        return
    who, trained = habits(stay), with_role_play(friday)
    hours = round(dice.between(0.88, 1.05) * who.hours, 1)
    handle = round(handle_time(stay, who, friday, dice))
    idle = 0.22 if stay.code == "bartosz" and friday >= IDLE_SINCE else 0.0
    calls = round(hours * 3600 * dice.about(who.busy - idle, 0.018) / handle)
    yield {"metric": "aht", "value": handle, "n": calls}
    yield {"metric": "wrap", "value": round(dice.about(who.wrap, 2.6)), "n": calls}
    yield {"metric": "prod", "numerator": calls, "denominator": hours}
    yield from _planned_minutes(stay, who, hours, friday, dice)
    surveys = dice.successes(calls, 14)
    if surveys:
        level = (
            79.3
            + mood
            + who.satisfaction
            + 6.9 * trained
            - 5.6 * (friday == BAD_WEEK)
            - 1.2 * christmas(friday)
        )
        glad = dice.successes(surveys, level)
        yield {"metric": "csat", "value": round(100 * glad / surveys, 1), "n": surveys}
    yield from _call_reviews(who, 74.2 + 5.9 * trained, friday, dice)


def _planned_minutes(
    stay: Stay, who: Habits, hours: float, friday: date, dice: Dice
) -> Iterator[Line]:
    moved = 9.0 if stay.team == "Evening line" and friday >= NEW_SHIFTS else 0.0
    planned = round(hours * 60 * 1.2 / 15) * 15
    kept = min(99.6, dice.about(who.schedule - moved, 1.3))
    yield {"metric": "schedule", "numerator": round(planned * kept / 100), "denominator": planned}


def _call_reviews(who: Habits, level: float, friday: date, dice: Dice) -> Iterator[Line]:
    reviewed = 2 + int(3 * dice.random())
    scores = [min(100, round(dice.about(level + who.communication, 6))) for _ in range(reviewed)]
    yield {"metric": "qoc", "scores": scores}
    if friday <= CHECKS_END:
        steps = 12 * reviewed
        yield {
            "metric": "procedure",
            "numerator": dice.successes(steps, who.procedure),
            "denominator": steps,
        }


def week_of_line(team: str, handled: int, friday: date) -> Iterator[Line]:
    """Service level and abandonment of one team's line, which answered so many calls."""
    dice = Dice(f"{team} {friday}")
    lost = (
        dice.about(7.4 if friday < NEW_MENU else 4.7, 0.35)
        + 1.1 * christmas(friday)
        + 6 * (friday == OUTAGE_WEEK)
    )
    offered = round(handled / (1 - lost / 100))
    since = min(1.0, (friday - FRIDAYS[0]).days / 200)
    fast = (
        72.0
        + 9.0 * since
        - 2.5 * christmas(friday)
        - 19 * (friday == OUTAGE_WEEK)
        - (team == "Evening line")
    )
    answered = min(handled, round(offered * dice.about(fast, 1.3) / 100))
    yield {"metric": "sl", "numerator": answered, "denominator": offered}
    yield {"metric": "abandon", "numerator": offered - handled, "denominator": offered}


def lines() -> Iterator[Line]:
    """Every reading, week by week: people first, then the teams' lines, then the whole centre."""
    everybody = stays()
    for friday in FRIDAYS:
        mood = Dice(f"week of {friday}").about(0.0, 0.7)
        handled = dict.fromkeys(sorted({stay.team for stay in everybody}), 0)
        day: Line = {"date": friday.isoformat()}
        for stay in everybody:
            if stay.first <= friday < stay.end:
                for line in week_of_person(stay, friday, mood):
                    handled[stay.team] += int(line["n"]) if line["metric"] == "aht" else 0
                    yield {**day, "person": stay.name, **line, "stay": stay}
        offered = 0
        for team, calls in handled.items():
            for line in week_of_line(team, calls, friday):
                offered += int(line["denominator"]) if line["metric"] == "sl" else 0
                yield {**day, "team": team, **line}
        note = "Phone system down on Tuesday and Wednesday." if friday == OUTAGE_WEEK else ""
        yield {**day, "metric": "offered", "value": offered, "note": note}


def week_of_scores(line: Line) -> Week:
    """What the calls of a person and a week came to."""
    stay, scores = line["stay"], line["scores"]
    tenths = round(10 * round(sum(scores) / len(scores), 1))
    friday = date.fromisoformat(line["date"])
    return Week(stay.code, stay.name, friday, tenths, tuple(scores), stay.team)


def main(folder: Path) -> None:
    """Write all files into a folder."""
    every = [*lines()]
    with (folder / "readings.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(line for line in every if "scores" not in line)
    (folder / "sessions.toml").write_text(sessions_text(), encoding="utf-8", newline="\n")
    (folder / "sheets.toml").write_text(sheet_text(), encoding="utf-8", newline="\n")
    weeks = with_sides([week_of_scores(line) for line in every if "scores" in line])
    found = [*contacts(weeks)]
    write_contacts(folder / "evaluations.csv", found)
    here = {stay.code: stay.name for stay in stays() if stay.end > LAST_DAY}
    write_story(folder, found, here.items())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
