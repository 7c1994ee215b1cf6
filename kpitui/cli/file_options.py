"""The file that a command reads, and the options that say how, alike in every command."""

from pathlib import Path

import click

file_argument = click.argument(
    "file", type=click.Path(readable=False, path_type=Path, allow_dash=True)
)
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Show what would change, without changing it."
)
dates_option = click.option(
    "--dates", type=click.Choice(["dmy", "mdy"]),
    help="Day or month first in dates like 01/02/2026.",
)  # fmt: skip
sheet_option = click.option(
    "--sheet", metavar="NAME", help="The sheet of a workbook that has several."
)
encoding_option = click.option(
    "--encoding", metavar="NAME", help="The encoding of the file, if not UTF-8."
)
