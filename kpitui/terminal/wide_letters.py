"""Terminals that draw é, Ж, → and many more two cells wide, as old East Asian fonts do (xterm
-cjk_width).
"""

import unicodedata
from functools import lru_cache

from rich import cells

from kpitui.terminal.plain_frames import drawn_plainly
from kpitui.terminal.textual_inside import missing_parts

BEYOND_ASCII = 0xA0
LAST = 0x10000
"""Beyond the first plane there is no such letter that anyone types."""


def use_wide_letters() -> None:
    """Have everything in this process measure them so; Rich measures for itself and for Textual, in
    this module.

    Lines and corners stay one cell wide, as they are sent in ASCII.
    """
    if "rich._unicode_data.load" in missing_parts():
        return
    # Rich imports it there by name
    cells.load_cell_table = _wide_table  # type: ignore[attr-defined]
    cells._is_single_cell_widths = str.isascii
    cells.get_character_cell_size.cache_clear()
    cells.cached_cell_len.cache_clear()


@lru_cache
def _wide_table(unicode_version: str) -> cells.CellTable:
    from rich._unicode_data import load

    usual = load(unicode_version)
    width = {
        code: cells_wide
        for first, last, cells_wide in usual.widths
        for code in range(first, last + 1)
    }
    for code in range(BEYOND_ASCII, LAST):
        letter = chr(code)
        if (
            code not in width
            and unicodedata.east_asian_width(letter) == "A"
            and not drawn_plainly(letter)
        ):
            width[code] = 2
    return usual._replace(widths=[(code, code, width[code]) for code in sorted(width)])
