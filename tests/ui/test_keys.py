"""Every key has a name, works, and can be changed; none is lost to the terminal around us."""

from typing import Any

import pytest
from textual.binding import Binding
from textual.pilot import Pilot
from textual.screen import ModalScreen

from kpitui.actions.calibrations import close_calibration
from kpitui.charts.text import Charset
from kpitui.cli.context import Environment
from kpitui.cli.open import _importing
from kpitui.config import Config
from kpitui.domain.access import Actor, Channel
from kpitui.domain.records.document import validated
from kpitui.storage.database import DatabaseFile
from kpitui.terminal.typed_ahead import SAVING
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from kpitui.ui.dialogs.versions import VersionsDialog
from kpitui.ui.forms.versions import Contested
from kpitui.ui.keymap import MEET, all_keys, keymap_of, node_classes
from kpitui.ui.screen_list import SCREENS
from kpitui.ui.screens.plan import PlanScreen
from kpitui.ui.widgets.plan_tree import PlanTree
from kpitui.ui.widgets.subject_picker import SubjectPicker
from tests.actions.test_calibrations import ANA, BO, opened, score
from tests.actions.test_evaluations import load
from tests.conftest import TODAY
from tests.patience import LONG
from tests.ui.conftest import app_on, shows, type_text, until

KNOWN = all_keys()

"""Every key of an action, and not its first alone."""

TAKEN = {
    "tmux": "ctrl+b",
    "GNU screen": "ctrl+a",
    "flow control": "ctrl+s ctrl+q",
    "PuTTY": "shift+pageup shift+pagedown ctrl+pageup ctrl+pagedown shift+insert alt+f4 alt+space",
    "VS Code": "f1 f5 f6 f11 ctrl+p ctrl+e ctrl+q ctrl+j ctrl+k ctrl+f ctrl+r ctrl+m ctrl+tab "
               "ctrl+home ctrl+end ctrl+pageup ctrl+pagedown shift+pageup shift+pagedown",
    "GNOME Terminal": "f1 f10 f11",
    "a browser": "ctrl+n ctrl+t ctrl+w f5 f6 f7 f11 f12",
}  # fmt: skip
"""What each takes for itself as it is installed, before a program in it sees it."""


def test_every_key_says_what_it_does() -> None:
    seen: dict[str, tuple[str, Binding]] = {}
    for cls in node_classes():
        for binding in cls.__dict__.get("BINDINGS", []):
            assert isinstance(binding, Binding), f"{cls.__name__}: {binding}"
            assert binding.id, f"{cls.__name__}: {binding}"
            assert all((binding.description, binding.tooltip)), f"{cls.__name__}: {binding}"
            # Record and Coach share the keys of what is typed, each by the one binding.
            other, same = seen.get(binding.id, ("", binding))
            assert same is binding, f"{binding.id} stands on {cls.__name__} and on {other}"
            seen[binding.id] = cls.__name__, binding
    assert len(seen) > 150


@pytest.mark.parametrize("around", TAKEN)
def test_no_action_is_lost_to_what_the_terminal_takes(around: str) -> None:
    taken = set(TAKEN[around].split())
    assert not [key.id for key in KNOWN.values() if not {*key.keys} - taken]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"plan.ad": "n"}, "plan.ad is the id of no key; did you mean plan.add?"),
        (
            {"plan": {"note": "ctrl+enter"}},
            "plan.note cannot have 'ctrl+enter': there is no such key.",
        ),
        ({"plan.note": "F99"}, "plan.note cannot have 'F99': there is no such key."),
        ({"plan.note": "alt+n"}, "plan.note cannot have alt+n: a terminal sends it as esc and n."),
        (
            {"plan.note": "alt+enter"},
            "plan.note cannot have alt+enter: a terminal sends it as esc and enter.",
        ),
        ({"plan.note": "ctrl+Ы"}, "plan.note cannot have 'ctrl+Ы': there is no such key."),
        ({"form.save": "ы"}, "form.save cannot have ы: where it works, letters are typed."),
        ({"plan.note": "ctrl+i"}, "plan.note cannot have ctrl+i: a terminal sends it as tab."),
        ({"plan.note": "ctrl+q"}, "plan.note cannot have ctrl+q: it always leaves kpitui."),
        ({"plan.note": "e"}, "plan.note cannot have e: that is plan.edit (Plan)."),
        ({"plan.note": "/"}, "plan.note cannot have /: that is app.find (Plan)."),
        ({"form.save": "w"}, "form.save cannot have w: where it works, letters are typed."),
        ({"form.save": "f12"}, "form.save cannot have F12: that is app.palette (Form)."),
        ({"app.palette": "p"}, "app.palette cannot have p: where it works, letters are typed."),
        ({"plan.note": ""}, "plan.note needs its keys in quotes"),
        ({"plan.note": 5}, "plan.note needs its keys in quotes"),
    ],
)
def test_a_key_that_cannot_be_is_named_and_left_as_it_is(
    keys: dict[str, object], said: str
) -> None:
    keymap = keymap_of(Config(keys={**keys, "people.add": "A"}), KNOWN)
    assert len(keymap.faults) == 1
    assert said in keymap.faults[0]
    assert keymap.keys == {"people.add": "A"}


