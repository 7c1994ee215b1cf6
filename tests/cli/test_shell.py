"""Completion in real shells, and the manual page as man formats it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kpitui.cli.main import COMMANDS
from tests.cli.conftest import Command, kpitui
from tests.pty_terminal import Terminal

__all__ = ["kpitui"]

PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


def has(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


def in_shell(shell: str, script: str) -> str:
    done = subprocess.run(
        [shell, "-c", script],
        capture_output=True,
        text=True,
        env={"PATH": PATH, "HOME": os.environ["HOME"]},
        check=True,
    )
    assert not done.stderr
    return done.stdout


@has("bash")
def test_bash_completes_commands_options_and_choices() -> None:
    script = (
        'eval "$(kpitui completion bash)"\n'
        'for words in "kpitui ba" "kpitui chart --ru" "kpitui chart csat --rules n"; do\n'
        "  COMPREPLY=(); COMP_WORDS=($words); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
        "_kpitui_completion kpitui\n"
        '  echo "${COMPREPLY[@]}"\n'
        "done\n"
    )
    assert in_shell("bash", script).splitlines() == ["backup", "--rules", "nhs"]


@has("fish")
def test_fish_completes_with_what_each_command_does() -> None:
    out = in_shell("fish", 'kpitui completion fish | source; complete -C "kpitui sta"')
    assert out.splitlines()[0].startswith("status\tA line a KPI")


@has("zsh")
def test_zsh_completes_what_is_typed(tmp_path: Path) -> None:
    (tmp_path / ".zshrc").write_text(
        'PS1="ready> "\nautoload -Uz compinit && compinit -u\neval "$(kpitui completion zsh)"\n',
        "utf-8",
    )
    zsh = Terminal(
        [shutil.which("zsh") or "zsh", "-i"], environment={"HOME": str(tmp_path), "PATH": PATH}
    )
    try:
        zsh.shows("ready>")
        zsh.send("kpitui backu\tX")
        zsh.shows("kpitui backup X")
        zsh.send("\x03exit\r")
    finally:
        zsh.close()


def test_an_unknown_shell_is_named(kpitui: Command) -> None:
    answer = kpitui("completion", "tcsh")
    assert answer.code == 2
    assert "'bash', 'zsh', 'fish'" in answer.err


def test_the_manual_page_holds_every_command(kpitui: Command) -> None:
    page = kpitui("man").out
    assert page.startswith('.TH KPITUI 1 "')
    for name in COMMANDS:
        assert f".SS kpitui {name} " in page
    assert "\\fB\\-\\-explain CODE\\fR" in page
    assert not [line for line in page.splitlines() if line.startswith("'")]


@has("groff")
def test_man_formats_it_without_a_warning(kpitui: Command) -> None:
    done = subprocess.run(
        ["groff", "-man", "-Tascii", "-ww"],
        input=kpitui("man").out,
        capture_output=True,
        text=True,
        check=True,
    )
    assert not done.stderr
    assert "Import people from a CSV or Excel FILE" in " ".join(done.stdout.split())
