"""A new metric in percent: a form offers it a valid range, a file is taken at its word and told."""

from pathlib import Path

from kpitui.domain.records.metric import Metric
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import load_metrics
from tests.cli.conftest import Command

METRIC = """[[metric]]
name = "{0}"
code = "{0}"
unit = "{1}"
direction = "higher"
aggregation = "mean"
cadence = "weekly"
"""
TOLD = "In percent without a valid range: Growth. A slip such as 192 is not asked about"


def metric(database: DatabaseFile, name: str) -> Metric:
    with reading(database) as db:
        return next(one for one in load_metrics(db) if one.name == name)


def test_a_file_is_taken_at_its_word_and_what_is_asked_about_by_no_one_is_told(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    file = tmp_path / "plan.toml"
    bounded = METRIC.format("Share", "%") + "plausible_low = 0\nplausible_high = 100\n"
    file.write_text(METRIC.format("Growth", "%") + bounded + METRIC.format("Calls", "calls"))
    load = ("--db", database.path, "plan", "load", file)
    for more in (["--dry-run"], []):
        done = kpitui(*load, *more)
        assert (done.code, TOLD in done.err) == (0, True), done
        assert "Share" not in done.err
        assert "Calls" not in done.err
    assert metric(database, "Growth").plausible_high is None
    assert metric(database, "Share").plausible_high == 100

    # Once it is there it was seen: neither an edit nor another load says it again, or sets one.
    file.write_text(METRIC.format("Growth", "%") + "decimals = 2\n")
    again = kpitui(*load)
    assert (again.out, again.err) == ("changed metric Growth: decimals\n", "")
    assert metric(database, "Growth").plausible_high is None
