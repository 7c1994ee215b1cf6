"""Scores of a calibration in files: none is seen before it is closed, none added afterwards."""

from pathlib import Path

from kpitui.domain.history import ChangeRecord
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.records import update
from tests.cli.conftest import Command, kpitui
from tests.cli.test_score import scored
from tests.conftest import LEADER
from tests.exchange.evaluation_tables import ANA, kept, wide

__all__ = ["kpitui", "scored"]


def test_scores_of_an_open_calibration_stay_in_the_file_until_it_is_closed(
    scored: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    blind = wide(tmp_path / "in.csv", ANA | {"calibration": "lee"})
    assert "1 added" in scored("import", blind).out
    assert kept(database)["readings"] == []
    for what in ("evaluations", "answers"):
        assert len(scored("export", what).out.splitlines()) == 1
    with writing(database, ChangeRecord(LEADER, "close")) as db:
        update(db, "calibrations", 1, 1, {"closed_on": "2026-11-20"})
    for what, lines in (("evaluations", 2), ("answers", 21)):
        assert len(scored("export", what).out.splitlines()) == lines
    assert "1 already there" in scored("import", blind).out


def test_a_closed_calibration_takes_no_further_score_from_a_file(
    scored: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    closed = ANA | {"calibration": "lee", "calibration_closed_on": "2026-11-04"}
    both = wide(tmp_path / "in.csv", closed, closed | {"evaluator": "Kim"})
    assert "2 added" in scored("import", both).out
    before = kept(database)

    late = wide(tmp_path / "late.csv", closed | {"evaluator": "Bo", "tone": "1"})
    done = scored("import", late)
    assert done.code == 4
    assert "0 added" in done.out
    assert "Calibration 1 was closed on 2026-11-04: all scores can be seen" in done.err
    assert kept(database) == before
    assert "2 already there" in scored("import", both).out


def test_an_open_calibration_takes_a_score_from_a_file_as_if_it_were_typed(
    scored: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    assert scored("calibrate", "open", "ana 8841", "--date", "2026-11-03").code == 0
    blind = ANA | {"calibration": "lee"}
    other_day = wide(tmp_path / "other.csv", blind | {"date": "2026-11-04"})
    done = scored("import", other_day)
    assert done.code == 4
    assert "Calibration 1 is of another contact" in done.err
    assert "1 added" in scored("import", wide(tmp_path / "in.csv", blind)).out
    (listed,) = scored("calibrate", "list", "--json").data
    assert listed["scored_by"] == ["Lee Q"]


def test_scores_of_a_closed_calibration_do_not_come_into_one_that_is_open_here(
    scored: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    assert scored("calibrate", "open", "ana 8841", "--date", "2026-11-03").code == 0
    closed = ANA | {"calibration": "lee", "calibration_closed_on": "2026-11-04"}
    file = wide(tmp_path / "in.csv", closed, closed | {"evaluator": "Kim"})
    done = scored("import", file)
    assert (done.code, kept(database)["evaluations"]) == (4, [])
    assert (
        "Contact 8841 is in calibration 1 here, which is open, and the file says that it was "
        "closed on 2026-11-04: close it here first, or leave these lines out" in done.err
    )
    (listed,) = scored("calibrate", "list", "--json").data
    assert listed["scored_by"] == []


def test_lines_of_one_contact_say_the_same_of_when_its_calibration_was_closed(
    scored: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    blind = ANA | {"calibration": "lee", "calibration_closed_on": ""}
    closed = blind | {"calibration_closed_on": "2026-11-04", "evaluator": "Kim"}
    done = scored("import", wide(tmp_path / "in.csv", blind, closed))
    assert done.code == 4
    assert "1 added" in done.out
    assert "closed on 2026-11-04" in done.err
    assert [one[3] for one in kept(database)["evaluations"]] == ["Lee Q"]
