"""A new file, as someone chose it on the first screen."""

from pathlib import Path

from kpitui.actions.metrics import add_metrics
from kpitui.cli.context import open_environment
from kpitui.domain.clock import SERVER
from kpitui.exchange.demo import DEFAULT_SAMPLE, make_demo
from kpitui.storage.opening import create_file
from kpitui.views.catalogue import load_catalogue
from kpitui.views.usual_places import CATALOGUES


def make_new(path: Path, content: str) -> None:
    """Make a file with the sample, with the catalogue, or empty; raises `BadFile` where one has
    come meanwhile.
    """
    if content == "sample":
        path.absolute().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_demo(DEFAULT_SAMPLE, path, SERVER.today())
        return
    create_file(path)
    if content == "catalogue":
        env = open_environment(path)
        add_metrics(
            env.database, env.actor, load_catalogue(CATALOGUES[0]), why=f"catalogue {CATALOGUES[0]}"
        )
