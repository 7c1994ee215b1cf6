"""A screen says a day one way, as 3 Nov; only what is typed, or stands in a file, is ISO."""

import re

from tests.goldens import FOLDER

ISO = re.compile(r"\b20[0-9]{2}-[01][0-9](-[0-3][0-9])?\b")
TYPED = ("form", "plan-form", "plan-60x20", "import-columns")
"""Pictures of fields that are typed in, and of the values of a file, at any size."""


def test_no_kept_picture_of_a_screen_says_a_day_or_month_in_iso() -> None:
    pictures = [path for path in FOLDER.glob("*/*.txt") if not path.stem.startswith(TYPED)]
    assert len(pictures) > 120
    told = {
        f"{picture.parent.name}/{picture.name}": line.strip()
        for picture in pictures
        for line in picture.read_text("utf-8").splitlines()
        if ISO.search(line)
    }
    assert not told
