"""What is installed from the built package works away from the checkout."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.terminal import Terminal

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
        [UV, "pip", "freeze", "--python", sys.executable], capture_output=True, text=True, check=True
    )
    constraints = folder / "constraints.txt"
    constraints.write_text(
        "".join(line + "\n" for line in frozen.stdout.splitlines() if "==" in line and "kpitui" not in line), "utf-8"
    )
    subprocess.run(
        [UV, "pip", "install", "--quiet", "--python", str(folder), "--constraint", str(constraints), str(wheel)],
        check=True,
    )
    return folder / "bin"


def environment(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}


def test_the_wheel_carries_styles_and_samples_and_nothing_of_the_tests(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for folder, ending in (("styles", ".tcss"), ("sample_db", ".db")):
        for file in (ROOT / folder).glob(f"*{ending}"):
            assert f"kpitui/{folder}/{file.name}" in names
    assert not [name for name in names if name.startswith("tests/") or name.endswith(".pyc")]
    (source,) = built.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        inside = {name.split("/", 1)[-1] for name in archive.getnames()}
    assert {"README.md", "LICENSE", "pyproject.toml", "styles/base.tcss", "sample_db/contact_centre.db"} <= inside
    assert not [name for name in inside if "uv.lock" in name]


def test_the_installed_program_makes_a_demo(installed: Path, tmp_path: Path) -> None:
    def call(*arguments: str) -> str:
        done = subprocess.run(
            [installed / "kpitui", *arguments], capture_output=True, text=True, env=environment(tmp_path), cwd=tmp_path,
            check=True,
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
        opened.shows("Type part of a name")
        opened.send("\x1b[21~")  # F10
        assert opened.ends() == 0
    finally:
        opened.close()
