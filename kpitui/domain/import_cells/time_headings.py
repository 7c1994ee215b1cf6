"""What headings say of lengths of time below them."""

import re

from kpitui.domain.import_answers import TimeScale
from kpitui.domain.import_cells.lengths import scale_of_mark
from kpitui.domain.typography import folded

_TIMES = re.compile(
    r"(?:.*\b)?(?<!on )(?<!first )(?<!real )(?<!full )(?<!part )(?<!over )"
    r"(?:time|duration|aht|acw|asa)"
    r"|.*(?:zeit|dauer)|(?:duree|temps|delai|tiempo|duracion)\b.*"
    r"|(?:avg|average|mean|median|max|longest|total) (?:.*\b)?"
    r"(?:handle|talk|hold|wait|wrap|queue|answer|work|ring)"
)

_OF_A_DAY = re.compile(
    r"\b(?:start|started|end|ended|begin|began|finish|finished|arrival|arrived|departure"
    r"|log ?in at|log(?:ged)? ?(?:out|off)|sign(?:ed)? ?(?:out|off)|clock(?:ed)? (?:in|out)"
    r"|first login|last logout|beginn|ende)\b"
)
_OF_A_CALL = re.compile(
    r"\b(?:aht|asa|acw|att|talk|talking|hold|holding|wait|waiting|wrap|wrapup|handle|handling"
    r"|answer|answering|ring|ringing|queue|call|calls|chat|after|speed|delay|traitement|attente"
    r"|espera)\b|(?:gesprachs|warte|halte|nachbearbeitungs|bearbeitungs)(?:zeit|dauer)"
)
_OF_A_SHIFT = re.compile(
    r"\b(?:staff|staffed|log ?in|log ?on|logged|signed|sign ?in|shift|work|worked|working|paid"
    r"|breaks?|lunch|meals?|pauses?|scheduled?|rostered|overtime|available|productive|active|online"
    r"|attendance|presence|training|meetings?)\b|(?:arbeits|anmelde|schicht|pausen|login)(?:zeit|dauer)"
)

_IN_BRACKETS = re.compile(r"[(\[] ?(?:in )?([a-z]+)\.? ?[)\]]")
_BEHIND_IN = re.compile(r"\bin ([a-z]+)\.?$")
_LAST_WORD = re.compile(r"[a-z]+$")


def scale_named(heading: str) -> TimeScale | None:
    """What the numbers under a heading count, where it says so surely: `(s)`, `[ms]`,
    `in seconds`, `handle_seconds`, `Talk minutes`.
    """
    word = folded(heading).replace("_", " ").strip()
    for pattern in (_IN_BRACKETS, _BEHIND_IN):
        if found := pattern.search(word):
            return scale_of_mark(found[1])
    last = _LAST_WORD.search(word)
    if last and last.start() and len(last[0]) >= 6:
        return scale_of_mark(last[0])
    return "milliseconds" if last and last.start() and last[0] in ("ms", "msec") else None


def scale_hinted(heading: str) -> TimeScale | None:
    """What they count, where it is known that they are lengths of time, so that `AHT min` means
    minutes and `AHT sec` seconds.
    """
    last = _LAST_WORD.search(folded(heading).replace("_", " ").strip(" ."))
    return scale_named(heading) or (scale_of_mark(last[0]) if last and last.start() else None)


def names_length(name: str) -> bool:
    """Whether a name is that of a length of time: `Talk time`, `AvgHoldDuration`, `Avg Handle`,
    `Gesprächsdauer`.
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    plain = re.sub(r"[(\[].*|_", " ", folded(apart))
    return _TIMES.fullmatch(" ".join(plain.split())) is not None


def counts_hours(name: str) -> bool | None:
    """Whether 7:45 under a name is rather hours and minutes, as of `Staffed Time`, than minutes and
    seconds, as of `Talk time`; None where the name does not say.
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    plain = " ".join(re.sub(r"[\W_]+", " ", folded(apart)).split())
    if _OF_A_DAY.search(plain):
        return True
    if _OF_A_CALL.search(plain):
        return False
    return True if _OF_A_SHIFT.search(plain) else None
