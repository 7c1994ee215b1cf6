"""Profiles written by hand: what they say of a table, and what they may not say."""

from pathlib import Path

import pytest

from kpitui.domain.errors import BadFile
from kpitui.domain.import_rows import RawReading
from kpitui.exchange.profile import read_profile
from tests.exchange.shapes.lines import Told, read


def by_profile(tmp_path: Path, text: str, profile: str) -> list[Told]:
    (tmp_path / "p.toml").write_text(profile, "utf-8")
    found = read(text, read_profile(tmp_path / "p.toml"))
    return [
        (one.metric, one.person, one.team, one.date, one.value)
        for one in found
        if isinstance(one, RawReading)
    ]


@pytest.mark.parametrize(
    ("profile", "text", "last"),
    [
        (
            'across = "team"\nday = 2026-01-05\nmetric_name = "What"\n',
            "What,York,Leeds\nCSAT,90,80\n",
            ("CSAT", "", "Leeds", "2026-01-05", "80"),
        ),
        (
            'across = "metric"\ndate = "On"\nperson = "Who"\nskip = ["Boss"]\n',
            "On,Who,Boss,CSAT,AHT\n2026-01-05,Ana,Lee,90,5:40\n",
            ("AHT", "Ana", "", "2026-01-05", "5:40"),
        ),
        (
            'across = ["team", "metric"]\nheader_lines = 2\nheader = 2\ndate = "On"\n',
            "x,y,z\n,York,\nOn,CSAT,AHT\n2026-01-05,90,5:40\n",
            ("AHT", "", "York", "2026-01-05", "5:40"),
        ),
        (
            'of_metric = "CSAT"\nyear = "Y"\nmonth = "M"\nvalue = "Mark"\n',
            "Y,M,Mark\n2026,3,90\n",
            ("CSAT", "", "", "2026-03", "90"),
        ),
        (
            'metric_name = "K"\ndate = "D"\nvalue = "V"\n[[metric]]\nname = "AHT"\n'
            'scale = "milliseconds"\nadd_up = "mean"\n',
            "K,D,V\nAHT,2026-01-05,340000\n",
            ("AHT", "", "", "2026-01-05", "340000"),
        ),
        (
            'date = "D"\n[[metric]]\nname = "AHT"\nvalue = "V"\n',
            "D,V\n2026-01-05,340\n",
            ("AHT", "", "", "2026-01-05", "340"),
        ),
    ],
)
def test_a_profile_says_where_each_reading_stands(
    profile: str, text: str, last: Told, tmp_path: Path
) -> None:
    assert by_profile(tmp_path, text, profile)[-1] == last


def test_a_profile_says_how_numbers_of_a_metric_are_taken(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(
        'metric_name = "K"\ndate = "D"\nvalue = "V"\n[[metric]]\nname = "AHT"\n'
        'scale = "milliseconds"\nadd_up = "mean"\n[[metric]]\nname = "Calls"\n',
        "utf-8",
    )
    profile = read_profile(tmp_path / "p.toml")
    assert (profile.scales, profile.add_ups) == ({"AHT": "milliseconds"}, {"AHT": "mean"})
    assert profile.definitions == {}


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ('metric_name = "K"\nvalue = "V"\n', "which column is the date"),
        ('across = "date"\n', "which column names the metric"),
        ('across = "date"\nof_metric = "x"\nvalue = "V"\n', "name no value column"),
        ('across = ["person", "metric"]\ndate = "D"\n', "header_lines = 2"),
        ('across = ["date", "date"]\nheader_lines = 2\nof_metric = "x"\n', "two different things"),
        ('across = "week"\nof_metric = "x"\n', "across"),
        ('date = "D"\n[[metric]]\nname = "x"\nvalue = "V"\ncode = "x"\n', "direction is missing"),
        (
            'date = "D"\n[[metric]]\nname = "x"\nvalue = "V"\n[[metric]]\nname = "y"\n',
            "value column",
        ),
        ('date = "D"\nheader = 0\nmetric_name = "K"\nvalue = "V"\n', "header"),
        ('date = "D"\n[[metric]]\nname = "x"\nvalue = "V"\nscale = "years"\n', "scale"),
    ],
)
def test_a_profile_that_contradicts_itself_is_one_sentence(
    profile: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "p.toml").write_text(profile, "utf-8")
    with pytest.raises(BadFile, match=words) as refused:
        read_profile(tmp_path / "p.toml")
    assert "\n" not in refused.value.sentence
