"""The form that puts a slip of a target, a standard or a baseline right."""

from kpitui.domain.fields import Texts
from kpitui.domain.plan_drafts import read_correction
from kpitui.domain.records.dated import Target
from kpitui.domain.records.detail import DATES
from kpitui.domain.records.kpi import CorrectionDraft, Kpi
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.standard import Standard
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.form import Field, Form

INTRO = (
    "To fix a mistake. Past verdicts change with it.",
    "If the target itself changed, press e instead.",
)


def correction_form(
    of: Kpi | Standard, row: Target, metric: Metric, context: AppContext
) -> Form[CorrectionDraft]:
    """One row of a target or a standard as it is, and of a KPI its baseline."""

    def read(texts: Texts) -> CorrectionDraft:
        return read_correction(context.reader(texts), metric, row.starts_on)

    since = f"since {context.day(row.starts_on)}"
    fields: tuple[Field, ...] = (
        Field("level", "Target", context.typed_range(row.level, metric), since),
    )
    if isinstance(of, Kpi):
        fields += (
            Field("due_on", "Target date", context.typed_day(row.due_on or of.due_on), DATES),
            Field("baseline", "Baseline", context.typed(of.baseline, metric), "where it started"),
        )
    kind = "kpi" if isinstance(of, Kpi) else "standard"
    fields += (Field("why", "Why", "", "what was wrong; stays in the history"),)
    return Form(f"correct-{kind}-{of.id}", f"Correct: {metric.name}", fields, read, INTRO)
