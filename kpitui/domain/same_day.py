"""What becomes of a new reading where its metric, subject and day have one already: it is added, or
takes its place.
"""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.readings import ReadingDraft, RecordedReading, typed_over
from kpitui.domain.records.metric import Metric
from kpitui.domain.value_parsing import size_text

Place = tuple[int, int | None, int | None, date]


class Placed(Struct, frozen=True):
    """A reading on its way into the file.

    It becomes another version of the reading `over`, whose fellows are voided; or a new one, beside
    those that are `known` to stand there where someone looked.
    """

    draft: ReadingDraft
    over: RecordedReading | None = None
    voids: tuple[RecordedReading, ...] = ()
    known: frozenset[int] | None = None


def place_of(draft: ReadingDraft) -> Place:
    """Metric, subject and day, of which one reading is expected."""
    return draft.metric_id, draft.person_id, None if draft.person_id else draft.team_id, draft.date


def placed(
    drafts: Sequence[ReadingDraft],
    standing: Sequence[Sequence[RecordedReading]],
    *,
    replaces: bool | None,
) -> list[Placed | None]:
    """What each draft becomes, beside the readings that are standing for it, oldest first.

    With `replaces` the newest of these is corrected, what is not typed stays, and the others are
    voided; a draft that a later one of the same place overtakes becomes nothing, None. Without it
    all are added; with None nothing may stand there when they are.
    """
    last = {place_of(draft): number for number, draft in enumerate(drafts)}
    found: list[Placed | None] = []
    for number, (draft, others) in enumerate(zip(drafts, standing, strict=True)):
        known = None if replaces is False else frozenset(other.id for other in others)
        if replaces and last[place_of(draft)] != number:
            found.append(None)
        elif replaces and others:
            *voids, over = others
            found.append(Placed(typed_over(over.draft, draft), over, tuple(voids), known))
        else:
            found.append(Placed(draft, known=known))
    return found


def standing_said(shown: Sequence[str]) -> str:
    """What stands for a day already, in few words: `80.9 points, 79.5 points and 9 more`."""
    if len(shown) <= NAMED:
        return " and ".join(shown)
    return f"{', '.join(shown[: NAMED - 1])} and {len(shown) - NAMED + 1} more"


NAMED = 3
"""So many readings of a day are named; a day may have many scores."""


def kept_and_dropped(
    old: ReadingDraft,
    new: ReadingDraft,
    typed: ReadingDraft,
    metric: Metric,
    *,
    decimal_comma: bool = False,
) -> str:
    """What stays of an old reading that was `typed` over, and which parts of it go, in brackets
    behind a blank: ` (n=187, note kept)`, ` (464/480 dropped)`; empty where nothing is to be said.
    """
    kept = [f"n={new.n}"] if new.n is not None and typed.n is None else []
    kept += ["note"] if new.note and not typed.note else []
    said = [f"{', '.join(kept)} kept"] if kept else []
    part, whole = old.numerator, old.denominator
    if part is not None and whole is not None and new.value is not None and new.n is None:
        parts = size_text(metric, part, whole, decimal_comma=decimal_comma)
        said.insert(0, f"{parts} dropped")
    return f" ({'; '.join(said)})" if said else ""
