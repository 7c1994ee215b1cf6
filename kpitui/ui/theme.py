"""The themes: a dark and a light one of our own, and Textual's two for terminals of 16 colours or
of none; and how lines of words are painted with them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from textual.app import App
from textual.content import Content
from textual.filter import ANSIToTruecolor
from textual.theme import BUILTIN_THEMES, Theme

from kpitui.ui.app_context import AppContext
from kpitui.words.spans import Line

AUTO = "auto"
DARK, LIGHT = "kpitui-dark", "kpitui-light"
ANSI = {DARK: "ansi-dark", LIGHT: "ansi-light"}

# Most of these colours are among the 256 of an old xterm, so that they look the same there. Status
# goes from a bluish green over yellow to vermilion (dark) or crimson (light): told apart by eyes
# that see no red or no green too.

_DARK = Theme(
    name=DARK,
    primary="#5fafff", secondary="#af87ff", accent="#87d7ff", success="#5fd7af", warning="#ffd75f",
    error="#ff875f",
    foreground="#e4e4e4", background="#121212", surface="#1c1c1c", panel="#262626",
    variables={
        "text-primary": "#5fafff", "text-accent": "#87d7ff", "text-success": "#5fd7af",
        "text-warning": "#ffd75f", "text-error": "#ff875f", "text-muted": "#a8a8a8",
        "text-disabled": "#a8a8a8",
        "block-cursor-background": "#282e60", "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#303030", "block-cursor-blurred-foreground": "#e4e4e4",
        "primary-muted": "#282e60", "input-selection-background": "#282e60",
        "rule": "#585858", "scrollbar": "#585858", "scrollbar-background": "#1c1c1c",
        "footer-key-foreground": "#87d7ff",
    },
)  # fmt: skip

_LIGHT = Theme(
    name=LIGHT, dark=False,
    primary="#005faf", secondary="#5f00af", accent="#00508a", success="#005f5f", warning="#725000",
    error="#9c0033",
    foreground="#1c1c1c", background="#ffffff", surface="#f4f4f4", panel="#e4e4e4",
    variables={
        "text-primary": "#005faf", "text-accent": "#00508a", "text-success": "#005f5f",
        "text-warning": "#725000", "text-error": "#9c0033", "text-muted": "#4e4e4e",
        "text-disabled": "#4e4e4e",
        "block-cursor-background": "#cfe2ff", "block-cursor-foreground": "#000000",
        "block-cursor-blurred-background": "#e4e4e4", "block-cursor-blurred-foreground": "#1c1c1c",
        "primary-muted": "#cfe2ff", "input-selection-background": "#cfe2ff",
        "rule": "#9e9e9e", "scrollbar": "#9e9e9e", "scrollbar-background": "#f4f4f4",
        "footer-key-foreground": "#00508a",
    },
)  # fmt: skip

_ANSI_CURSOR = {
    # Reversed, the marked line is seen without colours too.
    "block-cursor-background": "ansi_default", "block-cursor-foreground": "ansi_default",
    "block-cursor-text-style": "reverse",
    "block-cursor-blurred-background": "ansi_default",
    "block-cursor-blurred-foreground": "ansi_default",
    "block-cursor-blurred-text-style": "reverse",
    "text-muted": "ansi_default", "text-disabled": "ansi_default", "primary-muted": "ansi_default",
    "rule": "ansi_default",
}  # fmt: skip

_ACCENTS = (
    "text-accent", "text-primary", "text-secondary", "footer-key-foreground", "link-color",
    "markdown-h1-color", "markdown-h2-color", "markdown-h3-color",
)  # fmt: skip
"""What Textual paints in accents of its own."""

STYLES = {
    "": "", "title": "bold", "heading": "bold dim", "strong": "bold", "muted": "dim",
    "good": "$text-success", "warning": "bold $text-warning",
    "accent": "$text-accent", "key": "bold $footer-key-foreground",
    "severity:serious": "bold $text-error", "severity:warning": "$text-warning",
    "severity:hint": "dim",
    "status:on track": "$text-success", "status:met": "$text-success",
    "status:at risk": "$text-warning",
    "status:off track": "bold $text-error", "status:not met": "bold $text-error",
    "status:stale": "dim", "status:no data": "dim", "status:no level": "dim",
    "status:not judged": "dim", "status:not shown": "dim",
    "status:below": "dim", "status:clearly below": "bold $text-error",
}  # fmt: skip
"""How the styles of spans look."""


def painted(line: Line, context: AppContext) -> Content:
    """A line of words as it is drawn: no markup in it, no control code, and no character that the
    terminal cannot show.
    """
    return Content.assemble(*((context.text(span.text), STYLES[span.style]) for span in line))


def painted_lines(lines: Iterable[Line], context: AppContext) -> Content:
    """Lines of words, each on a line of its own."""
    return Content("\n").join(painted(line, context) for line in lines)


def themes() -> Iterator[Theme]:
    """Every theme there is to choose."""
    yield _DARK
    yield _LIGHT
    for name in ANSI.values():
        theirs = BUILTIN_THEMES[name]
        # Textual has four accents, one of them a green, which says that something is good.
        accent = "ansi_cyan" if theirs.dark else "ansi_blue"
        own = dict.fromkeys(_ACCENTS, accent)
        # Textual's light one takes another red for a warning, which says as much as an error then.
        variables = theirs.variables | _ANSI_CURSOR | own
        yield replace(
            theirs, primary=accent, secondary=accent, accent=accent, warning="ansi_yellow",
            variables=variables,
        )  # fmt: skip


def theme_for(wanted: str, environment: Mapping[str, str], *, few_colours: bool) -> str:
    """The name of the theme to begin with: `auto` is what the terminal can show; one not ours, the
    one near to it.
    """
    if wanted in BUILTIN_THEMES:
        dark = BUILTIN_THEMES[wanted].dark
    else:
        # Some terminals say what they are painted with, as "15;0": the last is the background.
        light = environment.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")
        dark = wanted == DARK or (wanted != LIGHT and not light)
    own = DARK if dark else LIGHT
    plain = wanted in ANSI.values() or (few_colours and wanted not in ANSI)
    return ANSI[own] if plain or "NO_COLOR" in environment else own


def use_themes(app: App[None], wanted: str, environment: Mapping[str, str]) -> str:
    """Give an app these themes and no others, and show one; a sentence where the wanted one is not
    among them.
    """
    for name in app.available_themes:
        app.unregister_theme(name)
    for theme in themes():
        app.register_theme(theme)
    few = app.console.color_system not in ("truecolor", "256")
    app.set_reactive(
        App.theme, theme_for(wanted, environment, few_colours=few)
    )  # set so, nothing is parsed twice
    for one in app.get_line_filters():
        # Made for the theme that Textual begins with: it would turn yellow into the red that is
        # nearest to its RGB.
        if isinstance(one, ANSIToTruecolor):
            one.enabled = not app.native_ansi_color
    app.stylesheet.set_variables(app.get_css_variables())
    if wanted == AUTO or wanted in app.available_themes:
        return ""
    names = ", ".join([AUTO, *app.available_themes])
    return f"There is no theme {wanted}; this is {app.theme}. The setting theme takes {names}."
