"""Words that answer yes or no, in the languages that files come in."""

from collections.abc import Mapping

_YES = ("yes", "y", "true", "ja", "j", "wahr", "oui", "vrai", "si", "verdadero")
_NO = ("no", "n", "false", "nein", "falsch", "non", "faux", "falso")
ANSWERS: Mapping[str, bool] = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)
"""Whether a word says yes, by the word as `folded` leaves it."""
