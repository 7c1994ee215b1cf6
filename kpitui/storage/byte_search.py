"""Which of some texts still stand in the bytes of files: in UTF-8, and in UTF-16 of either order.

Run as a process of its own: to open and close the file at work by hand would drop the locks that
SQLite holds on it for the whole process.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

LEAST = 5
"""Shorter texts stand inside other words everywhere; they are looked for as whole words instead."""
_CHUNK = 8_000_000
_PIECE = 100
"""Of a longer text its first and last so many bytes are looked for: SQLite may keep it in parts."""
_ANCHOR = 5
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def search_files(
    files: Sequence[Path], texts: Sequence[str], besides: Sequence[str] = ()
) -> dict[Path, dict[str, int]]:
    """How often each of the texts stands in each of the files; what cannot be read is left out, and
    what begins within one of the texts `besides`: `Former agent 1` before `2345` holds no `12345`.
    """
    wanted = [text for text in texts if len(text.encode()) >= LEAST]
    if not wanted:
        return {}
    done = subprocess.run(
        [sys.executable, "-I", "-m", __name__, *map(str, files)],
        input=json.dumps([wanted, list(besides)]),
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    return {
        Path(file): {wanted[int(at)]: count for at, count in counts.items()}
        for file, counts in found.items()
    }


class _Search:
    """Many texts at once: a pattern of how they begin, and a look at each place that it finds."""

    def __init__(self, texts: Sequence[str], besides: Sequence[str] = ()) -> None:
        self._besides = [beside.encode(encoding) for beside in besides for encoding in _ENCODINGS]
        self._texts: dict[bytes, list[int]] = {}
        for at, text in enumerate(texts):
            for needle in dict.fromkeys(_needles(text)):
                self._texts.setdefault(needle, []).append(at)
        self._lengths: dict[bytes, set[int]] = {}
        for needle in self._texts:
            self._lengths.setdefault(needle[:_ANCHOR], set()).add(len(needle))
        self._longest = max(map(len, self._texts))
        starts = sorted(length.decode("latin-1") for length in self._lengths)
        self._pattern = re.compile(beginning_with(starts).encode("latin-1"), re.DOTALL)

    def counts(self, file: Path) -> dict[int, int]:
        """How often each text stands in a file, by its place among the texts."""
        found: dict[int, int] = {}
        with file.open("rb") as stream:
            rest = b""
            while chunk := stream.read(_CHUNK):
                data = rest + chunk
                # A text that begins in the rest and ends behind it is found with the next part.
                keep = min(self._longest - 1, len(data))
                for at in self._places(data, 0 if not rest else len(rest)):
                    found[at] = found.get(at, 0) + 1
                rest = data[len(data) - keep :]
        return found

    def _places(self, data: bytes, seen: int) -> Iterator[int]:
        at = 0
        while match := self._pattern.search(data, at):
            begin = match.start()
            at = begin + 1
            for length in self._lengths[match[0]]:
                if begin + length > seen and not self._is_within(data, begin):
                    yield from self._texts.get(data[begin : begin + length], ())

    def _is_within(self, data: bytes, begin: int) -> bool:
        """Whether a place lies inside of a text that is none of those looked for."""
        return any(
            data.rfind(beside, max(0, begin - len(beside) + 1), begin + len(beside)) >= 0
            for beside in self._besides
        )


def _needles(text: str) -> Iterator[bytes]:
    for encoding in _ENCODINGS:
        whole = text.encode(encoding, "surrogatepass")
        if len(whole) <= 2 * _PIECE:
            yield whole
        else:
            yield from (whole[:_PIECE], whole[-_PIECE:])


def beginning_with(starts: Iterable[str]) -> str:
    """A pattern that finds any of some texts, each letter looked at once."""
    groups: dict[str, list[str]] = {}
    ends = False
    for start in starts:
        ends = ends or not start
        if start:
            groups.setdefault(start[0], []).append(start[1:])
    parts = [re.escape(first) + beginning_with(rest) for first, rest in groups.items()]
    # The longer of two comes first.
    parts += [""] if ends else []
    return f"(?:{'|'.join(parts)})" if len(parts) > 1 else "".join(parts)


def _main() -> None:
    search = _Search(*json.loads(sys.stdin.read()))
    found = {}
    for name in sys.argv[1:]:
        try:
            found[name] = search.counts(Path(name))
        except OSError:
            continue
    print(json.dumps(found))


if __name__ == "__main__":
    _main()
