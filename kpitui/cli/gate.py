"""The gate: what sshd runs for each key, the screens or one of a few verbs within the role."""

import signal
from pathlib import Path

import click

from kpitui.cli.gate_walls import limit_resources, scrub_environment


@click.command()
@click.option("--db", type=click.Path(readable=False, path_type=Path), help="The database file.")
@click.option("--as", "name", required=True, metavar="ACCOUNT", help="Who comes in, as sshd knows by the key.")
@click.option("--key", "fingerprint", default="", metavar="FINGERPRINT", help="The key by which they come in.")
@click.option(
    "--home",
    metavar="FOLDER",
    help="For settings and what is typed; if not said, home and beside the file.",
)
@click.pass_context
def gate(context: click.Context, db: Path | None, name: str, fingerprint: str, home: str | None) -> None:
    """What sshd runs for each key: the screens, or a verb of SSH_ORIGINAL_COMMAND, within the role of ACCOUNT."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a key pressed while all is loaded; a traceback would show paths
    client = scrub_environment(home)
    limit_resources()
    # Not before: what it imports reads the environment.
    from kpitui.cli.gate_visit import let_in

    context.exit(let_in(context, db, name, fingerprint, client, beside_file=home is None))
