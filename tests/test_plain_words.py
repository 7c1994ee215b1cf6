"""Nothing that a user reads has a word that a supervisor would not use: the strings of the program,
the help, the README, `--help` of each command, the catalogue.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from kpitui import paths
from kpitui.cli.main import cli
from kpitui.views.help import load_page

ROOT = Path(__file__).parents[1]
BANNED = {
    "whom": "who, or name them: agent, team",
    "whoever": "anyone who",
    r"deeds?(?!\.[a-z])": "change",
    "mend(?:s|ed|ing)?": "fix",
    "anew": "again",
    "shall": "should",
    "apart": "separate, separated by",
    "lies?": "is",
    "(?:never|last) read": "recorded",
    "read (?:of|lately)": "recorded",
    "promis(?:e|es|ed)": "action, agreed",
    "hangs?": "is under it",
    "the marked one": "the highlighted one",
    "everybody": "everyone",
    "nobody": "no one",
    "somebody": "someone",
    "anybody": "anyone",
    "by way of": "in",
    "t(?:ake|akes|aken|ook) back": "undo, revoke",
    "advis[eo]rs?": "agent",
    "by (?:itself|themselves)": "on its own",
    "adds? up by": "combine by",
    "plausible": "valid",
    "warn level": "at-risk margin",
    "what the file holds": "Refresh",
    "another name (?:or code|for their)": "rename, edit",
    "give this page": "open full screen",
    "(?<!fell )(?<!readings )(?<!reading )behind": "after, beside; what a value is of",
}
"""What is not said, and what is said in its place."""

NAMES = {"Gone": "Leavers", "Differ": "Who differs"}
"""What no key is called, and what it is called instead."""

ALLOWED = {
    "kpitui/domain/coaching_effect.py": {"apart"},  # cannot be told apart: not parted, but confused
    "kpitui/domain/column_words.py": {"advisor", "adviser"},  # headings of other programs' files
    "kpitui/exchange/people_file.py": {"advisor", "adviser"},  # headings of other programs' files
    "kpitui/storage/summaries.py": {"anew"},  # the name of a table in a query
}
"""Words that stay in a file."""

NOT_IN_CODE = re.compile(
    r"\b(?:whoever|anew|somebody|nobody|everybody|anybody|shall|deeds)\b", re.IGNORECASE
)
"""What no comment and no docstring says either."""

LATER = re.compile(
    r"ui/screens/(?:health|effect|own|record|coach|people|person|plan)|/migrations/|"
    r"views/clearly_below|exchange/sample|demo"
)
"""Files whose comments are not looked at: released steps, and what is being written."""

SQL = re.compile(r"\b(?:SELECT|INSERT|UPDATE|DELETE|JOIN|WHERE|FROM|CREATE|ALTER|DROP|CHECK)\b")
PATTERN = re.compile(rf"\b(?:{'|'.join(BANNED)})\b", re.IGNORECASE)


def found(text: str) -> Iterator[tuple[int, str]]:
    """Each banned word of a text with the number of its line; what stands in backticks is code."""
    for number, line in enumerate(text.split("\n"), 1):
        for hit in PATTERN.finditer(re.sub(r"`[^`]*`|^    .*", "", line)):
            yield number, hit[0]


def instead(word: str) -> str:
    """What is said in the place of a banned word."""
    return next(
        said for banned, said in BANNED.items() if re.fullmatch(banned, word, re.IGNORECASE)
    )


@cache
def strings(source: str) -> tuple[tuple[int, str], ...]:
    """The strings of a module that a user may read: no docstrings, no SQL, no keys and ids."""
    return (*_strings(source),)


def _strings(source: str) -> Iterator[tuple[int, str]]:
    tree = ast.parse(source)
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            text = node.value
            if (" " in text or text[:1].isupper()) and not SQL.search(text):
                yield node.lineno, text


def prose(source: str) -> Iterator[tuple[int, str]]:
    """The comments and docstrings of a module, without what stands in backticks."""
    docs = {
        node.value.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        is_doc = token.type == tokenize.STRING and token.start[0] in docs
        if token.type == tokenize.COMMENT or is_doc:
            yield token.start[0], re.sub(r"`[^`]*`", "", token.string)


def in_python() -> list[str]:
    """Where a string of the program has a banned word, and what to write."""
    return [
        f"{name}:{line}: {word!r} in {text!r}: {instead(word)}"
        for path in sorted((ROOT / "kpitui").rglob("*.py"))
        for name in (path.relative_to(ROOT).as_posix(),)
        for line, text in strings(path.read_text("utf-8"))
        for _, word in found(text)
        if word.lower() not in ALLOWED.get(name, set())
    ]


def commands(group: click.Command, name: str = "kpitui") -> Iterator[tuple[str, click.Command]]:
    yield name, group
    if isinstance(group, click.Group):
        for one in group.list_commands(click.Context(group)):
            command = group.get_command(click.Context(group), one)
            assert command is not None
            yield from commands(command, f"{name} {one}")


def test_no_string_of_the_program_has_a_banned_word() -> None:
    assert in_python() == []


def test_no_comment_and_no_docstring_has_a_word_that_is_not_plain() -> None:
    told = [
        f"{path.relative_to(ROOT)}:{line}: {hit[0]!r}"
        for path in sorted((ROOT / "kpitui").rglob("*.py"))
        if not LATER.search(path.as_posix())
        for source in (path.read_text("utf-8"),)
        if NOT_IN_CODE.search(source)  # most have none, and are not read token by token
        for line, text in prose(source)
        for hit in NOT_IN_CODE.finditer(text)
    ]
    assert told == []


def test_a_word_that_is_not_plain_is_found_in_a_comment_and_a_docstring() -> None:
    source = 'x = 1  # for whoever\n"""What `anew` is,\nread anew."""\ny = "nobody"\n'
    told = [(line, NOT_IN_CODE.findall(text)) for line, text in prose(source)]
    assert told == [(1, ["whoever"]), (2, ["anew"])]


def test_no_key_has_a_name_that_the_help_does_not_use() -> None:
    told = [
        f"{path.name}:{line}: {text!r}: {NAMES[text]}"
        for path in sorted((ROOT / "kpitui").rglob("*.py"))
        for line, text in strings(path.read_text("utf-8"))
        if text in NAMES
    ]
    assert told == []


def test_no_manual_of_a_setting_has_a_banned_word() -> None:
    assert list(found(load_page("settings").text)) == []


@pytest.mark.parametrize(
    "path",
    [
        *sorted(paths.help_pages().glob("*.md")), ROOT / "README.md", paths.news(),
        *sorted((ROOT / "sample_db" / "catalogue").glob("*.toml")),
    ],
    ids=lambda path: path.name,
)  # fmt: skip
def test_no_page_has_a_banned_word(path: Path) -> None:
    told = [f"{path.name}:{line}: {word}" for line, word in found(path.read_text("utf-8"))]
    assert told == []


def test_no_help_of_a_command_has_a_banned_word() -> None:
    told = [
        f"{name} --help: {line}: {word}"
        for name, command in commands(cli)
        for line, word in found(command.get_help(click.Context(command, info_name=name)))
    ]
    assert told == []


def test_a_banned_word_is_found_where_it_stands() -> None:
    source = 'SAID = f"one\\ntwo is mended by {1} anew"\n'
    told = [(line, word) for line, text in strings(source) for _, word in found(text)]
    assert told == [(1, "mended"), (1, "anew")]
    assert list(found("a `deed` is code\nnobody is not")) == [(2, "nobody")]
