"""What is installed from the built package works away from the checkout."""

import json
import os
import pwd
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

from tests.patience import LONG
from tests.pty_terminal import Terminal

ROOT = Path(__file__).parent.parent
UV = os.environ.get("UV") or shutil.which("uv") or str(Path(sysconfig.get_path("scripts")) / "uv")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source package, and the wheel built from it."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([UV, "build", "--quiet", "--out-dir", str(folder), str(ROOT)], check=True)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a new environment with the wheel in it."""
    folder = tmp_path_factory.mktemp("venv") / "v"
    (wheel,) = built.glob("*.whl")
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, str(folder)], check=True)
    # The versions under test, so that this is about the package and not about today's releases.
    frozen = subprocess.run(
        [UV, "pip", "freeze", "--python", sys.executable],
        capture_output=True,
        text=True,
        check=True,
    )
    constraints = folder / "constraints.txt"
    constraints.write_text(
        "".join(
            line + "\n"
            for line in frozen.stdout.splitlines()
            if "==" in line and "kpitui" not in line
        ),
        "utf-8",
    )
    subprocess.run(
        [
            UV,
            "pip",
            "install",
            "--quiet",
            "--python",
            str(folder),
            "--constraint",
            str(constraints),
            str(wheel),
        ],
        check=True,
    )
    return folder / "bin"


def environment(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}


