"""What is said of a server's day."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from tests.benchmarks.day_server import ControlGroup, Memory, machine, machine_cpu

if TYPE_CHECKING:
    from tests.benchmarks.server_day import Outcome


@dataclass(frozen=True)
class Sample:
    """The server at a moment."""

    at: float
    machine_cpu: float
    server_cpu: float
    memory: Memory | None
    load: float

    @classmethod
    def taken(cls, group: ControlGroup | None) -> Sample:
        """Now."""
        memory = group.memory if group else None
        cpu = group.cpu if group else 0.0
        return cls(perf_counter(), machine_cpu()[0], cpu, memory, os.getloadavg()[0])


def quantile(figures: Sequence[float], share: float) -> float:
    """The one that so large a share is no larger than."""
    return sorted(figures)[min(len(figures) - 1, int(share * len(figures)))]


def told(outcome: Outcome) -> Iterator[str]:
    """The lines of the report."""
    day = outcome.day
    minutes = (outcome.ended - outcome.began) / 60
    yield f"{day.people} people for {minutes:.1f} minutes on {machine()}, seed {day.seed}"
    work = ", ".join(f"{name} {many}" for name, many in Counter(outcome.done).most_common())
    yield f"done: {work}; {len(outcome.done) / minutes:.0f} a minute"
    yield f"saved: {outcome.kept.count} ({outcome.offered} drafts offered again)"
    yield from _times(outcome, minutes)
    yield from _server(outcome)
    yield f"keys without an answer: {outcome.times.unanswered}"
    yield f"troubles: {len(outcome.troubles)}"
    yield from outcome.troubles
    yield f"still in drafts: {len(outcome.in_drafts)}"
    yield from outcome.in_drafts
    yield f"lost, doubled or never told of: {len(outcome.faults)}"
    yield from outcome.faults


def _times(outcome: Outcome, minutes: float) -> Iterator[str]:
    yield f"{'ms':<34}{'times':>7}{'a minute':>9}{'median':>8}{'p95':>8}{'p99':>8}{'longest':>9}"
    of = dict(outcome.times.of)
    of["save, all kinds"] = [
        one for name, found in of.items() if name.startswith("save: ") for one in found
    ]
    if outcome.backup:
        began, ended = outcome.backup
        for name in ("key", "save, all kinds"):
            within = [one for one in of.get(name, []) if began - 0.2 <= one[0] <= ended]
            of[f"{name}, during the backup"] = within
            of[f"{name}, at other times"] = [one for one in of.get(name, []) if one not in within]
    for name in sorted(of):
        if took := [one[1] for one in of[name]]:
            yield (
                f"{name:<34}{len(took):>7}{len(took) / minutes:>9.1f}{quantile(took, 0.5):>8.0f}"
                f"{quantile(took, 0.95):>8.0f}{quantile(took, 0.99):>8.0f}{max(took):>9.0f}"
            )
    if outcome.backup:
        yield f"backup: {outcome.backup[1] - outcome.backup[0]:.1f} s"


def _server(outcome: Outcome) -> Iterator[str]:
    if len(outcome.samples) < 2:
        return
    first, last = outcome.samples[0], outcome.samples[-1]
    span = last.at - first.at
    server = (last.server_cpu - first.server_cpu) / span
    whole = (last.machine_cpu - first.machine_cpu) / span
    ours = outcome.client_cpu / (outcome.ended - outcome.began)
    yield (
        f"cores in use, on average: server {server:.2f}, those who type {ours:.2f}, "
        f"the whole machine {whole:.2f}"
    )
    heads = zip(("minute", "server", "machine", "load", "screens", "MB", "each", "other"),
                (7, 8, 9, 6, 9, 8, 6, 7), strict=True)  # fmt: skip
    yield "".join(f"{head:>{width}}" for head, width in heads)
    before = first
    for sample in outcome.samples[1:]:
        if sample.at - before.at < min(60.0, span / 4) and sample is not last:
            continue
        passed = sample.at - before.at
        memory = sample.memory or Memory(0, 0, 0)
        yield (
            f"{(sample.at - first.at) / 60:>7.1f}"
            f"{(sample.server_cpu - before.server_cpu) / passed:>8.2f}"
            f"{(sample.machine_cpu - before.machine_cpu) / passed:>9.2f}{sample.load:>6.1f}"
            f"{memory.sessions:>9}{memory.screens:>8.0f}"
            f"{memory.screens / max(1, memory.sessions):>6.1f}{memory.other:>7.0f}"
        )
        before = sample
