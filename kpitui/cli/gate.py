"""The gate: what sshd runs for each key, the screens or one of a few verbs within the role."""

import signal
from pathlib import Path

import click

from kpitui.gate.sandbox import limit_resources, scrub_environment


@click.command()
@click.option("--db", type=click.Path(readable=False, path_type=Path), help="The database file.")
@click.option(
    "--as",
    "name",
    required=True,
    metavar="ACCOUNT",
    help="Who logs in, as sshd knows from the key.",
)
@click.option(
    "--key", "fingerprint", default="", metavar="FINGERPRINT", help="The key they log in with."
)
@click.option(
    "--home",
    metavar="FOLDER",
    help="Location of settings and drafts; default: home, and next to the file.",
)
@click.pass_context
def gate(
    context: click.Context, db: Path | None, name: str, fingerprint: str, home: str | None
) -> None:
    """Run by sshd for each key: the screens, or the command in SSH_ORIGINAL_COMMAND, within the
    role of ACCOUNT.
    """
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # a key pressed while all is loaded; a traceback would show paths
    client = scrub_environment(home)
    limit_resources()
    # Not before: what it imports reads the environment.
    from kpitui.cli.context import database_path, seat_visitor, settings
    from kpitui.cli.main import cli
    from kpitui.cli.open import open_at_gate
    from kpitui.gate.visit import Runner, let_in

    path, config, runner = database_path(db), settings(), Runner(cli, seat_visitor, open_at_gate)
    context.exit(
        let_in(
            context,
            path,
            config,
            name,
            fingerprint,
            client,
            runner=runner,
            beside_file=home is None,
        )
    )