def test_the_wheel_carries_styles_and_samples_and_nothing_of_the_tests(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for folder, ending in (("styles", ".tcss"), ("sample_db", ".db"), ("kpitui/help", ".md")):
        for file in (ROOT / folder).glob(f"*{ending}"):
            assert f"kpitui/{file.parent.name}/{file.name}" in names
    assert "kpitui/py.typed" in names
    assert [name for name in names if name.endswith("licenses/LICENSE")]
    assert not [name for name in names if name.startswith("tests/") or name.endswith(".pyc")]
    (source,) = built.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        inside = {name.split("/", 1)[-1] for name in archive.getnames()}
    assert {
        "README.md",
        "LICENSE",
        "pyproject.toml",
        "styles/base.tcss",
        "sample_db/contact_centre.db",
    } <= inside
    assert not [name for name in inside if "uv.lock" in name]
    assert {name for name in inside if name.endswith((".db", ".backup"))} == {
        f"sample_db/{file.name}" for file in (ROOT / "sample_db").glob("*.db")
    }


def test_the_installed_program_makes_a_demo(installed: Path, tmp_path: Path) -> None:
    def call(*arguments: str) -> str:
        done = subprocess.run(
            [installed / "kpitui", *arguments], capture_output=True, text=True,
            env=environment(tmp_path), cwd=tmp_path, check=True,
        )  # fmt: skip
        return done.stdout

    path = json.loads(call("demo", "--json"))["path"]
    assert "Customer satisfaction" in call("--db", path, "status")
    call("--db", str(tmp_path / "new.db"), "init", "--catalogue", "contact-centre")
    assert "First contact resolution" in call("--db", str(tmp_path / "new.db"), "plan", "show")
    assert str(installed.parent) in call("paths")
    shutil.rmtree(Path(path).parent)


def test_the_installed_program_shows_its_screens(installed: Path, tmp_path: Path) -> None:
    opened = Terminal([str(installed / "kpitui"), "demo"], environment={"HOME": str(tmp_path)})
    try:
        opened.shows("Make every customer glad they called", "on track")
        opened.send("2")
        opened.shows("Type a name or team")
        opened.send("\x1b[21~")  # F10
        assert opened.ends() == 0
    finally:
        opened.close()


def test_a_newcomer_records_a_reading_of_their_own_within_two_minutes(
    installed: Path, tmp_path: Path
) -> None:
    """With nothing but the README, in an empty home: the catalogue, a mission, a
    person, a reading.
    """
    begun = time.monotonic()
    program, home = str(installed / "kpitui"), {"HOME": str(tmp_path)}
    subprocess.run(
        [program, "init", "--catalogue", "contact-centre"], env=environment(tmp_path), check=True
    )
    opened = Terminal([program], environment=home)
    try:
        opened.shows("No mission yet")
        opened.send("a")
        opened.shows("why we exist, in one sentence")
        opened.send("Make every customer glad\x13")  # ctrl+s
        opened.shows("no KPI")
        opened.send("5")
        opened.send("a")
        opened.shows("New person")
        opened.send("Ana\x13")
        opened.shows(" Ana")
        opened.send(":csat 92 ana")
        opened.shows("Customer satisfaction 92.0% for Ana on ")
        opened.send("\r")
        opened.shows("Recorded Customer satisfaction 92.0%")
        opened.send("q")
        assert opened.ends() == 0
    finally:
        opened.close()
    readings = subprocess.run(
        [program, "readings", "csat"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "92.0%  Ana" in readings
    assert time.monotonic() - begun < 120


def interpreters() -> list[str]:
    """Every Python here that the program is for, one of each version."""
    root = Path(os.environ.get("PYENV_ROOT") or Path(pwd.getpwuid(os.getuid()).pw_dir) / ".pyenv")
    found = {f"3.{sys.version_info.minor}": sys.executable}
    for minor in {11, 12, 13, 14}:
        for python in [
            *map(str, root.glob(f"versions/3.{minor}.*/bin/python")),
            f"python3.{minor}",
        ]:
            at = shutil.which(python)  # a shim of pyenv is found, and does not run
            if (
                at
                and subprocess.run([at, "-c", ""], capture_output=True, check=False).returncode == 0
            ):
                found.setdefault(f"3.{minor}", at)
    return sorted(found.values())


def installers(python: str, folder: Path) -> dict[str, list[list[str]]]:
    """How people install it, each as the commands that put it into a folder of its own."""
    ways = {
        "pip": [
            [python, "-m", "venv", str(folder / "pip")],
            [str(folder / "pip" / "bin" / "python"), "-m", "pip", "install", "--quiet"],
        ],
        "uv": [[UV, "tool", "install", "--quiet", "--python", python]],
    }
    pipx = shutil.which("pipx")
    return ways | ({"pipx": [[pipx, "install", "--python", python]]} if pipx else {})


@pytest.mark.slow
@pytest.mark.skipif(not LONG, reason="minutes of installing; KPITUI_LONG=1 does it")
@pytest.mark.parametrize("form", ["*.whl", "*.tar.gz"])
def test_it_installs_and_runs_with_every_installer_on_every_python_here(
    built: Path, tmp_path: Path, form: str
) -> None:
    (package,) = built.glob(form)
    for python in interpreters():
        folder = tmp_path / Path(python).parent.parent.name
        places = {
            "UV_TOOL_DIR": str(folder / "tools"), "UV_TOOL_BIN_DIR": str(folder / "uv" / "bin"),
            "PIPX_HOME": str(folder / "home"), "PIPX_BIN_DIR": str(folder / "pipx" / "bin"),
        }  # fmt: skip
        for name, commands in installers(python, folder).items():
            *before, last = commands
            for command in (*before, [*last, str(package)]):
                subprocess.run(
                    command, env=dict(os.environ, **places), check=True, capture_output=True
                )
            program = folder / name / "bin" / "kpitui"
            done = subprocess.run(
                [program, "demo", "--json"],
                capture_output=True,
                text=True,
                env=environment(tmp_path),
                check=True,
            )
            database = json.loads(done.stdout)["path"]
            said = subprocess.run(
                [program, "--db", database, "status"],
                capture_output=True,
                text=True,
                env=environment(tmp_path),
                check=True,
            )
            assert "Customer satisfaction" in said.stdout
            shutil.rmtree(Path(database).parent)


@pytest.mark.slow
@pytest.mark.skipif(
    not LONG or os.geteuid() != 0 or not shutil.which("unshare"),
    reason="root installs it where there is no network; KPITUI_LONG=1 does it",
)
def test_a_folder_of_wheels_installs_it_where_there_is_no_network(
    built: Path, tmp_path: Path
) -> None:
    """The two commands of the page about installing, the second one cut off from the network."""
    (wheel,) = built.glob("*.whl")
    wheels, place = tmp_path / "kpitui-wheels", tmp_path / "kpitui"
    for folder in (tmp_path / "maker", place):
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [str(tmp_path / "maker" / "bin" / "python"), "-m", "pip"]
    subprocess.run([*pip, "wheel", "--quiet", "--wheel-dir", str(wheels), str(wheel)], check=True)
    alone = ["unshare", "--net", "env", "-i", f"HOME={tmp_path}"]
    python = [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    subprocess.run([*alone, *python, "--no-index", "--find-links", wheels, "kpitui"], check=True)
    said = subprocess.run(
        [*alone, str(place / "bin" / "kpitui"), "demo", "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(said.stdout)["path"].endswith(".db")


@pytest.mark.slow
@pytest.mark.skipif(not LONG, reason="asks for wheels of other machines; KPITUI_LONG=1 does it")
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize(
    "machine",
    [
        "x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "aarch64-apple-darwin",
        "x86_64-apple-darwin",
    ],
)  # fmt: skip
def test_everything_it_needs_is_there_as_wheels(python: str, machine: str) -> None:
    done = subprocess.run(
        [
            UV, "pip", "compile", "--quiet", "--no-config", "--python-version", python,
            "--python-platform", machine, "--only-binary", ":all:", str(ROOT / "pyproject.toml"),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    # Its wheels are for these machines alone; elsewhere the SQLite of the system serves.
    of_its_own = ("x86_64-unknown-linux-gnu", "aarch64-apple-darwin")
    assert ("pysqlite3==" in done.stdout) is (machine in of_its_own)
