"""The sentence about a session: one headline, always the numbers."""

import pytest
from msgspec.structs import replace

from kpitui.domain.coaching_effect import BeforeAfter, CoachingEffect, Headline, coaching_effect
from kpitui.domain.effect_words import EffectContext, brief_sentence, effect_sentence, remarks
from kpitui.domain.records.metric import Aggregation, Cadence, Direction, Metric, Range

METRIC = Metric(
    id=1, name="Handle time [s]", code="aht", unit="s", decimals=1, direction=Direction.HIGHER,
    aggregation=Aggregation.MEAN, cadence=Cadence.WEEKLY,
)  # fmt: skip
BAND = replace(METRIC, direction=Direction.WITHIN)
OF = EffectContext(noun="week", team="Orders")
QUIET = (70.0, 72.0, 69.0, 71.0, 68.0, 70.0) * 2


def shown(value: float | None) -> str:
    return f"{value:.1f}" if value is not None else "-"


def went_to(after: float, n_after: int = 8) -> BeforeAfter:
    return BeforeAfter(
        values_before=QUIET, n_after=n_after, before=70.0, after=after if n_after else None,
        sigma=2.0,
    )  # fmt: skip


def effect(
    after: float, peers: float = 70.0, count: int = 7, *, shared: bool = False
) -> CoachingEffect:
    return coaching_effect(
        went_to(after), [went_to(peers)] * count, Direction.HIGHER, shared=shared
    )


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (effect(80), "more than those not coached: 70.0 → 80.0, peers 70.0 → 70.0 "
            "(7 of Orders not coached)"),
        (effect(80, 80), "with everyone: 70.0 → 80.0, peers 70.0 → 80.0 (7 of Orders not coached)"),
        (effect(70, 80), "fell behind: 70.0 → 70.0, peers 70.0 → 80.0 (7 of Orders not coached)"),
        (effect(71), "no clear change (results in 8 of 8 weeks after): 70.0 → 71.0, "
            "peers 70.0 → 70.0 (7 of Orders not coached)"),
        (effect(80, count=2), "better than before: 70.0 → 80.0, own change only "
            "(fewer than 3 of Orders not coached)"),
        (effect(60, count=0), "worse than before: 70.0 → 60.0, own change only "
            "(fewer than 3 of Orders not coached)"),
    ],
)  # fmt: skip
def test_each_headline_with_its_numbers(found: CoachingEffect, says: str) -> None:
    assert effect_sentence(found, METRIC, OF, shown) == f"Handle time [s]: {says}"
    alone = effect_sentence(found, METRIC, OF, shown, peers=False)
    assert alone == f"Handle time [s]: {says.partition(', ')[0]}"
    brief = brief_sentence(found, METRIC, OF, shown)
    assert brief.startswith("Handle time [s] 70.0 → ")
    told = says.partition(":")[0].replace("results in 8 of 8 weeks after", "8 of 8 weeks")
    assert brief.endswith(f": {told}")
    assert (" (peers " in brief) is (found.peers >= 3)
    assert (" (too few peers): " in brief) is (found.peers < 3)
    alone = brief_sentence(found, METRIC, OF, shown, peers=False)
    assert not {"peers", "own"} & set(alone.replace(",", "").split())


def test_what_else_happened_is_named() -> None:
    of = replace(OF, shared=("session of 2026-01-05", "“New phones” on 2026-02-03"))
    said = effect_sentence(effect(80, shared=True), METRIC, of, shown)
    told = "cannot be told apart from session of 2026-01-05, “New phones” on 2026-02-03: 70.0 →"
    assert said.startswith(f"Handle time [s]: {told}")
    brief = brief_sentence(effect(80, shared=True), METRIC, of, shown)
    assert brief.startswith("Handle time [s] 70.0 →")
    assert brief.endswith("): cannot be told apart from “New phones” and 1 more")
    alone = replace(OF, shared=("new target on 2026-01-05",))
    brief = brief_sentence(effect(80, shared=True), METRIC, alone, shown)
    assert brief.endswith("): cannot be told apart from new target on 2026-01-05")


def test_the_short_line_is_one_line_of_120_cells() -> None:
    long = replace(METRIC, name="Adherence to procedure", decimals=1)
    of = replace(OF, reset="2026-W14")
    cut = replace(effect(71, count=1), own=replace(went_to(71.0), cut_short=True))
    assert "limits reset" in effect_sentence(cut, long, of, shown)
    for found in (cut, effect(71), effect(80, count=2)):
        assert len(f"Coached 2026-08-13: {brief_sentence(found, long, of, shown)}") <= 120


def test_before_any_result_there_are_no_numbers() -> None:
    found = coaching_effect(went_to(0, 0), [went_to(70.0)] * 7, Direction.HIGHER)
    said = effect_sentence(found, METRIC, OF, shown)
    assert said == "Handle time [s]: no clear change yet (results in 0 of 8 weeks after)"


@pytest.mark.parametrize(
    ("good", "after", "headline", "says"),
    [
        (None, 80, Headline.NO_CLEAR_CHANGE,
            "no standard says which band is good, so no change is better or worse"),
        (Range(low=60, high=90), 80, Headline.NO_CLEAR_CHANGE,
            "inside the band before and after, where more or less is no better"),
        (Range(low=75, high=90), 80, Headline.MORE, ""),
        (Range(low=60, high=75), 80, Headline.FELL_BEHIND, ""),
    ],
)  # fmt: skip
def test_a_band_has_a_sentence_of_its_own(
    good: Range | None, after: float, headline: Headline, says: str
) -> None:
    found = coaching_effect(went_to(after), [went_to(70.0)] * 7, Direction.WITHIN, good)
    assert found.headline is headline
    told = [*remarks(found, BAND, replace(OF, good=good), shown)]
    assert [one for one in told if "rebound" not in one] == ([says] if says else [])
