"""The help: the pages that ship with the program, and those that are made of the rules and the settings themselves."""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from kpitui import paths
from kpitui.config import Config, GateSettings
from kpitui.domain.errors import NothingFound
from kpitui.domain.health import RULES
from kpitui.domain.thresholds import Thresholds
from kpitui.domain.typography import folded

PAGES = (
    "ideas", "first_steps", "plan", "enter", "quick_entry", "coach", "review", "limits", "people", "health", "codes",
    "history", "data", "other_programs", "commands", "settings", "keeping", "shared_server",
)  # fmt: skip
"""The names of the pages, in the order of the contents."""

GROUPS = {"P": "The plan", "K": "KPIs", "S": "Standards", "D": "Data", "C": "Coaching"}
"""What the rules are about, by the letter of their codes."""

_LINK = re.compile(r"\[([^\]]+)\]\(([a-z_]+)\.md\)")
_MADE = re.compile(r"^<!-- ([a-z]+) -->$", re.MULTILINE)


class HelpPage(Struct, frozen=True):
    """One page in Markdown; `links` are the pages that it points to, each followed by its number in brackets."""

    name: str
    title: str
    text: str
    links: tuple[str, ...]


def load_page(name: str) -> HelpPage:
    """The page of a name."""
    written = (paths.help_pages() / f"{name}.md").read_text("utf-8")
    text = _MADE.sub(lambda found: _MAKERS[found[1]](), written)
    links = tuple(dict.fromkeys(found[2] for found in _LINK.finditer(text)))
    numbered = _LINK.sub(lambda found: f"{found[1]} [{links.index(found[2]) + 1}]", text)
    return HelpPage(name, text.split("\n", 1)[0].removeprefix("# "), numbered, links)


def find_page(words: str) -> HelpPage:
    """The page that part of a name or title, or the code of a health rule, means; raises `NothingFound`."""
    rule = RULES.get(words.upper())
    if rule is not None:
        return HelpPage(rule.code, rule.page[0], "\n\n".join((f"# {rule.page[0]}", *rule.page[1:])), ())
    wanted = folded(words).replace("_", " ").strip()
    pages = [load_page(name) for name in PAGES]
    for fits in (_is_named, _begins_with, _holds):
        found = [page for page in pages if wanted and fits(page, wanted)]
        if len(found) == 1:
            return found[0]
    known = ", ".join(PAGES)
    raise NothingFound(f"There is no help on “{words}”; the pages are {known}, and each code of a health rule.")


def _is_named(page: HelpPage, wanted: str) -> bool:
    return wanted in (page.name.replace("_", " "), folded(page.title))


def _begins_with(page: HelpPage, wanted: str) -> bool:
    return page.name.replace("_", " ").startswith(wanted) or folded(page.title).startswith(wanted)


def _holds(page: HelpPage, wanted: str) -> bool:
    return wanted in page.name.replace("_", " ") or wanted in folded(page.title)


def _rules() -> str:
    parts: list[str] = []
    for letter, title in GROUPS.items():
        parts.append(f"## {title}")
        for rule in RULES.values():
            if rule.code.startswith(letter):
                head, *page = rule.page
                parts.append("\n\n".join((f"### {head}", *page)))
    return "\n\n".join(parts)


def _settings() -> str:
    return _table(_documented(Config))


def _thresholds() -> str:
    return _table(_documented(Thresholds))


def _gate() -> str:
    return _table(_documented(GateSettings))


def _table(fields: Iterator[tuple[str, str, str]]) -> str:
    lines = [f"- `{name} = {default}`: {' '.join(words.split())}" for name, default, words in fields]
    return "\n".join(lines)


def _documented(kind: type) -> Iterator[tuple[str, str, str]]:
    """Each plain setting of a class: its name, its default as TOML, and its docstring, which only the source has."""
    defaults = {one.name: one.default for one in fields(kind) if one.default is not NODEFAULT}
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
    (found,) = (one for one in tree.body if isinstance(one, ast.ClassDef))
    for field, words in zip(found.body, found.body[1:], strict=False):
        if not (isinstance(field, ast.AnnAssign) and isinstance(words, ast.Expr)):
            continue
        name = ast.unparse(field.target)
        if name in defaults:  # the others are tables of their own
            yield name, _toml(defaults[name]), ast.literal_eval(words.value)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, tuple):
        return f"[{_toml(value[0])}, ...]"
    return str(value)


_MAKERS: dict[str, Callable[[], str]] = {
    "rules": _rules, "settings": _settings, "thresholds": _thresholds, "gate": _gate,
}  # fmt: skip
"""What a line like `<!-- rules -->` in a page stands for."""
