"""The pictures of the README: small, with nothing from elsewhere, and the film plays."""

import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.patience import LONG
from tests.picture import FOLDER, HELEN, STILLS, draw
from tests.pty_terminal import Cell
from tests.svg_terminal import Shown, film

SVG = "{http://www.w3.org/2000/svg}"
MOST = {"film": 800_000}
"""Bytes of a picture; 100,000 where nothing is said."""
NAMES = sorted(["film", *STILLS])
CHROMIUM = shutil.which("chromium")


def line(text: str, front: str = "default") -> tuple[Cell, ...]:
    return tuple(Cell(letter, front, "default", False, False) for letter in text)


def seconds(svg: str) -> float:
    (found,) = set(re.findall(r" ([0-9.]+)s step-end", svg))
    return float(found)


def test_the_readme_shows_all_pictures_and_there_are_no_others() -> None:
    readme = (FOLDER.parent / "README.md").read_text("utf-8")
    shown = re.findall(r"!\[[^]]{20,}\]\(\.github/(\w+)\.svg\)", readme)
    assert sorted(shown) == NAMES
    assert sorted(path.stem for path in FOLDER.glob("*.svg")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_small_and_takes_nothing_from_elsewhere(name: str) -> None:
    path = FOLDER / f"{name}.svg"
    text = path.read_text("utf-8")
    assert 5_000 < path.stat().st_size < MOST.get(name, 100_000)
    known = {element.get("id") for element in ElementTree.fromstring(text).iter(f"{SVG}g")}
    links = re.findall(r'href="([^"]+)"', text)
    assert {link.removeprefix("#") for link in links} == known
    assert not re.search(r"<script|<image|foreignObject|@import|@font-face|url\(", text)
    assert re.findall(r"\w+://[^\"]+", text) == ["http://www.w3.org/2000/svg"]


def test_the_film_tells_of_helen_in_ten_to_fifteen_seconds() -> None:
    text = (FOLDER / "film.svg").read_text("utf-8")
    assert 10 <= seconds(text) <= 15
    for word in (*HELEN.values(), "Customer satisfaction", "Helen Marsh"):
        assert f">{word}<" in text, word


def test_a_film_keeps_each_line_once_and_a_picture_only_what_changed() -> None:
    pictures = [
        Shown((line("one"), line("same")), 1, "first", "a"),
        Shown((line("two"), line("same")), 2, "first", "a"),
        Shown((line("one"), line("same")), 1, "last", "b"),
    ]
    root = ElementTree.fromstring(film(pictures, "A <film>"))
    assert root.findtext(f"{SVG}title") == "A <film>"
    assert len(list(root.iter(f"{SVG}g"))) == 5
    uses = [(element.get("href"), element.get("class")) for element in root.iter(f"{SVG}use")]
    assert uses == [
        ("#r0", None), ("#r1", None), ("#r2", None), ("#r3", "f1"), ("#r0", "f2"), ("#r4", "f2"),
    ]  # fmt: skip
    style = root.findtext(f"{SVG}style") or ""
    assert "f1{0%{visibility:hidden}25.000%,to{visibility:visible}}" in style
    assert ".f2{animation:f2 4s step-end infinite}" in style


def test_one_picture_stands_still_and_shows_what_is_typed_as_it_is() -> None:
    svg = film([Shown((line("a<b & c"), line("─│⠋█✓王", "ff875f")))], "still")
    assert "animation" not in svg
    root = ElementTree.fromstring(svg)
    texts = [(element.text, element.get("x")) for element in root.iter(f"{SVG}text")]
    assert texts == [("a<b & c", "0"), ("✓", "32"), ("王", "40"), ("kpitui", "40")]
    strokes = [element.get("stroke") for element in root.iter(f"{SVG}path")]
    assert strokes == ["#ff875f"] * 2, "frames, and dots"


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_a_browser_plays_the_film_and_stands_at_its_end_where_no_motion_is_wanted(
    tmp_path: Path,
) -> None:
    film = (FOLDER / "film.svg").read_text("utf-8")

    def seen(at: float, *options: str) -> bytes:
        # Stopped at a time: how far a film is when a browser takes its picture is left to chance.
        stopped = f"use{{animation-delay:-{at}s!important;animation-play-state:paused!important}}"
        (tmp_path / "film.svg").write_text(film.replace("</style>", f"{stopped}</style>"), "utf-8")
        (tmp_path / "page.html").write_text('<img src="film.svg" width="984">', "utf-8")
        command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", *options]
        command += [f"--screenshot={tmp_path / 'seen.png'}", "--window-size=1020,700"]
        page = (tmp_path / "page.html").as_uri()
        subprocess.run([*command, page], check=True, capture_output=True)
        return (tmp_path / "seen.png").read_bytes()

    first, middle, last = seen(0.5), seen(5), seen(seconds(film) - 0.5)
    assert len({first, middle, last}) == 3
    assert seen(0.5, "--force-prefers-reduced-motion") == last


@pytest.mark.skipif(not LONG, reason="a minute on a real terminal; KPITUI_LONG=1 runs it")
def test_every_picture_can_be_drawn_again(tmp_path: Path) -> None:
    draw(tmp_path)
    assert sorted(path.stem for path in tmp_path.glob("*.svg")) == NAMES
