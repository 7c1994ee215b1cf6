"""Settings are read without pydantic where all of them fit, and are what it would make of them."""

import tomllib
from pathlib import Path

import pytest

from kpitui.config import Config, load_config
from kpitui.domain.errors import BadFile
from kpitui.domain.records.document import Wrong, validated

SETTINGS = (
    'theme = "ansi-dark"\nbell = false\ndate_form = "dmy"',
    'markers = "ascii"\nletters = "wide"\ndecimal_comma = true',
    '[gate]\nidle_minutes = 5\nlog = "/var/log/kpitui"',
    "[gate]\nidle_minutes = 0.5\nmemory_mb = 1000000",
    '[keys]\n"plan.add" = "n,f9"\nodd = [1, 2]',
    '[time_zones]\nana = "Europe/Lisbon"',
    "bell = 0",
    '[gate]\nsessions = "3"',
    "[gate]\nsessions = 3.0",
)
WRONG = (
    "[gate]\nidle_minutes = inf", "[gate]\nunread_seconds = nan", "[gate]\nidle_minutes = 0",
    "[gate]\nmemory_mb = 100", "[gate]\nidle = 3", "gate = 3", 'themes = "x"', "theme = 3",
    "theme = 2020-01-01", 'date_form = "usual"', "[time_zones]\nana = 3",
)  # fmt: skip


@pytest.mark.parametrize("said", SETTINGS)
def test_what_fits_is_read_as_it_is_written(tmp_path: Path, said: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(said, "utf-8")
    assert load_config(path) == validated(Config, tomllib.loads(said)) != Config()


@pytest.mark.parametrize("said", WRONG)
def test_what_does_not_fit_is_told_by_its_name(tmp_path: Path, said: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(said, "utf-8")
    with pytest.raises(Wrong) as wrong:
        validated(Config, tomllib.loads(said))
    with pytest.raises(BadFile, match=f"The setting {wrong.value.where} in .* is wrong: "):
        load_config(path)
