"""The words of quick entry: notes in quotes, names in braces, numbers put together, in time linear
in the line.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from msgspec import Struct

from kpitui.domain.numbers import CURRENCIES
from kpitui.domain.typography import HOLDING_BLANKS, plain_signs
from kpitui.domain.value_parsing import NOT_APPLICABLE

LONGEST_LINE = 100_000
"""Before any work: a line of 10 MB costs seconds."""

MOST_WORDS = 2_000
"""What holds more words is a file, and is to be imported as one."""

_OPENING = '"“”„«»'
_END, _NAME_END = "(?=[\\s;；]|$)", "(?=[\\s,;；]|$)"
_QUOTED = {
    "double": r'"(?P<double>(?:[^"]|"")*)"',
    "curly": "[“”„‟](?P<curly>[^“”„‟]*)[“”‟]",
    "angled": "[«»](?P<angled>[^«»]*)[«»]",
    "single": r"'(?P<single>(?:[^']|'')*)'",
    "comma": "[‘‚‛](?P<comma>[^‘‚‛]*?)[’‘]",
}
# Only as long as a name can be: an open brace before each word would be looked for an end to the
# end of the line.
_NAME = r"\{(?P<name>(?:[^}]|\}\}){0,200})\}"
_REST = r"(?P<end>[;；])|(?P<word>[^\s;；]+)"


def _pattern(*quoted: str) -> str:
    return rf"(?:(?P<bang>[!！]?)(?:{'|'.join(quoted)}){_END}|{_NAME}{_NAME_END})|{_REST}"


_TOKEN = {
    True: _pattern(*_QUOTED.values()),
    False: _pattern(*(one for kind, one in _QUOTED.items() if kind not in ("single", "comma"))),
}
_SIGN = f"[%{CURRENCIES}]"
_BARE = r"[+-]?[0-9][0-9.,:']*"
_CLOCK = "[0-9]{1,4}m[0-9]{2}s?|[0-9]{1,5}s"
_NUMBER = re.compile(
    rf"{NOT_APPLICABLE}|{_CLOCK}|[+-]?[{CURRENCIES}]?[0-9][0-9.,:'/]*{_SIGN}?|[+-]?[0-9][^\s]*%"
)
_SIZE = re.compile(r"n=.*", re.IGNORECASE)


class Token(Struct, frozen=True):
    """A `word` in plain signs, a `name` in braces, a `note` in quotes, an `action` (`!`) in quotes,
    or an `end` (`;`).

    `typed` is what stands in the line, `joint` the blank before it: one that holds words together,
    or a plain one.
    """

    text: str
    kind: str
    typed: str = ""
    joint: str = " "

    @property
    def is_number(self) -> bool:
        """Whether it is to be read as a value."""
        return self.kind == "word" and _NUMBER.fullmatch(self.text) is not None

    @property
    def is_size(self) -> bool:
        """Whether it is to be read as a sample size."""
        return self.kind == "word" and _SIZE.fullmatch(self.text) is not None


def tokens(line: str, *, single_quotes: bool) -> Iterator[Token]:
    """The tokens of a line; without `single_quotes` those are apostrophes, and only double ones
    hold a note.
    """
    end = 0
    for found in re.finditer(_TOKEN[single_quotes], line):
        typed, groups, blanks = found[0], found.groupdict(), line[end : found.start()]
        joint, end = blanks if blanks and not blanks.strip(HOLDING_BLANKS) else " ", found.end()
        if groups["word"] is not None:
            yield Token(plain_signs(typed), "word", typed, joint)
        elif groups["end"] is not None:
            yield Token(";", "end", typed)
        elif groups["name"] is not None:
            yield Token(groups["name"].replace("}}", "}"), "name", typed, joint)
        else:
            kind = next(one for one in _QUOTED if groups.get(one) is not None)
            quote = {"double": '"', "single": "'"}.get(kind, "")
            text: str = groups[kind].replace(quote * 2, quote) if quote else groups[kind]
            yield Token(text, "action" if groups["bang"] else "note", typed)


def as_typed(words: Sequence[Token]) -> str:
    """The words as they stand in the line."""
    return "".join(word.joint + word.typed for word in words)[len(words[0].joint) :]


def not_closed(token: Token) -> str:
    """That a note begins with a word and does not end, without a full stop."""
    return f"the note that {token.typed} opens is not closed; put a quote after its last word"


def unclosed(token: Token) -> str:
    """Why a word is the half of a note in double quotes, without a full stop; empty where it is
    none.
    """
    if token.kind == "word" and token.typed[0] in _OPENING:
        return not_closed(token)
    if token.kind == "word" and token.typed[-1] in _OPENING:
        return f"the note that {token.typed} ends has no quote before its first word"
    return ""


_BEFORE_LETTER = re.compile(r"(?:(?<=\w,)|(?<=^,))(?=[^\W\d])")


def at_commas(words: Iterable[Token]) -> list[Token]:
    """The tokens with a word such as `helen,tom` or `k12,k13` in two; numbers stay whole."""
    found: list[Token] = []
    for word in words:
        parts = _BEFORE_LETTER.split(word.typed) if word.kind == "word" else [word.typed]
        if len(parts) == 1:
            found.append(word)
            continue
        joints = [word.joint, *[""] * (len(parts) - 1)]
        found += [
            Token(plain_signs(part), "word", part, joint)
            for part, joint in zip(parts, joints, strict=True)
        ]
    return found


def first_words(line: str, *, single_quotes: bool) -> list[Token]:
    """The tokens of a line, of which no more than one too many are looked at."""
    return list(islice(tokens(line, single_quotes=single_quotes), MOST_WORDS + 2))


_COLON, _COMMA = re.compile(r"[:=](?=[0-9+-])|[:=,]$"), re.compile(",$")


def without_colons(words: Iterable[Token]) -> Iterator[Token]:
    """The tokens without the sign that parts a name from its number, or a number from what
    follows: `csat: 92`, `csat=92`, `92, tom`.
    """
    for word in words:
        sign = _COMMA if word.is_number or word.is_size else _COLON
        found = sign.search(word.text, 1) if word.kind == "word" else None
        if found is None:
            yield word
            continue
        rest, joint = word.text[found.end() :], word.joint
        yield Token(word.text[: found.start()], "word", word.typed[: found.start()], joint)
        if rest:
            yield Token(rest, "word", rest)


def joined(words: list[Token]) -> list[Token]:
    """The tokens with each number in one piece: `92 %`, `4,50 €`, `$ 4.50`, `45 / 50`,
    `45 of 50`.
    """
    whole: list[Token] = []
    place = 0
    while place < len(words):
        length = _length_of_number(words, place)
        parts = words[place : place + length]
        if length == 1:
            whole.append(parts[0])
        else:
            text = "".join("/" if part.text == "of" else part.text for part in parts)
            whole.append(Token(text, "word", as_typed(parts), parts[0].joint))
        place += length
    return whole


def _length_of_number(words: list[Token], place: int) -> int:
    texts = [word.text if word.kind == "word" else "" for word in words[place : place + 3]]
    if (
        texts[1:2] in (["/"], ["of"])
        and all(re.fullmatch(_BARE, text) for text in texts[::2])
        and len(texts) == 3
    ):
        return 3
    if len(texts) < 2:
        return 1
    sign_behind = re.fullmatch(_BARE, texts[0]) and re.fullmatch(_SIGN, texts[1])
    sign_before = re.fullmatch(f"[+-]?[{CURRENCIES}]", texts[0]) and re.fullmatch(
        _BARE.removeprefix("[+-]?"), texts[1]
    )
    return 2 if sign_behind or sign_before else 1
