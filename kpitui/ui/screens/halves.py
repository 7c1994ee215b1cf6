"""What both pages of one person have: what is expected beside the coaching, and a chart."""

from typing import TypeAlias

from textual.widgets import OptionList

from kpitui.domain.records.metric import Metric
from kpitui.ui.app_context import AppContext
from kpitui.ui.app_screen import while_open
from kpitui.ui.editing import EditingScreen
from kpitui.ui.widgets.coached_panel import CoachedPanel
from kpitui.ui.widgets.metric_panel import MetricPanel
from kpitui.ui.widgets.own_standards import OwnStandards
from kpitui.ui.widgets.person_panels import CHART, ExpectedPanel, share_height
from kpitui.views.entry import EntrySubject
from kpitui.views.person import PersonPage

RIGHT = "-right"
"""The class of the screen with the right half, where there is room for one."""
ExpectedHalf: TypeAlias = ExpectedPanel | OwnStandards
"""What is expected of someone, as others read it or they themselves."""


class HalvesScreen(EditingScreen):
    """Two halves, one at a time where there is no room for both, and the chart of a metric."""

    def __init__(
        self, context: AppContext, expected: ExpectedHalf, coached: CoachedPanel, *, id: str
    ) -> None:
        super().__init__(context, id=id)
        self._expected = expected
        self._coached = coached
        self._chart = MetricPanel(context)
        self._session_charted = False
        """Whether the chart was opened from a session, so that one goes back there."""

    def on_resize(self) -> None:
        """Columns are as many as there is room for."""
        self.call_after_refresh(self.show_changed)

    def on_screen_resume(self) -> None:
        """The file may have been changed while another screen was shown."""
        # later, once widths are known; not after the next painting: a key typed ahead needs lines
        self.call_later(while_open, self, self.show_changed)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A chart, and the readings, are offered on a line that has a metric."""
        if action in ("chart", "readings"):
            is_new = action == "readings" or not self.has_class(CHART)
            return self._expected.metric is not None and is_new
        if action == "session_chart":
            return self._coached.metric is not None and not self.has_class(CHART)
        return super().check_action(action, parameters)

    @property
    def _on_right(self) -> bool:
        return self._coached.lines.has_focus

    def _subject(self) -> EntrySubject | None:
        """Whose results a chart shows; None where no person is shown."""
        raise NotImplementedError

    def _show_halves(self, page: PersonPage) -> None:
        self._expected.show(page)
        self._coached.show(page)
        self.call_after_refresh(share_height, self._expected, self._coached)
        if not (self._expected.lines.has_focus or self._on_right):
            self._focus_half()

    def _focus_half(self) -> None:
        (self._coached if self.has_class(RIGHT) else self._expected).lines.focus()

    def action_other(self) -> None:
        """Go to the other half."""
        self.remove_class(CHART)
        self.set_class(not self._on_right, RIGHT)
        self._focus_half()

    def action_chart(self) -> None:
        """Show the chart of the marked metric."""
        if self._expected.metric is not None:
            self._show_chart(self._expected.metric)

    def action_session_chart(self) -> None:
        """Show the chart of what the marked session was about, from the line of that metric."""
        if (metric := self._coached.metric) is None:
            return
        self.set_class(False, RIGHT)
        self._expected.mark(metric.id)
        self._focus_half()
        self._show_chart(metric, of_session=True)

    def _show_chart(self, metric: Metric, *, of_session: bool = False) -> None:
        if (subject := self._subject()) is not None:
            self._session_charted = of_session
            self.add_class(CHART)
            share_height(self._expected, self._coached)
            self._chart.show(metric, subject, self._expected.verdict_on(metric))
            self.refresh_bindings()

    def on_option_list_option_highlighted(self, message: OptionList.OptionHighlighted) -> None:
        """A chart follows the marked metric."""
        if self.has_class(CHART) and message.option_list is self._expected.lines:
            self.at_rest(0.1, self._chart_of_mark)
        self.refresh_bindings()

    def _chart_of_mark(self) -> None:
        metric = self._expected.metric
        if metric is not None and self.has_class(CHART):  # it may have been left meanwhile
            self._show_chart(metric, of_session=self._session_charted)

    def _leave_chart(self) -> None:
        self.remove_class(CHART)
        self.set_class(self._session_charted, RIGHT)
        share_height(self._expected, self._coached)
        self.refresh_bindings()
        # what was hidden behind the chart had neither a width nor the focus
        self.call_after_refresh(self._focus_half)
