"""What goes wrong keeps what is known of it when its sentence says more."""

from kpitui.domain.errors import BadData, Conflict, KpituiError, ReasonNeeded, nothing_saved
from kpitui.exchange.records import SheetInfo
from kpitui.exchange.workbook import SheetNeeded


def reworded(error: KpituiError) -> KpituiError:
    return error.reworded(f"Line 3: {error.sentence}")


def test_a_reworded_error_is_of_its_kind_and_knows_what_it_knew() -> None:
    conflict = reworded(nothing_saved(Conflict("It was changed.", "bo", "2026-11-23")))
    assert isinstance(conflict, Conflict)
    assert (conflict.by, conflict.at) == ("bo", "2026-11-23")
    assert conflict.full_sentence == "Line 3: It was changed. Nothing was saved."
    assert reworded(BadData("No.")).full_sentence == "Line 3: No."


def test_so_is_one_that_is_made_of_something_else_than_its_sentence() -> None:
    locked = reworded(ReasonNeeded("2026-11"))
    assert isinstance(locked, ReasonNeeded)
    assert locked.sentence == "Line 3: 2026-11 is locked; a change in it needs a reason."
    sheets = SheetNeeded("a.xlsx", [SheetInfo("May", False, False)])
    asked = sheets.reworded("It has several sheets. (number 7)")
    assert (asked.asked, asked.sentence) == (sheets.asked, "It has several sheets. (number 7)")
