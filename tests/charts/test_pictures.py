"""Charts kept as pictures: what a reviewer reads when a drawing changes.

`KPITUI_GOLDENS=renew uv run pytest -n0 tests/charts/test_pictures.py` writes them; read the
difference before you commit it.
"""

import pytest

from kpitui.charts.metric_chart import spec_of
from kpitui.charts.text import Charset, plain_text
from kpitui.charts.trend import trend_chart
from kpitui.domain.writing import WRITING
from tests.charts.series import KINDS
from tests.goldens import FOLDER, RENEW

SIZES = (
    (60, 12, Charset.BRAILLE),
    (80, 18, Charset.BRAILLE),
    (120, 22, Charset.BRAILLE),
    (200, 26, Charset.BRAILLE),
    (80, 18, Charset.ASCII),
)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_series_is_drawn_as_it_was(kind: str) -> None:
    chart = KINDS[kind]()
    spec = spec_of(chart, WRITING, title=f"{kind.replace('_', ' ')}, Organisation, by {chart.by}")
    pictures = "\n\n".join(
        f"== {width}x{height}, {charset}\n{plain_text(trend_chart(spec, width, height, charset))}"
        for width, height, charset in SIZES
    )
    path = FOLDER / "charts" / f"{kind}.txt"
    if RENEW:
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{pictures}\n", "utf-8")
    assert path.read_text("utf-8") == f"{pictures}\n"
