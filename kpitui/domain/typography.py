"""What keyboards, phones and word processors make of plain characters, read as what was meant."""

import re
import unicodedata

_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"
_APOSTROPHES = "\u2018\u2019\u201b\u02b9\u02bc\u2032"
HOLDING_BLANKS = "\u00a0\u2007\u202f"
"""Blanks that hold two words together, which someone typed on purpose."""

_BLANKS = f"{HOLDING_BLANKS}\u2009\u3000"
_JOINERS = "\u200c\u200d"
_SIGNS = str.maketrans(
    {
        code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)
    }  # full-width digits, letters and signs
    | dict.fromkeys(map(ord, _HYPHENS), "-")
    | dict.fromkeys(map(ord, _APOSTROPHES), "'")
    | dict.fromkeys(map(ord, _BLANKS), " ")
)
# Letters that no decomposition takes apart, by what people type who do not have them.
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ø": "o",
        "ŧ": "t",
        "þ": "th",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
    }
    | dict.fromkeys(_JOINERS, "")
)


def plain_signs(text: str) -> str:
    """The text with plain digits, blanks, minus signs and apostrophes in place of their
    typographic kin.
    """
    return text if text.isascii() else text.translate(_SIGNS)


def plain_letters(char: str) -> str:
    """The letters of a plain keyboard for one that no decomposition takes apart, in its case; the
    character itself where there are none.
    """
    plain = char.lower().translate(_LETTERS)
    return plain.upper() if char.isupper() else plain if plain != char.lower() else char


def folded(text: str) -> str:
    """Text for finding: without case and accents, and with the letters of a plain keyboard."""
    if text.isascii():
        return text.casefold()
    # Taken apart first: what is one sign with another, as in ″ and ŉ, is plain only then.
    apart = plain_signs(unicodedata.normalize("NFKD", text.casefold()))
    plain = "".join(char for char in apart if not unicodedata.combining(char)).casefold()
    return re.sub(r"\s", " ", plain.translate(_LETTERS))
