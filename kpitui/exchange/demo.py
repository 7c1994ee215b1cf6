"""The samples that ship with the program, and copies of them to try things on."""

from datetime import date
from pathlib import Path

from msgspec import Struct

from kpitui.domain.errors import WrongUsage
from kpitui.paths import samples


class DemoSample(Struct, frozen=True):
    """One sample: its name, what it is, and whether its copy is moved so that it ends today."""

    name: str
    line: str
    ends_today: bool


SAMPLES = {
    sample.name: sample
    for sample in (
        DemoSample(
            "contact_centre",
            "18 months of an invented contact centre with 24 people; it ends today",
            True,
        ),
        DemoSample(
            "nhs111",
            "NHS 111, England's phone line, April 2015 to March 2016: real readings by month",
            False,
        ),
    )
}
DEFAULT_SAMPLE = "contact_centre"


def make_demo(sample: str, target: Path, today: date) -> Path:
    """Copy a sample to a new file that only the user can read, and give its path.

    Raises `WrongUsage` for a sample that does not exist, `BadFile` where anything stands at
    `target`.
    """
    known = SAMPLES.get(sample)
    if known is None:
        raise WrongUsage(f"There is no sample “{sample}”; the samples are {' and '.join(SAMPLES)}.")
    # pydantic, which the list of samples does not need
    from kpitui.actions.build_sample import copy_sample

    copy_sample(
        samples() / f"{known.name}.db", target, last_day=today if known.ends_today else None
    )
    return target
