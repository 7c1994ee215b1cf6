"""A profile says what the columns of a file are, and may define its metrics."""

from pathlib import Path

import pytest

from kpitui.domain.errors import BadFile
from kpitui.storage.database import DatabaseFile
from tests.exchange.brought_in import bring, kept

PROFILE = """
date = "Month"
date_covers = "month"
team = "Desk"
create = true

[[metric]]
name = "Calls answered in time"
code = "sl"
unit = "%"
direction = "higher"
aggregation = "ratio"
cadence = "monthly"
numerator = "In time"
denominator = "Answered"

[[metric]]
name = "Handle time"
code = "handle"
unit = "m:ss"
direction = "within"
aggregation = "mean"
cadence = "monthly"
value = "Handle"
n = "Answered"
"""


def test_a_wide_file_comes_in_by_its_profile(empty: DatabaseFile, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(PROFILE, "utf-8")
    content = (
        "Month,Desk,In "
        "time,Answered,Handle,Remark\n2026-09,Orders,80,100,5:30,\n2026-09,Returns,,50,6:00,late\n"
    )
    report = bring(empty, tmp_path, content, profile=tmp_path / "p.toml")
    assert (report.added, report.new_metrics, report.new_teams) == (
        3,
        ["Calls answered in time", "Handle time"],
        ["Orders", "Returns"],
    )
    assert ("Handle time", None, "Orders", "2026-09-30", 330.0, 100) in kept(empty)
    assert bring(empty, tmp_path, content, profile=tmp_path / "p.toml").added == 0


def test_a_metric_that_the_profile_defines_is_not_one_that_only_looks_like_it(
    database: DatabaseFile, tmp_path: Path
) -> None:
    content = "Month,Desk,In time,Answered,Handle\n2026-09,North,80,100,5:30\n"
    profile = PROFILE.replace("create = true", "")
    for name, added in (("Handle time", 2), ("Hándle tíme", 1)):
        other = profile.replace("Handle time", name).replace('"handle"', f'"{name[:3]}"')
        (tmp_path / "p.toml").write_text(other, "utf-8")
        report = bring(database, tmp_path, content, profile=tmp_path / "p.toml")
        assert (report.added, report.new_metrics[-1:]) == (added, [name])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('date = "Month"', 'date = "When"', "no column “When”"),
        ('n = "Answered"', 'n = "Nobody"', "no column “Nobody”"),
        ('date = "Month"', "", "date"),
        ('unit = "%"', 'unti = "%"', "unti"),
        ('direction = "higher"', 'direction = "up"', "direction"),
        ('numerator = "In time"', "", "value column"),
        ("create = true", "create = [", "not TOML"),
    ],
)
def test_a_wrong_profile_is_one_sentence(
    empty: DatabaseFile, tmp_path: Path, old: str, new: str, words: str
) -> None:
    (tmp_path / "p.toml").write_text(PROFILE.replace(old, new), "utf-8")
    with pytest.raises(BadFile) as told:
        bring(empty, tmp_path, "Month,Desk,In time,Answered,Handle\n", profile=tmp_path / "p.toml")
    assert words in told.value.sentence
    assert "\n" not in told.value.sentence
