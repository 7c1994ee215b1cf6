"""What an update would do to the file of an older version, in words."""

from collections.abc import Iterator

from kpitui.domain.numbers import counted
from kpitui.domain.upgrade import Upgrade


def upgrade_lines(told: Upgrade, name: str) -> Iterator[str]:
    """What opening a file of that name with this version would do, a line each."""
    yield f"upgrade: schema {told.before} to {told.after}, tried on a copy just now"
    if told.refused:
        yield f"- it would be refused, and the file stay as it is: {told.refused}"
        return
    megabytes = max(round(told.size / 1e6), 1)
    yield f"- it took {told.seconds:.1f} s, in which no one else could save"
    kept = f"{name}.schema-{told.before}.backup ({megabytes} MB)"
    yield f"- the file as it is would be kept as {kept}"
    if told.sessions:
        number = counted(told.sessions, "open session")
        yield f"- {number} of the older version could no longer save; drafts are kept"
    yield "- an older kpitui would refuse the file then; how to go back: kpitui help install"
    yield "Opening the file does it: with the screens, or any command but doctor."
