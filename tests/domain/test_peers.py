"""219 series with what NHSRplotthedots, qicharts2 and qcc make of them; see `tests/cases/xmr/peers`
for what differs on purpose.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from kpitui.domain.natural_limits import Constants, Limits
from kpitui.domain.process_limits import ProcessLimits, process_limits
from kpitui.domain.signals import RUN, Rule
from tests.domain.test_process_limits import flagged

PEERS = Path(__file__).parents[1] / "cases" / "xmr" / "peers"
SERIES = json.loads((PEERS / "series.json").read_text("utf-8"))
EXPECTED = json.loads((PEERS / "expected.json").read_text("utf-8"))
RULES: dict[str, Rule] = {
    "beyond": "beyond_limit",
    "run": "run",
    "trend": "trend",
    "two": "two_of_three",
}


def judged(series: dict[str, Any], **options: Any) -> ProcessLimits:
    # A range over a gap is one of theirs and none of ours: closed up, the series has the same.
    values = [value for value in series["values"] if value is not None]
    lock = (0, series["lock"]) if "lock" in series else None
    return process_limits(values, baseline=lock, **options)


def current(limits: ProcessLimits) -> Limits:
    assert limits.current is not None
    return limits.current


def test_there_are_219_series() -> None:
    assert len(SERIES) == 219
    assert len(EXPECTED) == 4 * 219


@pytest.mark.parametrize("how", ["plain", "screen"])
def test_limits_and_rules_are_those_of_nhsrplotthedots(how: str) -> None:
    for series in SERIES:
        name, wanted = series["name"], EXPECTED[f"{series['name']}/{how}"]
        limits = judged(series, rules="nhs", screen=how == "screen")
        found = current(limits)
        assert found.mean == pytest.approx(wanted["mean"], rel=1e-9, abs=1e-9), name
        if wanted["lpl"] != "NaN":
            assert (found.lower, found.upper) == pytest.approx(
                (wanted["lpl"], wanted["upl"]), rel=1e-7, abs=1e-7
            ), name
        # Their indices count the gaps.
        places = [at for at, value in enumerate(series["values"]) if value is not None]
        for word, rule in RULES.items():
            ours = sorted({places[at] for at in flagged(limits, rule)})
            assert ours == wanted[word], f"{name}: {rule}"


def test_limits_are_those_of_qicharts2_and_qcc() -> None:
    for series in SERIES:
        if "lock" in series or series["kind"] == "gaps":
            continue
        qic, qcc = (EXPECTED[f"{series['name']}/{peer}"] for peer in ("qic", "qcc"))
        exact = current(judged(series, constants=Constants(limit=3 / 1.128, range_limit=3.268)))
        assert (exact.mean, exact.lower, exact.upper) == pytest.approx(
            (qic["cl"], qic["lcl"], qic["ucl"]), rel=1e-7, abs=1e-7
        ), series["name"]
        finer = current(judged(series, constants=Constants(limit=3 / 1.128379, range_limit=3.268)))
        assert (finer.lower, finer.upper) == pytest.approx(qcc["lim"], rel=1e-6, abs=1e-6)


def test_runs_are_those_of_qcc() -> None:
    for series in SERIES:
        limits = judged(series)
        if "lock" in series or series["kind"] == "gaps":
            continue
        runs = [signal.indices for signal in limits.signals if signal.rule == "run"]
        flagged_there = [index for run in runs for index in run[RUN["wheeler"] - 1 :]]
        assert flagged_there == EXPECTED[f"{series['name']}/qcc"]["w4"], series["name"]
