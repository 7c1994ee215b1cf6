"""The command `rules`: what the organisation agreed on for everybody who opens its file."""

from pathlib import Path

import click

from kpitui.actions.rules import set_time_zone
from kpitui.cli.context import answer, answer_json, db_option, json_option, open_desk, talk
from kpitui.cli.server_zone import server_zone


@click.command()
@db_option
@json_option
@click.option("--time-zone", "zone", metavar="NAME", help="The zone in which its days begin, such as Europe/Berlin.")
def rules(db: Path | None, zone: str | None, as_json: bool) -> None:
    """The rules of the organisation: the time zone in which its days, weeks and months begin and end."""
    desk = open_desk(db)
    if zone is not None:
        set_time_zone(desk.database, desk.actor, zone)
        talk(f"The organisation's days begin in {zone} now; undo takes it back.")
    clock = desk.database.clock
    if as_json:
        answer_json({"time_zone": clock.zone or None, "server_time_zone": server_zone(), "today": clock.today()})
        return
    held = clock.zone or f"that of the server ({server_zone()}); set one with: kpitui rules --time-zone NAME"
    answer(f"time zone: {held}")
    answer(f"today: {desk.day(clock.today())}")
