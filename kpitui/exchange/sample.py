"""The text of the samples, read into documents, and the databases built from it: `python -m kpitui.exchange.sample`."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kpitui.actions.build_sample import SampleText, build_sample
from kpitui.domain.coaching_document import CoachingDocument
from kpitui.domain.errors import BadData
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.review_document import ReviewDocument
from kpitui.exchange.demo import SAMPLES
from kpitui.exchange.sample_rows import read_readings
from kpitui.paths import samples

DocumentT = TypeVar("DocumentT", bound=BaseModel)


def read_sample(folder: Path) -> SampleText:
    """A sample as its folder holds it; raises `BadData`, naming the file, where its text is wrong."""
    readings = read_readings(folder)
    return SampleText(
        plan=_document(PlanDocument, folder, ("people.toml", "plan.toml")),
        readings=readings.lines,
        coaching=_document(CoachingDocument, folder, ("sessions.toml", "annotations.toml")),
        reviews=_document(ReviewDocument, folder, ("reviews.toml",)),
        metrics=readings.metrics,
        create=readings.create,
    )


def write_samples(folder: Path) -> None:
    """Build the database of every sample from the text in the folder, beside it."""
    for name in SAMPLES:
        build_sample(folder / f"{name}.db", read_sample(folder / name))


def _document(model: type[DocumentT], folder: Path, names: tuple[str, ...]) -> DocumentT:
    # A document may be split over files for the sake of those who read it; together they are one.
    whole: dict[str, Any] = {}
    for name in names:
        if (folder / name).exists():
            try:
                whole |= tomllib.loads((folder / name).read_text(encoding="utf-8"))
            except tomllib.TOMLDecodeError as error:
                raise BadData(f"{folder / name}: {error}") from None
    try:
        return model.model_validate(whole)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise BadData(f"{folder}: {place}: {first['msg']}") from None


if __name__ == "__main__":
    write_samples(samples())
