"""The bar on top: the screens with their digits, the file and the day."""

from datetime import date

from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from kpitui.ui.app_context import AppContext
from kpitui.ui.screen_list import bar_of, spec_of


class TopBar(Static):
    """One line that says where one is; it changes only when something is done, so that an idle
    screen sends nothing.
    """

    def __init__(self, context: AppContext) -> None:
        super().__init__(id="top-bar")
        self._app_context = context
        self._past: date | None = None
        self._shown_typed = False

    def on_mount(self) -> None:
        """Where digits are typed the screens have other keys."""
        self.screen.bindings_updated_signal.subscribe(self, self._keys_changed)

    def _keys_changed(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen and self._typed_digits() != self._shown_typed:
            self.refresh()

    def _typed_digits(self) -> bool:
        """Whether a digit is typed where the cursor is, and no key."""
        focused = self.screen.focused
        return focused is not None and focused.check_consume_key("1", "1")

    def refresh_day(self, past: date | None = None) -> None:
        """Write the bar again; a day of the past says that it cannot be changed."""
        self._past = past
        self.refresh()

    def render(self) -> Content:
        """The screens on the left, the file and the day at the right edge."""
        past, self._shown_typed = self._past, self._typed_digits()
        day = self._app_context.today()
        lost = self._app_context.counts.lost
        shown = f"{day:%a} {day.day} {day:%b %Y} "
        if lost:
            shown = "NOT SAVING "
        elif past:
            shown = f"as of {self._app_context.day(past)} read-only "
        file = self._app_context.text(self._app_context.title)
        close = self._screens(name=False, gap="", tight=self._shown_typed)
        closer = self._screens(name=False, gap="", tight=True)
        lefts = [self._screens(), self._screens(name=False), close, *([closer] if lost else [])]
        # Where the line is short the file goes first, then our name, the day, names of others, and
        # at last the titles.
        choices = []
        for who in self._others():
            choices += [
                (lefts[0], f"{who}{file}  {shown}"),
                *((left, who + shown) for left in lefts),
            ]
            short = f"{day.day} {day:%b}"
            choices += (
                []
                if past or lost
                else [(left, who + said) for said in (short, "") for left in (close, closer)]
            )
        choices.append((self._screens(name=False, titles=False), shown))
        for left, right in choices:
            gap = self.size.width - left.cell_length - Content(right).cell_length
            if gap >= (1 if right else 0):
                style = "$text-warning bold" if past or lost else "dim"
                return Content.assemble(left, " " * gap, (right, style))
        return choices[-1][0]

    def _others(self) -> list[str]:
        """Who else is in, in as many words as there may be room for."""
        names = [self._app_context.text(other) for other in self._app_context.counts.others]
        if not names:
            return [""]
        first = names[0] + (f" +{len(names) - 1}" if len(names) > 1 else "")
        return [
            f"with {', '.join(names)}  ",
            f"with {first}  ",
            f"+{first}  ",
            f"+{len(names)} here  ",
            f"+{len(names)}  ",
            "",
        ]

    def refresh_counts(self) -> None:
        """Write the bar again where something was counted."""
        self.refresh()

    def _screens(
        self, *, name: bool = True, titles: bool = True, gap: str = " ", tight: bool = False
    ) -> Content:
        bar = Content.assemble((" kpitui ", "bold")) if name else Content("")
        here = spec_of(self.screen)
        for spec in bar_of(self._app_context.actor):
            current = here is not None and spec.id in (here.id, here.tab)
            found = self._app_context.counts.health if spec.id == "health" else None
            count = f"{found} " if found else ""
            key = spec.function_key if self._shown_typed else spec.digit
            if tight and not key and not current:
                continue
            numbered = f" {key} " if key else " "
            label = f"{numbered}{spec.title} {count}" if titles or current else numbered
            label = label.rstrip() if tight and not current else label
            bar = Content.assemble(bar, gap, (label, "$primary bold reverse" if current else ""))
        return bar
