"""The coaching sessions of the invented contact centre: what was seen and agreed, and who sat with
whom when.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta

LAST_DAY = date(2026, 10, 30)

CSAT, QOC = "Customer satisfaction", "Quality of communication"
AHT, WRAP, PRODUCTIVITY = "Average handle time", "Call wrap-up time", "Productivity"
SCHEDULE, PROCEDURE = "Adherence to schedule", "Adherence to procedure"

LEADERS = {
    "H": "Helen Marsh",
    "M": "Marcus Bell",
    "I": "Ingrid Solberg",
}
MARIA = "María Fernanda Guadalupe de la Concepción Villanueva-Ortigas"


@dataclass(frozen=True)
class Scene:
    """A kind of session with its words; `promise` is what the person takes on, to be done within
    some days.
    """

    kind: str
    minutes: int
    focus: tuple[str, ...]
    seen: str
    agreed: str
    promise: str
    within: int


SCENES = {
    "greeting": Scene(
        "call review", 30, (QOC,),
        "Two calls heard together. Opens with the order number before the customer has finished "
        "the first sentence.",
        "Let the customer finish, then say back in one sentence what they want.",
        "Mark three own calls where the customer was heard out", 10,
    ),
    "plain words": Scene(
        "call review", 30, (QOC,),
        "Speaks of “escalation to tier 2” and “RMA”; the customer asked twice what that means.",
        "Own list of five house words and what to say instead.",
        "Write the list of five words and hang it at the desk", 7,
    ),
    "feeling": Scene(
        "training", 90, (CSAT, QOC),
        "Empathy training, first half: hears the anger, answers with the rule. Found the sentence "
        "in the third try.",
        "Name the feeling first, then the way out.",
        "Try the sentence in five calls and note what came back", 14,
    ),
    "closing": Scene(
        "side-by-side", 60, (CSAT,),
        "Six calls. Solves every case; four end without saying what happens next and when.",
        "Last sentence of each call: who does what by when.",
        "Ask one colleague to listen to the endings of three calls", 10,
    ),
    "long calls": Scene(
        "side-by-side", 60, (AHT,),
        "Searches three screens for the delivery date while the customer waits; the talking itself "
        "is good.",
        "Not to speak faster: open the delivery screen before the greeting.",
        "Set up the two screens as shown", 3,
    ),
    "hurry": Scene(
        "one-to-one", 30, (AHT, CSAT),
        "Handle time below the band for a month. Ends calls early because “long calls look bad”.",
        "The band is there for the customer: time that a case needs is right.",
        "Take the time in returns and tell me on Friday how it felt", 7,
    ),
    "notes": Scene(
        "side-by-side", 60, (WRAP,),
        "Writes the notes after the call from memory, then once more in the order [remarks field].",
        "Type while the customer tells; use the remarks field only.",
        "Use the short forms from the sheet for one week", 7,
    ),
    "breaks": Scene(
        "one-to-one", 20, (SCHEDULE,),
        "Breaks slip because the call before them runs over. Did not know that a break may be "
        "moved by 15 minutes.",
        "Tell the floor desk in time; no need to hurry the call.",
        "Ask for the move each time for two weeks", 14,
    ),
    "order read back": Scene(
        "call review", 30, (PROCEDURE,),
        "Identity and consent right in all four calls; the order was read back in one.",
        "Read back article, amount and address before the closing.",
        "Card with the three words beside the screen", 2,
    ),
    "new": Scene(
        "training", 120, (AHT, PROCEDURE),
        "Third week. Knows the steps, asks for help at the right time, looks long for articles.",
        "Half a day beside Dmitri; no look at handle time in the first three months.",
        "Write down what was searched for more than a minute", 5,
    ),
    "bad week": Scene(
        "one-to-one", 30, (CSAT,),
        "Called in because last week's satisfaction was the lowest of the team. Three calls heard: "
        "nothing unusual.",
        "Nothing to change; we look at it again with more weeks.",
        "Keep the usual call reviews", 14,
    ),
    "late parcel": Scene(
        "role-play", 45, (CSAT, QOC),
        "Played the customer whose parcel comes late for the third time. First round: explains the "
        "carrier. Second round: says sorry for the third time, not for the parcel.",
        "The second round is the way. Once a day on purpose.",
        "One late-parcel call a day in the new way", 14,
    ),
    "wants to leave": Scene(
        "role-play", 45, (CSAT, QOC),
        "Played the customer who wants to end the contract. Offers a discount in the first minute.",
        "Ask what happened, listen, repeat; only then the offers.",
        "Two questions before any offer, for two weeks", 14,
    ),
    "silence": Scene(
        "role-play", 30, (QOC,),
        "Fills every pause. In the second round counted to three; the customer told the real "
        "reason by herself.",
        "Three seconds after each question.",
        "Replay one own call and count the pauses", 7,
    ),
    "angry": Scene(
        "role-play", 45, (CSAT, QOC),
        "Stays calm and correct, sounds cold. With “I would be angry too” the whole call turned.",
        "Own words for that sentence until it no longer sounds learned.",
        "Bring two ways of saying it to the next session", 10,
    ),
    "pairs": Scene(
        "call review", 45, (QOC, CSAT),
        "Reviewed each other's calls in pairs. Scores within two points of mine; sees in others "
        "what own calls lack.",
        "Pairs go on without me every second week.",
        "Fix the next two dates with the partner", 7,
    ),
}  # fmt: skip

# Day, coach, person, scene; a person coached for a bad week was picked because that week was the
# worst.
SESSIONS = (
    ("2025-05-21", "H", "Chidi Okafor", "greeting"),
    ("2025-06-11", "M", "Lukas Brandt", "long calls"),
    ("2025-07-02", "I", "Yusuf Demir", "notes"),
    ("2025-07-23", "H", "Sam Ortiz [red desk]", "order read back"),
    ("2025-08-20", "M", MARIA, "plain words"),
    ("2025-09-10", "I", "Nia Llewellyn", "breaks"),
    ("2025-10-01", "H", "Tom Whitfield", "closing"),
    ("2025-10-22", "M", "Grace Adeyemi", "hurry"),
    ("2025-11-12", "I", "王小明", "greeting"),
    ("2025-12-03", "H", "Bartosz Wiśniewski", "order read back"),
    ("2026-01-14", "M", "Oluwaseun Bakare", "plain words"),
    ("2026-01-28", "I", "Élodie Marchand", "closing"),
    ("2026-02-10", "H", "Priya Nair", "feeling"),
    ("2026-02-11", "M", "佐藤 美咲", "feeling"),
    ("2026-02-12", "I", "Amir Haddad [weekends]", "feeling"),
    ("2026-03-18", "I", "Rahul Menon", "new"),
    ("2026-04-15", "H", "Siobhán O'Neill", "breaks"),
    ("2026-04-29", "M", "Tom Whitfield", "long calls"),
    ("2026-05-20", "I", "Rahul Menon", "notes"),
    ("2026-06-16", "H", "Sam Ortiz [red desk]", "bad week"),
    ("2026-06-16", "M", "Fatima Zahra El Idrissi", "bad week"),
    ("2026-06-17", "I", "Dmitri Volkov", "bad week"),
    ("2026-07-08", "M", "Lukas Brandt", "order read back"),
    ("2026-08-12", "H", "Chidi Okafor", "late parcel"),
    ("2026-08-12", "M", "Grace Adeyemi", "late parcel"),
    ("2026-08-13", "I", "Yusuf Demir", "late parcel"),
    ("2026-08-13", "H", "Ana Kovač", "wants to leave"),
    ("2026-08-14", "M", "佐藤 美咲", "wants to leave"),
    ("2026-08-19", "I", "王小明", "silence"),
    ("2026-08-20", "H", "Sam Ortiz [red desk]", "angry"),
    ("2026-08-26", "M", MARIA, "angry"),
    ("2026-09-02", "I", "Nia Llewellyn", "silence"),
    ("2026-09-09", "H", "Priya Nair", "wants to leave"),
    ("2026-09-16", "M", "Oluwaseun Bakare", "late parcel"),
    ("2026-09-23", "I", "Élodie Marchand", "breaks"),
    ("2026-09-30", "H", "Chidi Okafor", "pairs"),
    ("2026-10-07", "M", "Tom Whitfield", "angry"),
    ("2026-10-14", "I", "Amir Haddad [weekends]", "breaks"),
    ("2026-10-21", "M", "Lukas Brandt", "pairs"),
    ("2026-10-27", "H", "Siobhán O'Neill", "silence"),
)

TOGETHER = {("2026-10-21", "Lukas Brandt"): "Tom Whitfield"}
"""Who else was there, and has a session and an action of their own."""

FORGOTTEN = {"2026-07-08", "2026-09-02", "2026-09-16"}
"""Sessions whose follow-up and action were let slip."""

HEADER = """\
# Coaching in the invented contact centre; written by sample_db/generate.py.
"""


def _session(day: date, coach: str, person: str, scene: Scene, first: str = "") -> str:
    """One session; `first` is whose it was, where it was held for several at once."""
    follow_up = day + timedelta(days=21 if scene.within > 7 else 14)
    due = day + timedelta(days=scene.within)
    kept = day.isoformat() not in FORGOTTEN
    head = {
        "coach": LEADERS[coach],
        "person": person,
        **({"together": first} if first else {}),
        "date": day,
        "kind": scene.kind,
        "minutes": scene.minutes,
    }
    head |= {
        "focus": list(scene.focus),
        "seen": scene.seen,
        "agreed": scene.agreed,
        "follow_up_on": follow_up,
    }
    action: dict[str, object] = {"text": scene.promise, "who": person, "due_on": due}
    if kept and follow_up + timedelta(days=1) <= LAST_DAY:
        head["followed_up_on"] = follow_up + timedelta(days=day.day % 2)
    if kept and due <= LAST_DAY:
        action["done_on"] = due - timedelta(days=day.day % 3 if scene.within > 3 else 0)
    return f"[[session]]\n{_pairs(head)}\n[[session.action]]\n{_pairs(action)}"


def _pairs(values: dict[str, object]) -> str:
    return "".join(f"{name} = {_toml(value)}\n" for name, value in values.items())


def _toml(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def sessions_text() -> str:
    """All sessions, oldest first, as TOML."""
    tables = []
    for day, coach, person, scene in SESSIONS:
        held = date.fromisoformat(day), coach
        tables.append(_session(*held, person, SCENES[scene]))
        if other := TOGETHER.get((day, person)):
            tables.append(_session(*held, other, SCENES[scene], person))
    return "\n".join([HEADER, *tables])
