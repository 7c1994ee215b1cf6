"""The catalogue that ships: what every entry says, and that it agrees with the sample plan."""

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from msgspec import to_builtins

import kpitui
from kpitui.domain.catalogue import Catalogue, CatalogueEntry, catalogue_entry
from kpitui.domain.errors import WrongUsage
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.records.document import Wrong, merged, validated
from kpitui.domain.records.metric import Aggregation, Definition, Direction
from kpitui.domain.text import name_key
from kpitui.domain.usual_places import UsualPlace
from kpitui.paths import samples
from kpitui.views.catalogue import load_catalogue
from kpitui.views.usual_places import CATALOGUES

ENTRIES = load_catalogue()
CODES = {
    "csat", "nps", "ces", "fcr", "qoc", "aht", "wrap", "schedule", "procedure", "prod", "occupancy",
    "sl", "asa", "abandon", "transfer", "attrition", "absence", "shrinkage",
}  # fmt: skip
every_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)


def of(code: str) -> CatalogueEntry:
    found = catalogue_entry(ENTRIES, code)
    assert found is not None, code
    return found


def test_the_common_metrics_are_there_by_code() -> None:
    assert {entry.code for entry in ENTRIES} >= CODES


@every_entry
def test_an_entry_says_all_that_a_supervisor_needs(entry: CatalogueEntry) -> None:
    assert entry.definition.endswith(".")
    assert entry.unit
    assert entry.source
    assert "://" not in entry.source + entry.definition
    assert entry.code == name_key(entry.code)
    assert " " not in entry.code
    assert entry.plausible_low is not None
    assert entry.plausible_high is not None
    assert entry.plausible_low < entry.plausible_high


@every_entry
def test_a_mean_names_its_n_a_ratio_its_whole_and_a_sum_its_day(entry: CatalogueEntry) -> None:
    words = {
        Aggregation.MEAN: ("n is the number of",),
        Aggregation.RATIO: (", of ", ", for each "),
        Aggregation.SUM: (", by the day ",),
    }[entry.aggregation]
    assert any(word in entry.definition for word in words)


@every_entry
def test_an_entry_says_how_it_is_worked_out(entry: CatalogueEntry) -> None:
    counted = entry.aggregation is Aggregation.SUM
    assert ("" if counted else " - " if entry.code == "nps" else " / ") in entry.formula


@every_entry
def test_what_is_recorded_when_it_happens_counts_none_where_none_is(entry: CatalogueEntry) -> None:
    assert entry.zero_filled == (entry.aggregation is Aggregation.SUM)


def test_no_name_or_code_stands_for_two() -> None:
    keys = [key for entry in ENTRIES for key in {name_key(entry.name), name_key(entry.code)}]
    assert len(keys) == len(set(keys))
    entry = to_builtins(ENTRIES[0])
    for double in (
        entry | {"code": "other"},
        entry | {"name": "Other"},
        entry | {"name": "CSAT", "code": "other"},
    ):
        with pytest.raises(Wrong, match="used by another metric"):
            validated(Catalogue, {"metric": [entry, double]})


@pytest.mark.parametrize("missing", ["definition", "usual_place", "source"])
def test_an_entry_without_its_words_is_refused(missing: str) -> None:
    entry = to_builtins(ENTRIES[0])
    for wrong in ({key: entry[key] for key in entry if key != missing}, entry | {missing: " "}):
        with pytest.raises(Wrong) as error:
            validated(CatalogueEntry, wrong)
        assert error.value.where == missing


@pytest.mark.parametrize("code", ["aht", "wrap", "occupancy"])
def test_what_does_harm_when_pushed_is_kept_within_a_band(code: str) -> None:
    assert of(code).direction is Direction.WITHIN


def test_what_everybody_works_by_is_no_kpi() -> None:
    standards = {entry.code for entry in ENTRIES if entry.usual_place is UsualPlace.STANDARD}
    assert standards == {"aht", "wrap", "prod", "schedule", "procedure"}
    assert {of(code).usual_place for code in ("occupancy", "shrinkage")} == {UsualPlace.CONTEXT}


def test_it_agrees_with_the_sample_plan() -> None:
    text = (samples() / "contact_centre" / "plan.toml").read_text("utf-8")
    shared = 0
    for metric in PlanDocument.model_validate(tomllib.loads(text)).metric:
        made = merged(Definition, metric, None)
        entry = catalogue_entry(ENTRIES, made.name)
        assert entry == catalogue_entry(ENTRIES, made.code)
        if entry is not None:
            shared += 1
            same = {"name", "code", "unit", "decimals", "direction", "aggregation", "cadence"}
            assert {key: getattr(entry, key) for key in same} == metric.model_dump(include=same)
    assert shared == 9


def test_an_entry_is_found_by_name_or_code_in_any_case() -> None:
    assert of("AHT") is of("average  Handle time") is of("aht")
    assert catalogue_entry(ENTRIES, "calls offered") is None
    assert catalogue_entry(ENTRIES, "") is None


def test_every_catalogue_loads_and_another_is_told_in_one_sentence() -> None:
    assert [load_catalogue(name) for name in CATALOGUES] == [ENTRIES]
    with pytest.raises(WrongUsage, match=r"no catalogue “\.\./nhs”; there is contact-centre"):
        load_catalogue("../nhs")


def test_it_is_read_from_inside_an_installed_package(tmp_path: Path) -> None:
    package = tmp_path / "kpitui"
    shutil.copytree(
        Path(kpitui.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(samples() / "catalogue", package / "sample_db" / "catalogue")
    code = (
        "import json; from kpitui import paths; from kpitui.views.catalogue import load_catalogue;"
        "print(json.dumps([str(paths.samples()), [entry.code for entry in load_catalogue()]]))"
    )

    def call() -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    folder, codes = json.loads(call().stdout)
    assert folder == str(package / "sample_db")
    assert codes == [entry.code for entry in ENTRIES]
    file = package / "sample_db" / "catalogue" / "contact_centre.toml"
    for damage in (lambda: file.write_text("[[metric]]\nname = 1\n", "utf-8"), file.unlink):
        damage()
        assert f"The catalogue {file} is missing or damaged; install kpitui again." in call().stderr
