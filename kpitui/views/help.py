"""The help: the pages that ship with the program, and those that are made of the rules and the
settings themselves.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Collection, Iterator
from itertools import chain

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from kpitui import paths
from kpitui.config import Config, GateSettings
from kpitui.domain.errors import NothingFound
from kpitui.domain.file_rules import FileRules
from kpitui.domain.health import RULES
from kpitui.domain.naming import Names
from kpitui.domain.thresholds import Thresholds
from kpitui.domain.within import WHO_SEES

PAGES = (
    "ideas", "first_steps", "today", "plan", "enter", "quick_entry", "coach", "sheets",
    "calibration", "review", "limits", "own_year", "people", "leave", "below", "differ",
    "my_page", "health", "codes", "history", "board", "data", "data_shapes", "data_questions",
    "profiles", "other_programs", "commands", "settings", "keeping", "privacy", "install",
    "terminals", "shared_server", "who_sees_what", "glossary",
)  # fmt: skip
"""The names of the pages, in the order of the contents."""

GROUPS = {
    "P": "The plan", "K": "KPIs", "S": "Standards", "D": "Data", "C": "Coaching", "A": "Access",
}  # fmt: skip
"""What the rules are about, by the letter of their codes."""

_LINK = re.compile(r"\[([^\]]+)\]\(([a-z_]+)\.md\)")
_MADE = re.compile(r"^<!-- ([a-z]+) -->$", re.MULTILINE)


class HelpPage(Struct, frozen=True):
    """One page in Markdown; `links` are the pages that it points to, each followed by
    its number in brackets.
    """

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
    """The page that part of a name or title, or the code of a health rule, means; raises
    `NothingFound`.
    """
    rule = RULES.get(words.upper())
    if rule is not None:
        return HelpPage(
            rule.code, rule.page[0], "\n\n".join((f"# {rule.page[0]}", *rule.page[1:])), ()
        )
    pages = Names(map(load_page, PAGES), _names, lambda page: page.name.replace("_", " "))
    _, found = pages.fits(words.replace("_", " "))
    if len(found) == 1:
        return found[0]
    known = ", ".join(PAGES)
    raise NothingFound(
        f"There is no help page “{words}”; the pages are {known}, and the code of each health rule."
    )


def _names(page: HelpPage) -> str:
    return f"{page.name.replace('_', ' ')} {page.title}"


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


def _of_the_file() -> str:
    return _table(chain(_documented(FileRules), _documented(Thresholds)))


def _gate() -> str:
    return _table(_documented(GateSettings))


def _table(fields: Iterator[tuple[str, str, str]]) -> str:
    lines = [
        f"- `{name} = {default}`: {' '.join(words.split())}" for name, default, words in fields
    ]
    return "\n".join(lines)


def _documented(kind: type) -> Iterator[tuple[str, str, str]]:
    """Each plain setting of a class: its name, its default as TOML, and its docstring, which only
    the source has.
    """
    defaults = {
        field.name: field.default for field in fields(kind) if field.default is not NODEFAULT
    }
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


def _scope() -> str:
    lines = ["| account | own teams | other teams |", "|---|---|---|"]
    for account, seen in WHO_SEES.items():
        own, other = (_of_teams(seen, which) for which in ("the own team", "other teams"))
        if not own:
            own, other = "only their own page", "nothing"
        lines.append(f"| {account} | {own} | {other or 'as teams'} |")
    return "\n".join(lines)


def _of_teams(seen: Collection[str], which: str) -> str:
    """What is seen of the people of some teams."""
    found = [what for what in ("figures of people of", "words about") if f"{what} {which}" in seen]
    return " and ".join(key.split()[0] for key in found)


_MAKERS: dict[str, Callable[[], str]] = {
    "rules": _rules, "settings": _settings, "filerules": _of_the_file, "gate": _gate,
    "scope": _scope,
}  # fmt: skip
"""What a line like `<!-- rules -->` in a page stands for."""
