"""`kpitui report`: to standard output or into a new file, as of a day or a month."""

from datetime import date
from pathlib import Path

import pytest

from kpitui.actions.reviews import review
from kpitui.domain.records.review import Decision, ReviewDraft
from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import LEADER, TODAY, record_weekly


@pytest.fixture
def db(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> Path:
    record_weekly(database, 1, [80.0, 84.0, 82.0] * 8, TODAY, person_id=1)
    review(
        database,
        LEADER,
        ReviewDraft(kpi_id=1, decision=Decision.STOP, comment="no"),
        date(2026, 10, 5),
    )
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    return database.path


@pytest.mark.usefixtures("db")
def test_markdown_goes_to_standard_output_and_html_where_it_is_asked_for(
    kpitui: Command, tmp_path: Path
) -> None:
    assert kpitui("report").out.startswith("# Review as of ")
    assert kpitui("report", "--format", "html").out.startswith("<!doctype html>")
    written = kpitui("report", "-o", tmp_path / "r.html")
    assert (written.code, written.out) == (0, "")
    assert (tmp_path / "r.html").read_text("utf-8").startswith("<!doctype html>")
    check_one_sentence(kpitui("report", "-o", tmp_path / "r.html"), 4, "already there")
    check_one_sentence(kpitui("report", "-o", tmp_path / "r"), 2, "has no known ending")
    assert kpitui("report", "-o", tmp_path / "r", "--format", "md").code == 0


@pytest.mark.usefixtures("db")
def test_a_month_tells_its_own_decisions_as_of_its_end(kpitui: Command) -> None:
    october = kpitui("report", "--month", "2026-10").out
    assert "# Review as of 2026-10-31" in october
    assert "- 2026-10-05 stop, lee: no" in october
    september = kpitui("report", "--month", "2026-09").out
    assert "- nothing yet" in september
    assert "# Review as of 2026-09-15" in kpitui("report", "--as-of", "2026-09-15").out


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("month", ["2026-13", "october", "2026", "0000-01x", "9999-12"])
def test_a_wrong_month_is_one_sentence(kpitui: Command, month: str) -> None:
    check_one_sentence(kpitui("report", "--month", month), 2, month)
    check_one_sentence(
        kpitui("report", "--month", "2026-10", "--as-of", "2026-10-01"), 2, "not both"
    )


def test_an_empty_file_has_nothing_to_report(
    kpitui: Command, empty: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPITUI_DB", str(empty.path))
    check_one_sentence(kpitui("report"), 1, "nothing to report")