def test_keys_of_other_scripts_can_be_named() -> None:
    keys: dict[str, object] = {
        "plan.note": "n,т",
        "form.save": "ctrl+s,ctrl+ы",
        "plan.past": "alt+up",
    }
    keys = {name: key for name, key in keys.items() if name in KNOWN}
    assert len(keys) > 1
    assert not keymap_of(Config(keys=keys), KNOWN).faults


def test_two_actions_can_change_places() -> None:
    assert not keymap_of(Config(keys={"plan.add": "e", "plan.edit": "a"}), KNOWN).faults


@pytest.mark.parametrize("preset", ["vim", "arrows"])
def test_a_preset_fits(preset: str) -> None:
    keymap = keymap_of(validated(Config, {"keys_preset": preset}), KNOWN)
    assert keymap.keys
    assert not keymap.faults
    assert {*keymap.keys} <= {*KNOWN}


async def test_the_hands_of_a_vim_user(lively: DatabaseFile) -> None:
    app = app_on(lively, config=Config(keys_preset="vim"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("5")
        await shows(pilot, "Ana")
        await pilot.press("G", "g", "j")
        listed = app.screen.query_one("#people-list")
        assert listed.highlighted == 1  # type: ignore[attr-defined] # a list
        await pilot.press("A")
        await shows(pilot, "New team")


async def test_without_letters_that_move_the_arrows_do(lively: DatabaseFile) -> None:
    app = app_on(lively, config=Config(keys_preset="arrows"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("5", "end", "home", "j")
        listed = app.screen.query_one("#people-list")
        assert listed.highlighted == 0  # type: ignore[attr-defined] # a list
        await pilot.press("down")
        assert listed.highlighted == 1  # type: ignore[attr-defined] # a list


async def test_keys_of_ones_own_work_and_are_told(lively: DatabaseFile) -> None:
    keys: dict[str, object] = {
        "plan.edit": "E",
        "form.save": "f11",
        "app.find": "ctrl+z",
        "plan.nothing": "n",
    }
    app = app_on(lively, config=Config(keys=keys))
    async with app.run_test(size=(80, 30), notifications=True) as pilot:
        await shows(pilot, "plan.nothing is the id of no", "E Edit")
        await pilot.press("question_mark")
        await shows(pilot, "E               Edit this line")
        await pilot.press("escape", "e", "E")
        await shows(pilot, "Change the mission")
        await type_text(pilot, "!")
        await pilot.press("ctrl+s")
        assert isinstance(app.screen, ModalScreen)
        await pilot.press("escape")
        # A letter that became another key works where letters are typed too.
        await pilot.press("2", "ctrl+z")
        await until(pilot, lambda: isinstance(app.screen, ModalScreen))


async def test_one_can_always_leave(lively: DatabaseFile) -> None:
    app = app_on(lively, config=Config(keys={"app.quit": "f11"}))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q", "f10")
        assert app.is_running
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not app.is_running)


# every key of every screen ------------------------------------------------------------------------


class Watched(KpituiApp):
    """The program, and which actions its keys have reached."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reached: list[str] = []

    async def run_action(self, action: Any, *args: Any, **kwargs: Any) -> bool:
        self.reached.append(str(action))
        return await super().run_action(action, *args, **kwargs)


PLACES = {
    "Today": ("0",), "Plan": ("", "\r", "["), "Record": ("2", "2ana\r", "2north\r"),
    "Coach": ("3", "3ana\r"), "Review": ("4",), "Review, summary": ("4e",), "Decisions": ("4d",),
    "People": ("5",), "A person": ("5^j\r",),
    "Score": ("2ana\rS", "2ana\rS\r"),
    "Who differs": ("5D",), "Sessions": ("5^js",), "Effect of coaching": ("5E",),
    "Calibrations": ("5C",), "A calibration": ("5Cj\r",), "Drift of evaluators": ("5Cd",),
    "Health": ("6",), "History": ("7", "7/"), "Board": ("8",),
    "Sort": ("o",), "Readings": ("jjjv",), "Import": ("i",), "First steps": ("",), "Help": ("H",),
    "?": ("?",), "Form": ("e",), "Choice": ("6p",), "Text": ("6e",), "Find": ("/",),
    "Commands": ("\x10",), "Quick entry": (":",), "Two versions": ("",),
}  # fmt: skip
"""What is typed from the start to be on a screen, and in another shape of it; ^ is home."""


def own_keys(app: KpituiApp) -> dict[tuple[str, str], Binding]:
    """The keys that are ours here, those of every screen left out; in the long form every one, else
    one an action.
    """
    found: dict[tuple[str, str], Binding] = {}
    for active_binding in app.screen.active_bindings.values():
        binding = active_binding.binding
        if binding.id and not binding.id.startswith("app."):
            found.setdefault((binding.id, binding.key if LONG else ""), binding)
    return found


async def come_to(pilot: Pilot[None], app: Watched, screen: str, way: str) -> None:
    while len(app.screen_stack) > 1:
        await until(pilot, lambda: app.screen.is_mounted)
        await app.pop_screen()
    await app.action_open_screen("plan")
    assert isinstance(app.screen, PlanScreen)
    app.screen.action_tree()
    app.screen.action_today()
    app.screen.query_one(PlanTree).action_first()
    for typing in (app.get_screen(name) for name in SCREENS if app.is_screen_installed(name)):
        if typing.is_mounted and (pickers := typing.query(SubjectPicker)):
            pickers.first().choose()
    if app.is_screen_installed("history") and (history := app.get_screen("history")).is_mounted:
        history.query_one("#changes").focus()
    await pilot.press(
        *({"\r": "enter", "^": "home", "\x10": "ctrl+p"}.get(key, key) for key in way)
    )
    if screen == "First steps":
        await app.action_guide()
    if screen == "Two versions":
        fields = [Contested("title", "Title", "old", "mine", "this agent")]
        await app.push_screen(VersionsDialog("A priority", "Kim saved it.", fields, app.context))
    await pilot.press()


def calibrated(database: DatabaseFile) -> None:
    """A calibration that is open, and one that is closed."""
    opened(database, "8842")
    closed = opened(database, "8841")
    for who, answers in ((ANA, "yy50"), (BO, "yn30")):
        score(database, who, closed, answers)
    close_calibration(database, ANA, closed.id, today=TODAY)


def test_no_screen_is_forgotten() -> None:
    # Their keys are pressed in tests/ui/test_first_minute.py, tests/ui/test_own_page.py and
    # tests/ui/test_contacts_scored.py.
    assert {*PLACES} == {*MEET} - {"New file", "My page", "A scored contact"}


@pytest.mark.parametrize("screen", PLACES)
async def test_every_key_of_every_screen_does_what_it_is_for(
    lively: DatabaseFile, screen: str
) -> None:
    load(lively)  # a call sheet, without which nothing is scored
    calibrated(lively)
    work = AppContext(
        lively,
        Actor("lee", channel=Channel.TUI),
        Config(),
        Charset.BRAILLE,
        "kpi.db",
        today=lambda: TODAY,
    )
    app = Watched(work, _importing(Environment(lively, work.actor, work.config)), lambda path: None)
    pressed: set[tuple[str, str]] = set()
    async with app.run_test(size=(80, 24)) as pilot:
        for way in PLACES[screen]:
            await come_to(pilot, app, screen, way)
            await until(
                pilot,
                lambda: {name.partition(".")[0] for name, _ in own_keys(app)} <= {*MEET[screen]},
            )
            keys = own_keys(app)
            assert keys
            for (name, key), binding in keys.items():
                if (name, key) in pressed and not key:
                    continue
                pressed.add((name, key))
                before = (app.screen, app.focused)
                app.reached = []
                await pilot.press(binding.key)
                await until(
                    pilot,
                    lambda: all(
                        worker.is_finished for worker in app.workers if worker.group == SAVING
                    ),
                )
                await pilot.press()
                assert app.is_running, f"{name} ended the program"
                assert binding.action in app.reached, f"{binding.key} did not reach {name}"
                if isinstance(app.screen, ModalScreen) and app.screen is not before[0]:
                    await pilot.press("escape")  # the way back that is short
                if before != (app.screen, app.focused) or name not in {
                    found for found, _ in own_keys(app)
                }:
                    await come_to(pilot, app, screen, way)
        await pilot.press("escape", "ctrl+q", "ctrl+q")
        await until(pilot, lambda: not app.is_running)


async def test_the_keys_of_every_screen_work_everywhere(lively: DatabaseFile) -> None:
    work = AppContext(
        lively,
        Actor("lee", channel=Channel.TUI),
        Config(),
        Charset.BRAILLE,
        "kpi.db",
        today=lambda: TODAY,
    )
    app = Watched(work, _importing(Environment(lively, work.actor, work.config)), lambda path: None)
    everywhere = [
        key
        for key in KNOWN.values()
        # Back works where a line of Today was opened: tests/ui/test_today_screen.py.
        if key.id.startswith("app.") and key.id not in ("app.quit", "app.back")
    ]
    async with app.run_test(size=(80, 24)) as pilot:
        for key, name in [
            (key, one.id) for one in everywhere for key in (one.keys if LONG else one.keys[:1])
        ]:
            await come_to(pilot, app, "Plan", "")
            wanted = app.screen.active_bindings[key].binding
            assert wanted.id == name
            app.reached = []
            await pilot.press(key)
            assert wanted.action in app.reached, f"{key} did not reach {name}"
