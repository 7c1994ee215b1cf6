"""What stands already for a metric, a subject and a day, and what typing over it keeps."""

from msgspec.structs import replace

from kpitui.actions.corrections import void_reading
from kpitui.actions.readings import record
from kpitui.domain.readings import ReadingDraft, typed_over
from kpitui.storage.database import DatabaseFile
from kpitui.views.same_day import load_same_day
from tests.conftest import LEADER, TODAY

OF_ANA = ReadingDraft(
    metric_id=1, person_id=1, date=TODAY, value=80.0, n=12, note="calm", external_id="q-1"
)
OF_NORTH = ReadingDraft(metric_id=1, team_id=1, date=TODAY, value=82.0)
OF_ALL = ReadingDraft(metric_id=1, date=TODAY, value=83.0)


def values(database: DatabaseFile, *drafts: ReadingDraft) -> list[list[float | None]]:
    return [
        [reading.recorded.draft.value for reading in found]
        for found in load_same_day(database, drafts)
    ]


def test_each_subject_has_its_own_readings_of_a_day(database: DatabaseFile) -> None:
    record(database, LEADER, [OF_ANA, OF_NORTH, OF_ALL], today=TODAY)
    other = replace(OF_ANA, person_id=2)
    assert values(database, OF_ALL, OF_NORTH, OF_ANA, other) == [[83.0], [82.0], [80.0], []]
    [found] = load_same_day(database, [OF_ANA])
    assert found[0].by == "lee"


def test_what_was_voided_does_not_stand(database: DatabaseFile) -> None:
    record(database, LEADER, [OF_ANA], today=TODAY)
    [[found]] = load_same_day(database, [OF_ANA])
    void_reading(database, LEADER, found.recorded, today=TODAY)
    assert values(database, OF_ANA) == [[]]


def test_a_value_typed_over_keeps_sample_size_note_and_id() -> None:
    new = ReadingDraft(metric_id=1, person_id=1, date=TODAY, value=81.0)
    assert typed_over(OF_ANA, new) == replace(OF_ANA, value=81.0)
    assert typed_over(OF_ANA, replace(new, n=3, note="late")) == replace(
        OF_ANA, value=81.0, n=3, note="late"
    )


def test_what_does_not_apply_has_no_sample_size() -> None:
    new = ReadingDraft(metric_id=1, person_id=1, date=TODAY, not_applicable=True)
    assert typed_over(OF_ANA, new) == replace(OF_ANA, value=None, n=None, not_applicable=True)
