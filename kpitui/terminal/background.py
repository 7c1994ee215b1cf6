"""Work in a thread of its own, while the screens go on."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

from kpitui.domain.errors import KpituiError

ResultT = TypeVar("ResultT")


async def in_background(do: Callable[[], ResultT]) -> ResultT:
    """What a function gives that runs in a thread of its own; raises what it raises.

    No one waits for a thread whose result is not wanted any more, not even the end of the program.
    """
    result: Future[ResultT] = Future()
    result.set_running_or_notify_cancel()
    Thread(target=_fill, args=(result, do), daemon=True).start()
    return await asyncio.wrap_future(result)


def _fill(result: Future[ResultT], do: Callable[[], ResultT]) -> None:
    try:
        result.set_result(do())
    except KpituiError as error:
        result.set_exception(error)
    except BaseException as error:
        result.set_exception(error)
        raise
