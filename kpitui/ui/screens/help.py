"""The help: a page with its links, read by keys alone; loaded when it is asked for."""

from functools import partial
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Markdown
from textual.widgets.markdown import MarkdownBlock, MarkdownFence

from kpitui.charts.text import Charset
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.keys import move
from kpitui.terminal.scrolling import scroll_by
from kpitui.ui.app_context import AppContext
from kpitui.ui.choice import Choice
from kpitui.ui.dialogs.choices import ChoicesDialog
from kpitui.ui.widgets.panel import Panel
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.views.help import PAGES, load_page
from kpitui.words.spans import Span, line, muted

_LINKS = range(1, 10)

KEYS = ("help.contents", "help.next", "help.before")
"""What the frame names."""


class _Typed(MarkdownFence):
    """What is to be typed, in one colour: finding out its language would load 15 MB."""

    @classmethod
    def highlight(cls, code: str, language: str, ansi: bool = False, dark: bool = False) -> Content:
        """The text as it is."""
        return Content(code)


class HelpText(Markdown):
    """A page; nothing in it can be clicked, so nothing opens a browser."""

    BLOCKS: dict[str, type[MarkdownBlock]] = {  # noqa: RUF012
        **Markdown.BLOCKS,
        "fence": _Typed,
        "code_block": _Typed,
    }  # so in Textual


class PlainHelpText(HelpText):
    """A page for terminals that show nothing but ASCII."""

    BULLETS = ["- "]  # noqa: RUF012 # so in Textual


class HelpScreen(ModalScreen[None]):
    """One page of the help; its links are numbered, and a digit follows one."""

    CSS_PATH = sheets("help")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,backspace", "back", "Back", id="help.back",
                tooltip="Back to the previous page, or to the screen"),
        Binding("c", "contents", "Contents", id="help.contents", tooltip="All help pages"),
        Binding("n,right", "turn(1)", "Next page", id="help.next", tooltip="Go to the next page"),
        Binding("p,left", "turn(-1)", "Previous page", id="help.before",
            tooltip="Go to the previous page"),
        Binding("space", "page(1)", "Down", id="help.on", tooltip="A screenful down"),
        move("pagedown", "page(1)", "Page down", "help.page-down", "A screenful down"),
        move("b,pageup", "page(-1)", "Page up", "help.page-up", "A screenful up"),
        move("j,down", "line(1)", "Down", "help.down", "A line down"),
        move("k,up", "line(-1)", "Up", "help.up", "A line up"),
        move("g,home", "line(-9999)", "First", "help.first", "The top of the page"),
        move("G,end", "line(9999)", "Last", "help.last", "The bottom of the page"),
        Binding("q,H", "close", "Close", id="help.close", tooltip="Close the help"),
        *(
            Binding(str(number), f"follow({number})", f"Link {number}", id=f"help.link-{number}",
                show=False,
                    tooltip=f"Go to the page that [{number}] names")
            for number in _LINKS
        ),
    ]  # fmt: skip

    def __init__(self, context: AppContext, page: str) -> None:
        super().__init__(id="help-screen")
        self._app_context = context
        self._page = load_page(page)
        self._before: list[tuple[str, float]] = []

    def compose(self) -> ComposeResult:
        """Where one is, the page, the keys."""
        yield TooSmall()
        context = self._app_context
        kind = PlainHelpText if context.charset is Charset.ASCII else HelpText
        page = VerticalScroll(kind(open_links=False), id="help-body", can_focus=False)
        yield Panel(page, context=context, keys=KEYS, id="help-page")
        yield KeyBar()

    async def on_mount(self) -> None:
        """Show the page that was asked for."""
        await self._show(self._page.name)

    async def _show(self, name: str, at: float = 0) -> None:
        work = self._app_context
        self._page = page = load_page(name)
        place = PAGES.index(name) + 1
        links = muted("press a number to follow a link") if page.links else Span("")
        title = f"Help {place} of {len(PAGES)}: {page.title}"
        self.query_one(Panel).say(work.words(title), line(links))
        await self.query_one(HelpText).update(work.words(page.text.partition("\n")[2]))
        self._body.scroll_to(y=at, animate=False, force=True)

    @property
    def _body(self) -> VerticalScroll:
        return self.query_one("#help-body", VerticalScroll)

    def _open(self, name: str) -> None:
        self.call_next(self._go, name)

    async def _go(self, name: str) -> None:
        if name != self._page.name:
            self._before.append((self._page.name, self._body.scroll_y))
            await self._show(name)

    async def action_follow(self, number: int) -> None:
        """Go where a link leads."""
        if number <= len(self._page.links):
            await self._go(self._page.links[number - 1])

    async def action_back(self) -> None:
        """Back to the page before; from the first one to the screen."""
        if self._before:
            name, at = self._before.pop()
            await self._show(name, at)
        else:
            self.dismiss(None)

    async def action_turn(self, step: int) -> None:
        """The next page of the contents, or the one before."""
        place = PAGES.index(self._page.name) + step
        if 0 <= place < len(PAGES):
            await self._go(PAGES[place])

    @work
    async def action_contents(self) -> None:
        """Choose any page."""
        choices = [Choice(load_page(name).title, partial(self._open, name)) for name in PAGES]
        chosen = await self.app.push_screen_wait(ChoicesDialog("Help", choices, self._app_context))
        if chosen is not None:
            chosen.do()

    def action_page(self, step: int) -> None:
        """A screenful up or down, with the last line still in sight."""
        self.action_line(step * (self._body.size.height - 1))

    def action_line(self, step: int) -> None:
        """Lines up or down."""
        scroll_by(self._body, step)

    def action_close(self) -> None:
        """Close the help."""
        self.dismiss(None)
