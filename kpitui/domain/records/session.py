"""Coaching sessions."""

from datetime import date as day
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Struct

from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.action import Action, Promise
from kpitui.domain.records.detail import Detail
from kpitui.domain.text import LINE_LIMIT, NAME_LIMIT


class SessionKind(StrEnum):
    """What a coach and a person did together."""

    ROLE_PLAY = "role-play"
    SIDE_BY_SIDE = "side-by-side"
    CALL_REVIEW = "call review"
    TRAINING = "training"
    ONE_TO_ONE = "one-to-one"


class FollowUpOutcome(StrEnum):
    """What became of what was agreed, once someone looked again."""

    KEPT = "kept"
    PARTLY = "partly"
    NOT_YET = "not yet"


KIND_WORDS = ", ".join(kind.value for kind in SessionKind)
"""The kinds of sessions, as a person reads them."""


class SessionTerms(Struct, frozen=True, kw_only=True):
    """What a coach says of a session."""

    kind: Annotated[
        SessionKind,
        Detail(
            "Session type", "r role-play, s side-by-side, c call review, t training, o one-to-one"
        ),
    ]
    date: Annotated[day, Detail("Date", "fri, -3d, 2026-11-03", past=True)]
    minutes: Annotated[
        int | None, Detail("Length (min)", "such as 20; optional", least=1, most=1440)
    ] = None
    focus: tuple[int, ...] = ()
    """The metrics it was about, in the order they were named."""
    evaluations: tuple[int, ...] = ()
    """The scored contacts that it talks about, by their ids."""
    behaviour: Annotated[
        str,
        Detail("Focus", "metrics or a behaviour, separated by ; such as: empathy; handle time",
               limit=NAME_LIMIT),
    ] = ""  # fmt: skip
    """What it was about besides metrics: empathy, greeting."""
    seen: Annotated[str, Detail("Observed", "what you saw or heard")] = ""
    strengths: Annotated[str, Detail("Strengths", "what went well already; optional")] = ""
    agreed: Annotated[str, Detail("Agreed next steps", "what you agreed on")] = ""
    follow_up_on: Annotated[
        day | None,
        Detail("Follow-up date", "such as +14d, fri, 2026-12-07; optional"),
    ] = None
    reference: Annotated[
        str,
        Detail("Reference", "calls or contacts by their number, separated by ;", limit=NAME_LIMIT),
    ] = ""  # fmt: skip
    """Contacts that it was about and that no one scored."""
    actions: tuple[Promise, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it is coaching: something was observed, strong or agreed, or is to be done."""
        said = (self.seen, self.strengths, self.agreed)
        return any(text.strip() for text in said) or bool(self.actions)


class SessionDraft(SessionTerms, frozen=True, kw_only=True):
    """One coaching session as it was typed, with the readings taken in it."""

    person_id: int
    with_ids: tuple[int, ...] = ()
    """Who else was there; results and evaluations are of `person_id` alone."""
    coach: str = ""
    """Who held it; empty for who saves it."""
    readings: tuple[ReadingDraft, ...] = ()

    def __post_init__(self) -> None:
        if self.follow_up_on is not None and self.follow_up_on < self.date:
            raise ValueError("the follow-up is before the session")


class FollowUpSaid(Struct, frozen=True):
    """What someone says of a follow-up; one that is not yet done is asked about again on a day."""

    outcome: FollowUpOutcome = FollowUpOutcome.KEPT
    note: str = ""
    again_on: day | None = None


class CoachingSession(SessionTerms, frozen=True, kw_only=True):
    """A coach with a person on a day: what it was about, what was seen, what was agreed."""

    id: int
    coach: Annotated[
        str,
        Detail("Coach", "if it was someone else than you", asked=False, limit=NAME_LIMIT),
    ]
    person_id: int
    together_id: int | None = None
    """The first session of several that were held at once; None for that one, and for one alone."""
    followed_up_on: Annotated[day | None, Detail("Followed up", asked=False)] = None
    outcome: Annotated[
        FollowUpOutcome | None, Detail("Outcome", "k kept, p partly, n not yet", asked=False)
    ] = None
    """What became of it; `not yet` while the follow-up stays open."""
    outcome_note: Annotated[
        str,
        Detail("In a word", "what you saw or heard; optional", asked=False, limit=LINE_LIMIT),
    ] = ""  # fmt: skip
    acknowledged_at: datetime | None = None
    """When the person confirmed what was agreed, or someone noted that they did."""
    acknowledged_by: str | None = None
    reply: Annotated[
        str,
        Detail("Agent's answer", "in a sentence; it stands with the session", asked=False,
               limit=LINE_LIMIT),
    ] = ""  # fmt: skip
    """What the person answered."""
    actions: tuple[Action, ...] = ()
    version: int = 1

    def follow_up_overdue(self, on: day) -> bool:
        """Whether looking again was due before that day and has not happened."""
        return (
            self.followed_up_on is None and self.follow_up_on is not None and self.follow_up_on < on
        )
