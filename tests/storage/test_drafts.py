"""What is typed and not saved: what of it stays, what arrived, and what other sessions left."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from msgspec.json import encode

from kpitui.storage.database import DatabaseFile
from kpitui.storage.drafts import Typed, keep_typed, load_typed, stem_before
from kpitui.storage.session_drafts import SessionDrafts
from kpitui.storage.session_locks import Whereabouts, whereabouts

HERE = whereabouts("2026-11-23T09:00:00Z")


def nothing_arrived(_: Iterable[str]) -> set[str]:
    return set()


class Sessions:
    """Sessions of one account on one file, by their names."""

    def __init__(self, folder: Path, database: DatabaseFile) -> None:
        self._folder, self._database = folder, database
        self.opened: list[SessionDrafts] = []

    def open(self, name: str, account: str = "lee") -> SessionDrafts:
        drafts = SessionDrafts(self._folder, self._database, account, name, HERE)
        self.opened.append(drafts)
        return drafts

    def left(self, name: str, typed: Typed) -> None:
        """A session that ended with something unsaved."""
        drafts = self.open(name)
        drafts.keep(typed)
        drafts.close()

    @property
    def files(self) -> list[str]:
        return sorted(file.name.split(".", 1)[1] for file in self._folder.iterdir())


@pytest.fixture
def sessions(tmp_path: Path, database: DatabaseFile) -> Iterator[Sessions]:
    found = Sessions(tmp_path / "state" / "drafts", database)
    yield found
    for one in found.opened:
        one.close()


# what is typed ------------------------------------------------------------------------------------


def test_a_form_is_kept_while_it_differs_from_what_stood_there() -> None:
    typed = Typed()
    typed.keep_form("kpi-1", {"target": "88"}, {"target": "85"})
    assert (typed.forms, typed.stood) == (
        {"kpi-1": {"target": "88"}},
        {"kpi-1": {"target": "85"}},
    )
    assert not typed.empty
    typed.keep_form("kpi-1", {"target": "85"}, {"target": "85"})
    assert typed == Typed()
    typed.forget_form("kpi-1")
    assert typed.empty


@pytest.mark.parametrize(
    ("typed", "empty"),
    [
        (Typed(), True),
        (Typed(days={"person-1": "fri"}, stood={"grid-3": {}}), True),
        (Typed(cells={"person-1": {1: "80"}}), False),
        (Typed(forms={"a": {}}), False),
        (Typed(sessions={"a": {}}), False),
        (Typed(grids={"a": {}}), False),
        (Typed(words="csat"), False),
    ],
)
def test_only_what_somebody_typed_is_worth_keeping(typed: Typed, empty: bool) -> None:
    assert typed.empty is empty


def test_what_arrived_is_taken_out_and_what_was_typed_over_since_stays() -> None:
    typed = Typed(
        cells={"person-1": {1: "80", 2: "5:40"}, "person-2": {1: "70"}},
        days={"person-1": "fri", "person-2": "fri"},
        grids={"team-1": {"date": "fri", "1-1": "80"}, "team-2": {"date": "fri", "2-1": "75"}},
        sessions={"person-1": {"seen": "calm"}, "person-2": {"seen": "hasty"}},
        forms={"kpi-1": {"target": "88"}, "kpi-2": {"target": "7"}},
        stood={"kpi-1": {"target": "85"}, "kpi-2": {"target": "5"}},
        words="csat 92",
    )
    typed.take_out(
        Typed(
            cells={"person-1": {1: "80", 2: "6:00"}, "person-2": {1: "70"}, "person-3": {1: "1"}},
            grids={"team-1": {"date": "fri", "1-1": "80"}, "team-2": {"2-1": "74"}},
            sessions={"person-1": {"seen": "calm"}, "person-2": {"seen": "quick"}},
            forms={"kpi-1": {"target": "88"}, "kpi-2": {"target": "8"}},
            words="csat 93",
        )
    )
    assert typed == Typed(
        cells={"person-1": {2: "5:40"}},
        days={"person-1": "fri"},
        grids={"team-2": {"date": "fri", "2-1": "75"}},
        sessions={"person-2": {"seen": "hasty"}},
        forms={"kpi-2": {"target": "7"}},
        stood={"kpi-2": {"target": "5"}},
        words="csat 92",
    )
    typed.take_out(Typed(words="csat 92"))
    assert typed.words == ""


def test_what_another_session_left_is_added_where_nothing_newer_stands() -> None:
    mine = Typed(
        cells={"person-1": {1: "80"}, "person-2": {1: "70"}},
        days={"person-1": "fri", "person-2": "thu"},
        forms={"kpi-1": {"target": "88"}},
        grids={"team-1": {"1-1": "80"}},
    )
    theirs = Typed(
        cells={"person-1": {1: "81", 2: "5:40"}, "person-2": {2: "6:00"}, "person-3": {1: "60"}},
        days={"person-1": "fri", "person-2": "wed", "person-3": "mon"},
        forms={"kpi-1": {"target": "89"}, "kpi-2": {"target": "7"}},
        stood={"kpi-2": {"target": "5"}, "grid-team-1": {"1-1": "3"}, "grid-team-9": {}},
        sessions={"person-1": {"seen": "calm"}},
        words="csat 92",
    )
    left = mine.take_in(theirs)
    assert mine == Typed(
        cells={"person-1": {1: "80", 2: "5:40"}, "person-2": {1: "70"}, "person-3": {1: "60"}},
        days={"person-1": "fri", "person-2": "thu", "person-3": "mon"},
        forms={"kpi-1": {"target": "88"}, "kpi-2": {"target": "7"}},
        stood={"kpi-2": {"target": "5"}, "grid-team-1": {"1-1": "3"}},
        grids={"team-1": {"1-1": "80"}},
        sessions={"person-1": {"seen": "calm"}},
        words="csat 92",
    )
    assert left.cells == {"person-1": {1: "81"}, "person-2": {2: "6:00"}}
    assert (left.forms, left.sessions, left.words) == ({"kpi-1": {"target": "89"}}, {}, "")
    assert (left.days, left.stood) == (theirs.days, theirs.stood)


def test_what_is_for_another_day_than_an_open_sheet_shows_waits() -> None:
    theirs = Typed(
        cells={"person-1": {1: "81"}, "person-2": {1: "82"}},
        days={"person-1": "wed", "person-2": "wed"},
        sessions={"person-1": {"seen": "calm", "date": "wed"}},
        grids={"1": {"1 3": "9/10", "date": "wed"}, "2": {"1 3": "8/10", "date": "wed"}},
    )
    apart, mine = [("cells", "person-1", "fri"), ("sessions", "person-1", ""),
                   ("grids", "1", "fri"), ("grids", "2", "wed")], Typed()  # fmt: skip
    left = mine.take_in(theirs, apart)
    assert mine == Typed(
        cells={"person-2": {1: "82"}},
        days={"person-2": "wed"},
        grids={"2": {"1 3": "8/10", "date": "wed"}},
    )
    assert (left.cells, left.sessions) == ({"person-1": {1: "81"}}, theirs.sessions)
    assert left.grids == {"1": {"1 3": "9/10", "date": "wed"}}


def test_the_words_of_another_session_wait_while_there_are_newer_ones() -> None:
    mine = Typed(words="csat 80")
    assert mine.take_in(Typed(words="csat 92")).words == "csat 92"
    assert mine.take_in(Typed(words="csat 80")).empty
    assert mine.words == "csat 80"


# the file of a session ----------------------------------------------------------------------------


def test_a_draft_is_private_and_gone_when_nothing_is_left(sessions: Sessions) -> None:
    drafts = sessions.open("one")
    drafts.keep(Typed())
    assert not drafts.file.parent.exists()
    drafts.keep(Typed(words="csat 92"))
    assert load_typed(drafts.file) == Typed(words="csat 92")
    assert drafts.file.stat().st_mode & 0o777 == 0o600
    assert drafts.file.parent.stat().st_mode & 0o777 == 0o700
    drafts.keep(Typed())
    assert sessions.files == ["one.open"]
    drafts.close()
    assert sessions.files == []


@pytest.mark.parametrize("kept", [b"", b"{", b"[1]", b"\xff", b'{"words": 1}'])
def test_what_cannot_be_read_as_a_draft_is_nothing(tmp_path: Path, kept: bytes) -> None:
    file = tmp_path / "draft.json"
    file.write_bytes(kept)
    assert load_typed(file) == Typed()
    assert load_typed(tmp_path / "missing.json") == Typed()


def test_a_draft_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    file = tmp_path / "draft.json"
    keep_typed(file, Typed(words="csat 92"))
    in_the_way = file.with_suffix(f".{os.getpid()}")
    in_the_way.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic"):
        keep_typed(file, Typed(words="csat 93"))
    assert load_typed(file) == Typed(words="csat 92")
    keep_typed(file, Typed(words="csat 93"))
    assert [path.name for path in tmp_path.iterdir()] == ["draft.json"]


# what other sessions left -------------------------------------------------------------------------


def test_what_a_session_left_is_taken_over_once(sessions: Sessions) -> None:
    sessions.left("gone", Typed(words="csat 92"))
    first, second = sessions.open("first"), sessions.open("second")
    assert first.look()
    assert first.take_over(nothing_arrived) == (Typed(words="csat 92"), False)
    assert second.take_over(nothing_arrived) == (Typed(), False)
    assert not second.look()
    assert sessions.files == ["first.json", "first.open"]


def test_a_session_that_lives_keeps_its_draft_and_is_told_of(sessions: Sessions) -> None:
    living, new = sessions.open("living"), sessions.open("new")
    living.keep(Typed(words="csat 92"))
    assert new.take_over(nothing_arrived) == (Typed(), False)
    assert new.living() == [(HERE, Typed(words="csat 92"))]
    assert not new.look()
    assert living.living() == []
    assert load_typed(living.file) == Typed(words="csat 92")


def test_a_session_that_lives_keeps_its_lock_while_it_has_nothing_unsaved(
    sessions: Sessions,
) -> None:
    living = sessions.open("living")
    living.keep(Typed(words="csat 92"))
    living.keep(Typed())
    sessions.open("new").take_over(nothing_arrived)
    assert sessions.files == ["living.open"]


def test_of_a_session_on_another_machine_its_heartbeat_tells(
    sessions: Sessions, database: DatabaseFile
) -> None:
    sessions.left("away", Typed(words="csat 92"))
    away = sessions.opened[-1].file
    away.with_suffix(".open").write_bytes(encode(Whereabouts(host="elsewhere")))
    beating: list[str] = []

    def beats(session: str) -> bool:
        beating.append(session)
        return True

    heard = SessionDrafts(away.parent, database, "lee", "now", HERE, beats)
    assert not heard.look()
    assert heard.living() == [(Whereabouts(host="elsewhere"), Typed(words="csat 92"))]
    assert {*beating} == {"away"}
    assert sessions.open("now").take_over(nothing_arrived) == (Typed(words="csat 92"), False)


def test_a_draft_of_before_there_were_sessions_is_offered(
    sessions: Sessions, database: DatabaseFile, tmp_path: Path
) -> None:
    sessions.left("gone", Typed(words="csat 92"))
    (file,) = sessions.opened[-1].file.parent.glob("*.json")
    file.rename(file.with_name(f"{stem_before(database, 'lee')}.json"))
    assert sessions.open("now").take_over(nothing_arrived) == (Typed(words="csat 92"), False)


def test_a_draft_of_a_newer_version_stays_as_it_is_and_is_told_of(sessions: Sessions) -> None:
    sessions.left("gone", Typed(words="csat 92"))
    file = sessions.opened[-1].file
    file.write_text('{"words": "csat 92", "of_the_next": "more"}')
    now = sessions.open("now")
    assert now.take_over(nothing_arrived) == (Typed(), False)
    assert now.unread == [file]
    assert "more" in file.read_text()


def test_drafts_of_another_account_are_its_own(sessions: Sessions) -> None:
    sessions.left("gone", Typed(words="csat 92"))
    other = sessions.open("other", account="mia")
    assert not other.look()
    assert other.take_over(nothing_arrived) == (Typed(), False)


def test_the_newest_draft_comes_first_and_an_older_one_waits_its_turn(sessions: Sessions) -> None:
    for name, words, at in (("old", "csat 80", 100), ("newer", "csat 92", 200)):
        sessions.left(name, Typed(words=words))
        os.utime(sessions.opened[-1].file, (at, at))
    now = sessions.open("now")
    assert now.take_over(nothing_arrived) == (Typed(words="csat 92"), True)
    now.keep(Typed())
    now.close()
    after = sessions.open("after")
    assert after.take_over(nothing_arrived) == (Typed(words="csat 80"), False)


def test_what_arrived_before_the_line_dropped_is_not_typed_any_more(sessions: Sessions) -> None:
    save = Typed(cells={"person-1": {1: "80"}})
    typed = Typed(cells={"person-1": {1: "80", 2: "5:40"}}, saves={"one": save})
    sessions.left("gone", typed)
    asked: list[list[str]] = []

    def arrived(changes: Iterable[str]) -> set[str]:
        asked.append([*changes])
        return {"one"}

    found, waits = sessions.open("now").take_over(arrived)
    assert (found.cells, waits) == ({"person-1": {2: "5:40"}}, False)
    assert asked == [["one"]]


def test_an_empty_draft_of_a_session_that_was_killed_is_not_taken_for_one(
    sessions: Sessions, tmp_path: Path
) -> None:
    killed = sessions.open("killed")
    killed.keep(Typed(words="csat 92"))
    keep_typed(killed.file, Typed())
    lock = killed.file.with_suffix(".open")
    kept = lock.read_bytes()
    killed.close()
    lock.write_bytes(kept)
    now = sessions.open("now")
    assert not now.look()
    killed.file.unlink()
    assert now.take_over(nothing_arrived) == (Typed(), False)
    assert sessions.files == [], "its lock is swept away"
