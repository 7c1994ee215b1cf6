"""The lengths of time of files, in seconds."""

import re
from collections.abc import Mapping

from kpitui.domain.import_answers import TimeScale
from kpitui.domain.import_cells.figures import shown
from kpitui.domain.numbers import NotANumber
from kpitui.domain.typography import folded, plain_signs

SECONDS: Mapping[TimeScale, float] = {
    "seconds": 1.0, "milliseconds": 0.001, "minutes": 60.0, "hours": 3600.0, "days": 86400.0,
}  # fmt: skip
"""How many seconds one of each has."""

LONGEST = 60

_ALL_NAMES: Mapping[TimeScale, str] = {
    "milliseconds": "ms msec msecs millis millisecond milliseconds millisekunden millisecondes "
    "milisegundos",
    "seconds": "s sec secs second seconds sek sekunde sekunden seconde secondes seg segundo "
    "segundos",
    "minutes": "m min mins mn minute minutes minuten minuto minutos",
    "hours": "h hr hrs hour hours std stunde stunden heure heures hora horas",
    "days": "d day days tag tage tagen jour jours dia dias",
}
_NAMES: Mapping[str, TimeScale] = {
    name: scale for scale, names in _ALL_NAMES.items() for name in names.split()
}
_CLOCK = re.compile(
    r"(?P<sign>[-+]?)"
    r"(?:(?P<days>[0-9]{1,4})(?: ?(?:d|days?|tage?|jours?|dias?),? ?|\.(?=[0-9]{2}:[0-9]{2}:)))?"
    r"(?P<first>[0-9]{0,5}):(?P<second>[0-9]{2})(?::(?P<third>[0-9]{2}))?"
    r"(?P<fraction>[.,][0-9]{1,9})?(?: ?(?P<half>[ap])\.?m\.?)?"
)
_USUAL = re.compile(r"(?:([0-9]{1,5}):(?=[0-5]))?([0-9]{1,2}):([0-5][0-9])")
_EPOCH = re.compile(r"(?:1899-12-30|1900-01-00)[ t]")
# Three digits behind a sign could be thousands.
_PART = re.compile(
    r"([0-9]{1,9}(?:[.,](?:[0-9]{1,2}|[0-9]{4,9}))?|0[.,][0-9]{3}) ?([a-z]+)\.?[ ,]*"
)
_MILLIONS = re.compile(r"[-+]?[0-9.,]+ ?M")
_ISO = re.compile(
    r"(-?)p(?:([0-9]{1,5})d)?(?:t(?:([0-9]{1,6})h)?(?:([0-9]{1,7})m)?"
    r"(?:([0-9]{1,9}(?:[.,][0-9]{1,9})?)s)?)?"
)


def read_length(text: str) -> float | None:
    """The seconds of a text that is written as a length of time, None where it is not.

    `5:40` and `0:05:40`, `25:00:00`, `:45`, `12:05:40 AM`, `5m 40s`, `0 days 00:05:40`, `PT5M40S`.
    Raises `NotANumber` for what looks like one but cannot be, such as 5:75.
    """
    if usual := _USUAL.fullmatch(text):
        return int(usual[1] or 0) * 3600.0 + int(usual[2]) * 60.0 + int(usual[3])
    word = _EPOCH.sub("", " ".join(folded(plain_signs(text)).split()))
    if len(word) > LONGEST or _MILLIONS.fullmatch(text.strip()):
        return None
    if ":" in word:
        return _clock(word, text)
    if word.startswith(("p", "-p")):
        iso = _ISO.fullmatch(word)
        if iso and any(iso.groups()[1:]):
            seconds = sum(
                float((part or "0").replace(",", ".")) * size
                for part, size in zip(iso.groups()[1:], (86400, 3600, 60, 1), strict=True)
            )
            return -seconds if iso[1] else seconds
        return None
    return _in_words(word)


def _clock(word: str, text: str) -> float:
    found = _CLOCK.fullmatch(word)
    if found is None:
        raise _no_length(text)
    days, third, half = found["days"], found["third"], found["half"]
    first, second = int(found["first"] or 0), int(found["second"])
    hours, minutes, seconds = (
        (first, second, int(third or 0)) if third or half or days else (0, first, second)
    )
    if seconds > 59 or (minutes > 59 and (third or half or days)) or (days and hours > 23):
        raise _no_length(text)
    if half:
        if not 1 <= hours <= 12:
            raise _no_length(text)
        hours = hours % 12 + (12 if half == "p" else 0)
    fraction = float("0" + found["fraction"].replace(",", ".")) if found["fraction"] else 0.0
    total = int(days or 0) * 86400.0 + hours * 3600.0 + minutes * 60.0 + seconds + fraction
    return -total if found["sign"] == "-" else total


def _in_words(word: str) -> float | None:
    sign, rest = (-1.0, word[1:].lstrip()) if word.startswith("-") else (1.0, word)
    total, place, least = 0.0, 0, float("inf")
    while place < len(rest):
        part = _PART.match(rest, place)
        scale = _NAMES.get(part[2]) if part else None
        if part is None or scale is None or SECONDS[scale] >= least:
            return None
        least = SECONDS[scale]
        total += float(part[1].replace(",", ".")) * least
        place = part.end()
    return sign * total if place else None


def scale_of_mark(mark: str) -> TimeScale | None:
    """What a number counts by the unit behind it; None where that is no length of time."""
    return _NAMES.get(folded(mark).strip(" ."))


def _no_length(text: str) -> NotANumber:
    return NotANumber(
        f"“{shown(text.strip())}” is no length of time; write it like 6:30 or 1:06:30"
    )
