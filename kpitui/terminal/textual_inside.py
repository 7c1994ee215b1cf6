"""The private parts of Textual and Rich that are used here, and what is done where one is missing.

A version that lacks one of them runs the screens by its own driver and painter, and `kpitui doctor`
says so. `tests/test_textual_inside.py` holds what each part does in the version that was tested.
"""

import importlib
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen

    from kpitui.terminal.driver import SteadyDriver
    from kpitui.terminal.painter import Painter

PARTS = {
    "rich._unicode_data": ("load",),
    "rich.cells": ("_is_single_cell_widths", "load_cell_table"),
    "rich.console": ("Console._color_system",),
    "rich.style": ("Style._attributes", "Style._set_attributes"),
    "textual._ansi_sequences": ("ANSI_SEQUENCES_KEYS",),
    "textual._compositor": (
        "ChopsUpdate", "Compositor", "Compositor._dirty_regions", "Compositor._regions_to_spans",
        "CompositorUpdate", "LayoutUpdate",
    ),
    "textual._keyboard_protocol": ("FUNCTIONAL_KEYS",),
    "textual._xterm_parser": ("XTermParser",),
    "textual.app": (
        "App._batch_count", "App._check_bindings", "App._display", "App._exception",
        "App._exit_renderables", "App._fatal_error", "App._handle_exception",
        "App._load_screen_css", "App._previous_cursor_position", "App._register_child",
        "App._return_code", "App._running",
    ),
    "textual.dom": ("DOMNode._bindings",),
    "textual.driver": (
        "Driver._app", "Driver._debug", "Driver._loop", "Driver._mouse", "Driver._size",
    ),
    "textual.drivers._writer_thread": ("WriterThread", "WriterThread._queue"),
    "textual.drivers.linux_driver": (
        "LinuxDriver._file", "LinuxDriver._get_terminal_size", "LinuxDriver._patch_iflag",
        "LinuxDriver._patch_lflag", "LinuxDriver._run_input_thread", "LinuxDriver._writer_thread",
        "WriterThread",
    ),
    "textual.message_pump": ("MessagePump._close_messages_no_wait", "MessagePump._message_queue"),
    "textual.screen": ("Screen._compositor", "Screen._push_result_callback"),
    "textual.widgets._option_list": ("OptionList._index_to_line", "OptionList._update_lines"),
}  # fmt: skip
"""What the driver, the painter and the app cannot do without, by module."""


@cache
def missing_parts() -> tuple[str, ...]:
    """What the installed Textual and Rich lack of them."""
    return tuple(
        f"{module}.{part}"
        for module, parts in PARTS.items()
        for part in parts
        if not _is_there(module, part)
    )


def _is_there(module: str, part: str) -> bool:
    try:
        found: Any = importlib.import_module(module)
    except ImportError:
        return False
    *owners, name = part.split(".")
    for owner in owners:
        found = getattr(found, owner, None)
    # What an instance has is named where it is made.
    makers = (vars(base).get("__init__") for base in getattr(found, "__mro__", ()))
    return hasattr(found, name) or any(
        name in maker.__code__.co_names for maker in makers if hasattr(maker, "__code__")
    )


def remark() -> str:
    """What there is to say of them to the one who looks after the program; nothing where all are
    there.
    """
    if not missing_parts():
        return ""
    from importlib.metadata import version  # brings e-mail, CSV and zip: 12 ms of every start

    return (
        f"the screens run on Textual's own driver and painter, which send more and take a dropped "
        f"line worse: Textual {version('textual')} and Rich {version('rich')} lack "
        f"{', '.join(missing_parts())}; install the versions that pyproject.toml tests with"
    )


def own_driver() -> "type[SteadyDriver] | None":
    """The driver of the screens; none where Textual's own has to do."""
    if missing_parts():
        return None
    from kpitui.terminal.driver import SteadyDriver

    return SteadyDriver


def own_painter() -> "Painter | None":
    """What sends pictures; none where Textual's own has to do."""
    if missing_parts():
        return None
    from kpitui.terminal.painter import Painter

    return Painter()


def use_near_compositor(screen: "Screen[Any]") -> None:
    """Have a screen draw only what is seen of a change."""
    if not missing_parts():
        from kpitui.terminal.near_compositor import NearCompositor

        screen._compositor = NearCompositor()
