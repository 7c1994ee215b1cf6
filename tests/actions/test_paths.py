"""Targets over time: what was expected of the past stays, but where a slip is corrected."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from kpitui.actions import measures, paths
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.paths import PathEnd
from kpitui.actions.undo import undo
from kpitui.domain.errors import BadData, Conflict, Refused
from kpitui.domain.progress import expected_range, way_from
from kpitui.domain.records.dated import Target
from kpitui.domain.records.kpi import CorrectionDraft, Kpi, KpiDraft
from kpitui.domain.records.metric import Direction, Range
from kpitui.domain.records.standard import StandardDraft, StandardScope
from kpitui.exchange.plan_text import read_plan, write_plan
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import load_plan
from kpitui.views.history import HistoryQuestion, load_history
from kpitui.views.plan_document import load_document
from tests.conftest import LEADER, TODAY, record_weekly

START, DUE = date(2026, 1, 5), date(2026, 12, 31)
LONG_AGO = TODAY - timedelta(days=100)


def kpi_of(database: DatabaseFile) -> Kpi:
    with reading(database) as db:
        return load_plan(db).kpis[0]


def draft(database: DatabaseFile, **changed: object) -> KpiDraft:
    kpi = kpi_of(database)
    same = KpiDraft(
        metric=kpi.metric_id, baseline=kpi.baseline, target=kpi.targets[-1].level,
        starts_on=kpi.starts_on, due_on=kpi.due_on or DUE, warn=kpi.warn, owner=kpi.owner,
    )  # fmt: skip
    return replace(same, **changed)


def expected(database: DatabaseFile, day: date) -> float | None:
    found = expected_range(kpi_of(database), Direction.HIGHER, day)
    return found.low if found else None


def past(database: DatabaseFile) -> list[float | None]:
    days = (TODAY - START).days
    return [expected(database, START + timedelta(days=day)) for day in range(0, days, 7)]


def load(database: DatabaseFile, text: str) -> tuple[str, ...]:
    document = read_plan(text, "plan.toml")
    return load_plan_document(database, LEADER, document, today=TODAY).lines


KPI = (
    '[[priority]]\ntitle = "Grow brand loyalty"\n[[priority.strategy]]\n'
    'title = "Improve the customer experience"\n[[priority.strategy.kpi]]\nmetric = "csat"\n'
)


def test_another_target_begins_where_the_old_way_stands_and_leaves_the_past(
    database: DatabaseFile,
) -> None:
    before, stands = past(database), expected(database, TODAY)
    assert stands is not None
    assert 83 < stands < 84
    measures.edit_kpi(
        database, LEADER, kpi_of(database), draft(database, target=Range(low=95)), TODAY
    )
    assert past(database) == before
    assert expected(database, TODAY) == stands
    assert expected(database, DUE) == 95


def test_another_day_for_the_target_is_another_way_to_it_from_today_on(
    database: DatabaseFile,
) -> None:
    before, stands = past(database), expected(database, TODAY)
    later = date(2027, 6, 30)
    measures.edit_kpi(database, LEADER, kpi_of(database), draft(database, due_on=later), TODAY)
    assert past(database) == before
    assert expected(database, TODAY) == stands
    assert expected(database, DUE) < 84  # type: ignore[operator]  # a target holds then
    assert expected(database, later) == 85
    assert kpi_of(database).due_on == later


def test_a_target_of_the_same_day_is_changed_in_place(database: DatabaseFile) -> None:
    stands = expected(database, TODAY)
    for level in (95, 91):
        measures.edit_kpi(
            database, LEADER, kpi_of(database), draft(database, target=Range(low=level)), TODAY
        )
    assert [row.level.low for row in kpi_of(database).targets] == [85, 91]
    assert expected(database, TODAY) == stands


def test_a_target_of_the_same_day_that_takes_the_place_of_a_coming_one_has_no_end(
    database: DatabaseFile,
) -> None:
    for level, day in ((95, TODAY), (92, date(2027, 1, 1)), (91, TODAY)):
        measures.edit_kpi(
            database, LEADER, kpi_of(database),
            draft(database, target=Range(low=level), target_from=day), TODAY,
        )  # fmt: skip
    assert [(row.level.low, row.ends_on) for row in kpi_of(database).targets] == [
        (85, TODAY), (91, None),
    ]  # fmt: skip


def test_a_document_says_at_which_level_a_way_begins(database: DatabaseFile) -> None:
    row = "target = [{ level = 95, starts_on = 2026-11-23, due_on = 2027-06-30, from = 80 }]"
    load(database, KPI + row)
    assert expected(database, TODAY) == 80
    assert expected(database, date(2027, 6, 30)) == 95


def test_a_target_from_a_later_day_on_and_one_before_it_that_takes_its_place(
    database: DatabaseFile,
) -> None:
    january = date(2027, 1, 1)
    measures.edit_kpi(
        database, LEADER, kpi_of(database),
        draft(database, target=Range(low=92), target_from=january), TODAY,
    )  # fmt: skip
    assert expected(database, DUE) == 85
    assert expected(database, january) == 92  # its day had passed
    measures.edit_kpi(
        database, LEADER, kpi_of(database), draft(database, target=Range(low=90)), TODAY
    )
    assert [(row.level.low, row.starts_on) for row in kpi_of(database).targets] == [
        (85, START), (90, TODAY),
    ]  # fmt: skip
    undo(database, LEADER)
    assert [row.level.low for row in kpi_of(database).targets] == [85, 92]


def test_a_target_from_a_day_that_was_is_refused(database: DatabaseFile) -> None:
    with pytest.raises(BadData, match="start this one on that day or later"):
        measures.edit_kpi(
            database, LEADER, kpi_of(database),
            draft(database, target=Range(low=92), target_from=LONG_AGO), TODAY,
        )  # fmt: skip


def test_the_baseline_is_free_until_a_period_was_judged_by_it(database: DatabaseFile) -> None:
    measures.edit_kpi(database, LEADER, kpi_of(database), draft(database, baseline=72), TODAY)
    assert expected(database, START) == 72
    record_weekly(database, 1, [80.0], date(2026, 11, 20))
    with pytest.raises(Refused, match="correct it with a reason"):
        measures.edit_kpi(database, LEADER, kpi_of(database), draft(database, baseline=74), TODAY)


def test_readings_before_a_kpi_began_and_in_the_running_week_leave_its_baseline_free(
    database: DatabaseFile,
) -> None:
    record_weekly(database, 1, [80.0], START - timedelta(days=1))
    record_weekly(database, 1, [80.0], TODAY)
    measures.edit_kpi(database, LEADER, kpi_of(database), draft(database, baseline=72), TODAY)
    record_weekly(database, 1, [80.0], TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="correct it with a reason"):
        measures.edit_kpi(database, LEADER, kpi_of(database), draft(database, baseline=74), TODAY)


def test_a_reading_on_the_day_a_kpi_began_was_judged_by_its_baseline(
    database: DatabaseFile,
) -> None:
    record_weekly(database, 1, [80.0], START)
    with pytest.raises(Refused, match="correct it with a reason"):
        measures.edit_kpi(database, LEADER, kpi_of(database), draft(database, baseline=72), TODAY)


def test_a_level_has_no_way_to_it_where_its_day_is_the_first_or_was_before() -> None:
    aim = PathEnd(Range(low=90), DUE)
    days = [DUE - timedelta(days=1), DUE, DUE + timedelta(days=1)]
    assert [aim.due_after(day) for day in days] == [DUE, None, None]
    assert PathEnd(Range(low=90)).due_after(DUE) is None


def test_a_correction_of_a_row_that_is_over_leaves_the_day_of_the_newest(
    database: DatabaseFile,
) -> None:
    measures.edit_kpi(
        database, LEADER, kpi_of(database), draft(database, target=Range(low=95)), TODAY
    )
    kpi = kpi_of(database)
    correction = CorrectionDraft(
        level=Range(low=80), due_on=date(2026, 6, 30), baseline=70, why="typed wrongly"
    )
    paths.correct_kpi(database, LEADER, kpi, kpi.targets[0], correction)
    first, newest = kpi_of(database).targets
    assert (first.level.low, first.due_on) == (80, date(2026, 6, 30))
    assert (newest.level.low, newest.due_on, kpi_of(database).due_on) == (95, DUE, DUE)


def test_a_correction_changes_the_past_and_says_why(database: DatabaseFile) -> None:
    kpi = kpi_of(database)
    correction = CorrectionDraft(
        level=Range(low=88), due_on=date(2027, 1, 31), baseline=71, why="typed wrongly"
    )
    paths.correct_kpi(database, LEADER, kpi, kpi.targets[0], correction)
    assert expected(database, START) == 71
    assert expected(database, date(2027, 1, 31)) == 88
    assert kpi_of(database).due_on == date(2027, 1, 31)
    newest = load_history(database, HistoryQuestion(limit=1))
    assert [(line.title.partition(":")[0], line.why) for line in newest] == [
        ("correct target", "typed wrongly")
    ]
    with pytest.raises(Conflict):
        paths.correct_kpi(database, LEADER, kpi, kpi.targets[0], correction)


def test_a_level_of_a_standard_is_corrected_in_place(database: DatabaseFile) -> None:
    with reading(database) as db:
        standard = load_plan(db).standards[0]
    row = standard.levels[0]
    paths.correct_level(database, LEADER, standard, row, PathEnd(Range(low=1, high=9)), "a slip")
    with reading(database) as db:
        assert load_plan(db).standards[0].levels[0].level == Range(low=1, high=9)
    with pytest.raises(BadData, match="give a reason"):
        paths.correct_level(database, LEADER, standard, row, PathEnd(Range(low=1, high=9)), " ")


def test_a_level_of_a_standard_is_followed_by_another_only_where_it_is_another(
    database: DatabaseFile,
) -> None:
    def levels() -> list[tuple[float | None, date]]:
        with reading(database) as db:
            return [(row.level.low, row.starts_on) for row in load_plan(db).standards[1].levels]

    def expect(low: float, day: date) -> None:
        level = StandardDraft(metric=3, scope=StandardScope(), level=Range(low=low), starts_on=day)
        measures.set_standard(database, LEADER, level, earliest=TODAY)

    before = levels()
    expect(92, TODAY)
    assert levels() == before
    expect(95, TODAY)
    expect(96, TODAY)
    assert levels() == [*before, (96, TODAY)]
    with pytest.raises(BadData, match=f"Another level applies from {TODAY}"):
        expect(94, LONG_AGO)


def test_a_document_sets_milestones_and_says_them_again(database: DatabaseFile) -> None:
    rows = (
        "target = [{ level = 85, starts_on = 2026-01-05 }, "
        "{ level = 88, starts_on = 2027-01-01, due_on = 2027-06-30 }, "
        "{ level = 90, starts_on = 2027-07-01, due_on = 2027-12-31 }]"
    )
    assert load(database, KPI + rows) == ("changed KPI csat: target",)
    assert expected(database, date(2027, 1, 1)) == 85
    assert expected(database, date(2027, 7, 1)) == 88
    assert expected(database, date(2027, 12, 31)) == 90
    said = write_plan(load_document(database))
    assert "from = 85.0" in said
    assert load(database, said) == ()
    assert load(database, KPI + rows) == ()


def test_a_document_says_again_what_screens_made(database: DatabaseFile) -> None:
    measures.edit_kpi(
        database, LEADER, kpi_of(database),
        draft(database, target=Range(low=92), due_on=date(2027, 3, 31)), TODAY,
    )  # fmt: skip
    said = write_plan(load_document(database))
    assert load(database, said) == ()


def test_a_document_without_a_day_adds_a_path_from_today_as_the_form_does(
    database: DatabaseFile,
) -> None:
    before, stands = past(database), expected(database, TODAY)
    assert load(database, KPI + "target = [{ level = 95 }]") == ("changed KPI csat: target",)
    assert past(database) == before
    assert expected(database, TODAY) == stands
    assert expected(database, DUE) == 95
    assert load(database, KPI + "target = [{ level = 95 }]") == ()


def test_a_document_corrects_with_a_reason(database: DatabaseFile) -> None:
    record_weekly(database, 1, [80.0], date(2026, 11, 20))
    row = 'target = [{ level = 87, starts_on = 2026-01-05, why = "85 was last year\'s" }]'
    with pytest.raises(Refused, match="correct it with a reason"):
        load(database, KPI + "baseline = 74")
    assert load(database, KPI + f'baseline = 74\nwhy = "a slip"\n{row}') == (
        "changed KPI csat: baseline, target",
    )
    assert expected(database, START) == 74
    assert expected(database, DUE) == 87
    (newest,) = {line.why for line in load_history(database, HistoryQuestion(limit=1))}
    assert newest == "a slip; 85 was last year's"


@pytest.mark.parametrize(
    ("new", "begins"),
    [
        (Range(low=280, high=300), Range(low=280, high=330)),
        (Range(low=300, high=340), Range(low=270, high=340)),
        (Range(low=250, high=340), Range(low=250, high=340)),
    ],
)
def test_a_band_is_entered_from_the_end_of_the_one_before_that_lies_further_out(
    new: Range, begins: Range
) -> None:
    first = Target(id=1, level=Range(low=270, high=330), starts_on=START, ends_on=TODAY)
    kpi = Kpi(id=1, metric_id=1, strategy_id=1, starts_on=START, targets=(first,))
    start = way_from(kpi, Direction.WITHIN, new, TODAY)
    second = Target(id=2, level=new, starts_on=TODAY, due_on=DUE, from_level=start)
    kpi = replace(kpi, targets=(first, second))
    assert expected_range(kpi, Direction.WITHIN, TODAY) == begins
    assert expected_range(kpi, Direction.WITHIN, DUE) == new
