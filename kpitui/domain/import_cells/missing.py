"""Cells that say that there is no value."""

import re

from kpitui.domain.typography import folded

_SAID = """
n/a|na|n.a.|n.a|n. a.|n / a|n/d|nd|n.d.|n.d|n. d.|n/v|n.v.|k.a.|k.a|k. a.|ka|nil|null|none|nc|n.c.
s/o|s/d|tbd|tbc|pending|missing|unknown|blank|empty|no data|no value|not available|not applicable
not recorded|leer|keine angabe|keine daten|nicht verfugbar|unbekannt|vide|pas de donnees
non disponible|sans objet|en blanco|vacio|sin datos|no disponible|no aplica|desconocido
"""
_WORDS = frozenset(re.split(r"[|\n]", _SAID.strip()))
_SIGNS = re.compile(r"[-+]?inf(?:inity)?|[-+]?nan|[-+]?∞|[-_.…*?]+|- ?%|[-. ]+")
_ERROR = re.compile(r"#[^0-9]{1,20}|#div/0!?|#[a-z]+/0!?")
"""What a sheet shows where a formula failed: #DIV/0!, #N/A, #VALUE!, #WERT!, in any language."""


def is_missing(text: str) -> bool:
    """Whether a cell is empty or says so: `-`, `N/A`, `#DIV/0!`, `NaN`, `(blank)`, `k. A.`."""
    word = folded(text).strip()
    if len(word) > 30:
        return False
    return (
        not word
        or word in _WORDS
        or (word.startswith("(") and word.endswith(")") and word[1:-1] in _WORDS)
        or bool(_SIGNS.fullmatch(word))
        or (word.startswith("#") and bool(_ERROR.fullmatch(word)))
    )
