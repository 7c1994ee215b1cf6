"""The column of activities, whoever wrote it."""

import pytest

from kpitui.domain.records.activity import Activity
from kpitui.storage.activities import activities_in


@pytest.mark.parametrize(
    ("column", "read"),
    [
        ('["Training"] and more', '["Training"] and more'),
        ("['Training',]", "['Training',]"),  # JSON5, which SQLite takes
        ('"Training"', "Training"),
        ("12", "12"),
        ('{"text": "Training", "teams": "all"}', "Training"),
    ],
)
def test_what_another_program_wrote_is_read_as_one_text(column: str, read: str) -> None:
    assert activities_in(column) == (Activity(text=read),)
