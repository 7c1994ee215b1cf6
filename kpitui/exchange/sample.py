"""The text of the samples, read into documents, and the databases built from it: `python -m kpitui.exchange.sample`."""

import csv
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kpitui.actions.build_sample import SampleText, build_sample
from kpitui.domain.coaching_document import CoachingDocument
from kpitui.domain.errors import BadData
from kpitui.domain.import_rows import ImportRow
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.review_document import ReviewDocument
from kpitui.exchange.demo import SAMPLES
from kpitui.paths import samples

DocumentT = TypeVar("DocumentT", bound=BaseModel)


def read_sample(folder: Path) -> SampleText:
    """A sample as its folder holds it; raises `BadData`, naming the file, where its text is wrong."""
    return SampleText(
        plan=_document(PlanDocument, folder, ("people.toml", "plan.toml")),
        readings=tuple(_readings(folder)),
        coaching=_document(CoachingDocument, folder, ("sessions.toml", "annotations.toml")),
        reviews=_document(ReviewDocument, folder, ("reviews.toml",)),
        metrics={},
        create=False,
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


def _readings(folder: Path) -> Iterator[ImportRow]:
    with (folder / "readings.csv").open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            yield ImportRow(
                line=number,
                metric=row["metric"],
                date=date.fromisoformat(row["date"]),
                person=row["person"] or None,
                team=row["team"] or None,
                value=float(row["value"]) if row["value"] else None,
                numerator=float(row["numerator"]) if row["numerator"] else None,
                denominator=float(row["denominator"]) if row["denominator"] else None,
                n=int(row["n"]) if row["n"] else None,
                note=row["note"],
            )


if __name__ == "__main__":
    write_samples(samples())
