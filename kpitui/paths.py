"""Where everything lies: what ships with the program, and the files of the user."""

import contextlib
import os
import sys
from pathlib import Path, PurePath

from kpitui.domain.errors import BadFile

_PACKAGE = Path(__file__).parent


def _shipped(name: str) -> Path:
    # In a wheel the folder lies inside the package; in a checkout, also an editable one, beside it.
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def styles() -> Path:
    """The folder of the style sheets."""
    return _shipped("styles")


def sheets(*names: str) -> list[str | PurePath]:
    """Some of the style sheets."""
    return [styles() / f"{name}.tcss" for name in names]


def samples() -> Path:
    """The folder of the samples: their text and the databases built from it."""
    return _shipped("sample_db")


def help_pages() -> Path:
    """The folder of the help, a page a file."""
    return _shipped("help")


def config_file() -> Path:
    """The settings of the user."""
    return _user_folder("config") / "config.toml"


def default_database() -> Path:
    """The database that is opened where none is named."""
    return _user_folder("data") / "kpitui.db"


def drafts() -> Path:
    """The folder where what someone was typing is kept."""
    return _user_folder("state") / "drafts"


def draft_folders(database: Path, gate_home: str = "") -> tuple[Path, ...]:
    """Every folder where drafts on a file may lie: of this account; beside the file, where the gate
    keeps them, or in the home that it is given; and of the account that owns the file, through
    which others come in at the gate.
    """
    found = [drafts(), database.absolute().parent / ".state" / "kpitui" / "drafts"]
    if sys.platform == "linux":
        import pwd

        with contextlib.suppress(OSError, KeyError):  # the file is gone, or its owner
            found.append(_drafts_in(Path(pwd.getpwuid(database.stat().st_uid).pw_dir)))
        if gate_home:
            found.append(_drafts_in(Path(gate_home).expanduser()))
    return tuple(dict.fromkeys(found))


def _drafts_in(home: Path) -> Path:
    return home / _KINDS["state"][1] / "kpitui" / "drafts"


def copies() -> Path:
    """The folder where it is remembered which copies of a database someone made."""
    return _user_folder("state") / "copies"


def places() -> Path:
    """The folder where the sessions are counted that an account has open through the gate."""
    return _user_folder("state") / "sessions"


def news() -> Path:
    """What is new in each version."""
    return _PACKAGE / "news.md"


def seen_version() -> Path:
    """Where it is remembered which version someone has seen."""
    return _user_folder("state") / "seen-version"


def seen_sqlite() -> Path:
    """Where it is remembered what someone was told of the SQLite of this machine."""
    return _user_folder("state") / "seen-sqlite"


_KINDS = {
    "config": ("XDG_CONFIG_HOME", ".config"),
    "data": ("XDG_DATA_HOME", ".local/share"),
    "state": ("XDG_STATE_HOME", ".local/state"),
}


def _user_folder(kind: str) -> Path:
    if sys.platform == "linux":  # the library for it costs every command 12 ms
        variable, below = _KINDS[kind]
        named = Path(os.environ.get(variable, "").strip())
        return (named if named.is_absolute() else _home() / below) / "kpitui"
    else:  # noqa: RET505 # without it the check of types on one system calls the other's lines unreachable
        import platformdirs

        folders = {
            "config": platformdirs.user_config_path,
            "data": platformdirs.user_data_path,
            "state": platformdirs.user_state_path,
        }
        return folders[kind]("kpitui", appauthor=False)


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError as error:
        raise BadFile(f"Your home folder is missing ({error}); name the file with --db.") from None


def database_from_environment() -> Path | None:
    """The database that KPITUI_DB names."""
    named = os.environ.get("KPITUI_DB")
    return Path(named) if named else None
