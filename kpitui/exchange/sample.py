"""The text of the samples, read into documents, and the databases built from it: `python -m
kpitui.exchange.sample`.
"""

import tomllib
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from msgspec.structs import asdict
from pydantic import BaseModel, ValidationError

from kpitui.actions.build_evaluations import QualityText
from kpitui.actions.build_sample import SampleText, build_sample
from kpitui.domain.coaching_document import CoachingDocument
from kpitui.domain.entry_names import Vocabulary
from kpitui.domain.errors import BadData
from kpitui.domain.file_rules import FileRules
from kpitui.domain.import_rows import ImportRow, NoValue, Rejected
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.quality_document import QualityDocument
from kpitui.domain.records.document import merged
from kpitui.domain.records.metric import Definition, Metric
from kpitui.domain.review_document import ReviewDocument
from kpitui.domain.sheet_document import SheetDocument
from kpitui.domain.writing import WRITING
from kpitui.exchange.demo import SAMPLES
from kpitui.exchange.files import open_bytes, read_text
from kpitui.exchange.profile import Profile, read_profile
from kpitui.exchange.read_file import FileReader, Source
from kpitui.exchange.sources import open_records
from kpitui.paths import samples

DocumentT = TypeVar("DocumentT", bound=BaseModel)


EVALUATIONS, CONTACTS = "evaluations.csv", "contacts.csv"
COACHING = ("sessions.toml", "levels.toml", "annotations.toml")


def read_sample(folder: Path) -> SampleText:
    """A sample as its folder holds it; raises `BadData`, naming the file, where its
    text is wrong.
    """
    profile = read_profile(folder / "profile.toml") if (folder / "profile.toml").exists() else None
    plan = _document(PlanDocument, folder, ("people.toml", "plan.toml"))
    metrics = [
        Metric(id=at, **asdict(merged(Definition, part, None)))
        for at, part in enumerate(plan.metric)
    ]
    return SampleText(
        plan=plan,
        readings=_readings(folder, profile, metrics),
        coaching=_document(CoachingDocument, folder, COACHING),
        reviews=_document(ReviewDocument, folder, ("reviews.toml",)),
        metrics=profile.definitions if profile else {},
        create=profile is not None and profile.create,
        quality=_quality(folder) if (folder / EVALUATIONS).exists() else None,
    )


def write_samples(folder: Path) -> None:
    """Build the database of every sample from the text in the folder, beside it."""
    for name in SAMPLES:
        build_sample(folder / f"{name}.db", read_sample(folder / name))


def _readings(
    folder: Path, profile: Profile | None, metrics: Sequence[Metric]
) -> tuple[ImportRow | Rejected, ...]:
    (path,) = (path for path in folder.glob("*.csv") if path.name not in (EVALUATIONS, CONTACTS))
    with open_bytes(path) as stream:
        source = Source(path, profile)
        reader = FileReader(
            stream,
            source,
            Vocabulary(metrics, []),
            today=date.max,
            writing=WRITING,
            rules=FileRules(),
        )
        return tuple(row for row in reader.rows() if not isinstance(row, NoValue))


def _quality(folder: Path) -> QualityText:
    headings, *lines = _table(folder / EVALUATIONS)
    keys, *contacts = _table(folder / CONTACTS)
    story = _document(QualityDocument, folder, ("evaluations.toml",))
    drawn = [dict(zip(keys[1], cells, strict=True)) for _, cells in contacts]
    return QualityText(
        sheets=_document(SheetDocument, folder, ("sheets.toml",)),
        headings=headings[1],
        lines=lines,
        story=QualityDocument.model_validate(story.model_dump() | {"contact": drawn}),
    )


def _table(path: Path) -> list[tuple[int, Sequence[str]]]:
    with open_bytes(path) as stream:
        return [*open_records(stream, path.name).lines]


def _document(model: type[DocumentT], folder: Path, names: tuple[str, ...]) -> DocumentT:
    # A document may be split over files for the sake of those who read it; together they are one.
    whole: dict[str, Any] = {}
    for name in names:
        if (folder / name).exists():
            try:
                whole |= tomllib.loads(read_text(folder / name))
            except tomllib.TOMLDecodeError as error:
                raise BadData(f"{folder / name}: {error}") from None
    try:
        return model.model_validate(whole)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise BadData(f"{folder}: {place}: {first['msg']}") from None


if __name__ == "__main__":
    ArgumentParser(prog="python -m kpitui.exchange.sample", description=__doc__).parse_args()
    write_samples(samples())
