"""What is wrong with the rights and the place of a file, each with the command that fixes it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpitui.storage.place import file_system_of, findings_of_file

SOMEBODY = 4711


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    path = folder / "kpi.db"
    path.touch(mode=0o600)
    return path


@pytest.fixture(autouse=True)
def _private() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)


def test_a_private_file_in_a_private_folder_is_as_it_should_be(file: Path) -> None:
    assert findings_of_file(file) == []


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o606])
def test_a_file_that_everybody_can_read_is_told_to_who_can_change_that(
    file: Path, mode: int
) -> None:
    file.chmod(mode)
    said = [f"everyone on this machine can read {file}; fix it with: chmod o-rwx '{file}'"]
    assert findings_of_file(file) == said
    assert findings_of_file(file, user=file.stat().st_uid) == said
    assert findings_of_file(file, user=SOMEBODY) == []


def test_a_file_for_a_group_lies_in_a_folder_of_the_group(file: Path) -> None:
    file.chmod(0o660)
    (said,) = findings_of_file(file)
    assert said.startswith(f"{file} is shared with the group ")
    assert said.endswith(f"'{file.parent}' && chmod 2770 '{file.parent}'")
    assert findings_of_file(file, user=SOMEBODY) == []
    file.parent.chmod(0o2770)
    assert findings_of_file(file) == []


def test_of_a_shared_file_who_exports_for_everybody_is_told(file: Path) -> None:
    file.chmod(0o660)
    file.parent.chmod(0o2770)
    os.umask(0o022)
    (said,) = findings_of_file(file, user=SOMEBODY)
    assert said.startswith("your umask 022 lets everyone read the exports")
    assert os.umask(0o022) == 0o022, "it stays as it was"
    file.chmod(0o600)
    assert findings_of_file(file) == []


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_or_a_log_that_cannot_be_written_is_told(file: Path) -> None:
    log = file.with_name("kpi.db-wal")
    log.touch(mode=0o400)
    file.parent.chmod(0o500)
    said = findings_of_file(file)
    file.parent.chmod(0o700)
    assert [one.partition(";")[0] for one in said] == [
        f"you cannot write to the folder {file.parent}, which the file needs",
        f"you cannot write to {log}",
    ]


def test_a_folder_on_a_disk_of_this_machine_lies_on_no_network(tmp_path: Path) -> None:
    assert file_system_of(tmp_path) == ""
