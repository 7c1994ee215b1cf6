"""`kpitui differ`: who really differs, as text and for programs."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence
from tests.compared_people import LAST, WEEKS, with_compared_people
from tests.conftest import TODAY, record_weekly

AS_OF = ("--as-of", TODAY.isoformat())


@pytest.fixture(autouse=True)
def db(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> DatabaseFile:
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    monkeypatch.setenv("LANG", "C.UTF-8")
    return with_compared_people(database)


def row(out: str, name: str) -> str:
    """The line of the list of somebody, in single blanks."""
    (found,) = re.findall(rf"^  {re.escape(name)} .*$", out, re.MULTILINE)
    return " ".join(found.split())


def test_it_says_who_differs_which_way_and_whether_that_is_good(kpitui: Command) -> None:
    said = kpitui("differ", "csat", *AS_OF)
    assert said.code == 0, said.err
    heads = re.findall(r"^(Teams|North|South): (.*)$", said.out, re.MULTILINE)
    assert [name for name, _ in heads] == ["Teams", "North", "South"]
    assert heads[1:] == [("North", "1 of 8 differs"), ("South", "none of 3 differs")]
    assert said.out.startswith("Customer satisfaction  12 weeks, 2026-08-31 to 2026-11-22\n")
    assert re.search(r"^Ana López \d\d\.\d% 12 ▼ differs: lower, bad$", row(said.out, "Ana López"))
    assert row(said.out, "Cy").endswith("no clear difference")
    assert row(said.out, "Gus") == "Gus too few weeks: 4 of 6"
    assert "chance alone puts about 1 in 370 there" in said.out
    assert not re.search(r"worst|rank|#|\b1st\b", said.out)


def test_those_who_differ_come_first_and_all_by_name(kpitui: Command) -> None:
    out = kpitui("differ", "adherence", "--team", "north", *AS_OF).out
    names = re.findall(r"^  (Ana López|Cy|Di|Ed|Flo|Gus|Hal|Kim|Lou) ", out, re.MULTILINE)
    assert names == ["Ana López", "Cy", "Di", "Ed", "Flo", "Hal", "Kim", "Lou", "Gus"]
    assert "Teams:" not in out
    assert "South" not in out


def test_a_ratio_has_its_sample_sizes_across(kpitui: Command) -> None:
    out = kpitui("differ", "adherence", "--team", "north", *AS_OF).out
    assert "sample size" in out
    assert row(out, "Ana López").split()[3:4] == ["1200"]
    assert re.search(
        r"without Ana López; for a sample size of 1200 the limits are [\d.]+% to [\d.]+%", out
    )


def test_counts_are_compared_and_fewer_is_good(kpitui: Command) -> None:
    said = kpitui("differ", "complaints", "--team", "north", "--json", *AS_OF).data
    (group,) = said["groups"]
    ana = next(one for one in group["lines"] if one["name"] == "Ana López")
    assert (group["limits"], ana["value"], ana["differs"], ana["mark"]) == (
        "funnel", 3.0, "higher", "worse",
    )  # fmt: skip
    out = kpitui("differ", "complaints", *AS_OF).out
    assert "▲ differs: higher, bad" in out
    assert "Teams are not compared by totals: a larger team has more." in out
    assert re.findall(r"^(Teams|North|South):", out, re.MULTILINE) == ["North", "South"]


def test_programs_get_the_promised_shape(kpitui: Command) -> None:
    said = kpitui("differ", "csat", "--json", "--last", "10", *AS_OF).data
    assert {**said, "groups": None} == {
        "metric": "Customer satisfaction", "unit": "%", "direction": "higher", "by": "week",
        "periods": [f"2026-W{week}" for week in range(38, 48)], "groups": None,
    }  # fmt: skip
    teams, north, south = said["groups"]
    assert [(one["of"], one["team"], one["limits"]) for one in said["groups"]] == [
        ("teams", None, "band"), ("people", "North", "band"), ("people", "South", "band"),
    ]  # fmt: skip
    assert [team["name"] for team in teams["lines"]] == ["North", "South"]
    ana, *others = north["lines"]
    assert {**ana, "value": 0, "lower": 0, "upper": 0} == {
        "id": 1, "name": "Ana López", "periods": 10, "value": 0, "size": 10.0, "lower": 0,
        "upper": 0, "differs": "lower", "mark": "worse", "other_standard": False,
    }  # fmt: skip
    assert ana["value"] < ana["lower"] < north["centre"] < ana["upper"]
    assert (north["overdispersion"], north["tau"]) == (None, None)
    assert north["sigma"] == pytest.approx(3, abs=1)
    assert others[-1] == {
        "id": 7, "name": "Gus", "periods": 4, "value": None, "size": None, "lower": None,
        "upper": None, "differs": None, "mark": None, "other_standard": False,
    }  # fmt: skip
    assert {one["mark"] for one in south["lines"]} == {None}


def test_a_chart_stands_above_each_list_and_fits_the_terminal(
    kpitui: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for columns in ("80", "60", "24"):
        monkeypatch.setenv("COLUMNS", columns)
        out = kpitui("differ", "csat", "--team", "north", *AS_OF).out
        plot = [one for one in out.splitlines() if re.match(r" *[\d.%]* ?[│┤└]", one)]
        assert len(plot) >= 6
        assert max(map(len, plot)) <= int(columns)
        assert any("✗" in one for one in plot)
        assert "✗ differs, bad" in out
    monkeypatch.setenv("COLUMNS", "80")
    assert re.search(r"^ +Ana Lóp… +Cy +Di +Ed +Flo +Hal +Kim +Lou$", out_of(kpitui), re.MULTILINE)


def out_of(kpitui: Command) -> str:
    return kpitui("differ", "csat", "--team", "north", *AS_OF).out


def test_in_the_locale_c_it_is_ascii(kpitui: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "C")
    for metric in ("csat", "adherence"):
        said = kpitui("differ", metric, *AS_OF).out
        assert said.isascii()
        assert "v differs: lower, bad" in said
        assert "x differs, bad" in said


def test_the_day_decides_what_is_compared(kpitui: Command) -> None:
    day = LAST - timedelta(days=7 * (WEEKS - 6))
    said = kpitui("differ", "csat", "--as-of", day.isoformat(), "--json")
    # A day of the past is looked at from its end, a Friday: its week is not over.
    assert said.code == 1
    said = kpitui("differ", "csat", "--as-of", (day + timedelta(days=2)).isoformat(), "--json")
    assert said.data["periods"] == [f"2026-W{week}" for week in range(34, 40)]


def test_what_cannot_be_compared_is_said_in_one_sentence(
    kpitui: Command, tmp_path: Path, db: DatabaseFile
) -> None:
    check_one_sentence(kpitui("differ", "smiles"), 1, "no metric “smiles”")
    check_one_sentence(kpitui("differ", "csat", "--team", "west"), 1, "no team “west”")
    check_one_sentence(kpitui("differ", "csat", "--last", "5"), 2, "--last")
    check_one_sentence(kpitui("differ", "aht", *AS_OF), 1, "no full week of results")
    check_one_sentence(kpitui("differ", "revenue", *AS_OF), 1, "Revenue: totals of money")
    record_weekly(db, 2, [300.0] * 8, LAST)
    check_one_sentence(kpitui("differ", "aht", *AS_OF), 1, "for the whole organisation only")
    record_weekly(db, 2, [300.0] * 8, LAST, person_id=1)
    check_one_sentence(kpitui("differ", "aht", *AS_OF), 1, "fewer than 2 agents or teams have 6")
    check_one_sentence(
        kpitui("differ", "aht", "--team", "north", *AS_OF), 1, "fewer than 2 agents have 6 full"
    )
    plan = tmp_path / "ends.toml"
    plan.write_text('[[metric]]\nname = "Customer satisfaction"\nends_on = 2026-11-01\n')
    ended = kpitui("plan", "load", plan)
    if ended.code == 0:
        check_one_sentence(kpitui("differ", "csat", *AS_OF), 1, "ended on 2026-11-01; use --as-of")


def test_whose_team_is_new_is_compared_since_then(kpitui: Command, tmp_path: Path) -> None:
    plan = tmp_path / "move.toml"
    plan.write_text(
        '[[person]]\nname = "Cy"\n[[person.membership]]\nteam = "North"\nstarts_on = 2025-01-01\n'
        'ends_on = 2026-10-05\n[[person.membership]]\nteam = "South"\nstarts_on = 2026-10-05\n'
    )
    moved = kpitui("plan", "load", plan)
    assert moved.code == 0, moved.err
    *_, south = kpitui("differ", "csat", "--json", *AS_OF).data["groups"]
    (cy,) = [one for one in south["lines"] if one["name"] == "Cy"]
    assert cy["periods"] == 7


def test_those_with_another_standard_are_compared_among_their_own_or_not_at_all(
    kpitui: Command, tmp_path: Path
) -> None:
    def held_to(*names: str) -> str:
        return "".join(
            f'[[standard]]\nmetric = "csat"\nperson = "{name}"\n'
            "level = [{ level = 70, starts_on = 2025-01-01 }]\n"
            for name in names
        )

    plan = tmp_path / "levels.toml"
    everyone = '[[standard]]\nmetric = "csat"\nlevel = [{ level = 80, starts_on = 2025-01-01 }]\n'
    plan.write_text(everyone + held_to("Cy", "Di"))
    loaded = kpitui("plan", "load", plan)
    assert loaded.code == 0, loaded.err
    out = kpitui("differ", "csat", "--team", "north", *AS_OF).out
    assert re.search(r"^North, standard ≥ 80.0%: \d of 6 ", out, re.MULTILINE)
    assert row(out, "Cy") == "Cy other standard ≥ 70.0%, not compared"
    plan.write_text(held_to("Ed"))
    loaded = kpitui("plan", "load", plan)
    assert loaded.code == 0, loaded.err
    most, own = kpitui("differ", "csat", "--team", "north", "--json", *AS_OF).data["groups"]
    assert (most["standard_low"], own["standard_low"]) == (80.0, 70.0)
    assert [one["name"] for one in own["lines"]] == ["Cy", "Di", "Ed"]
    assert not any(one["other_standard"] for one in (*most["lines"], *own["lines"]))
