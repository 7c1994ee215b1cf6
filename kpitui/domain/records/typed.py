"""A record out of the texts of a form, by its description."""

from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from msgspec import Struct

from kpitui.domain.fields import FieldReader, YesNo
from kpitui.domain.records.detail import Described, details
from kpitui.domain.records.metric import Definition, Range

DraftT = TypeVar("DraftT", bound=Struct)


def read_draft(
    kind: type[DraftT], reader: FieldReader, unit_of: Definition | None = None, **given: object
) -> DraftT:
    """The record that the texts make, together with what is `given` and not asked for; numbers are
    in the unit of a metric, if one is named. Errors are left with the reader.
    """
    asked = [detail for detail in details(kind) if detail.detail.asked and detail.key not in given]
    return kind(
        **{described.key: _read(described, reader, unit_of) for described in asked}, **given
    )


def _read(one: Described, reader: FieldReader, metric: Definition | None) -> Any:
    """The value of one field, as its type has to be typed."""
    key, limit = one.key, one.detail.limit
    if isinstance(one.type, type) and issubclass(one.type, StrEnum):
        if not one.required and not reader.text(key):
            return one.default
        return reader.one_of(key, one.type)
    if one.type in (float, float | None, Range):
        return _number(one, reader, metric)
    if one.type is date:
        return reader.past_day(key) if one.detail.past else reader.day(key)
    if one.type == date | None:
        return reader.optional_day(key)
    if one.type == int | None:
        return reader.optional_whole(key, one.detail.least or 0, one.detail.most or 0)
    if one.type is int:
        return reader.whole(key, one.detail.least or 0, one.detail.most or 0)
    if one.type is bool:
        return reader.one_of(key, YesNo) is YesNo.YES
    if one.type == tuple[str, ...]:
        return reader.several(key)
    if one.type == str | None:
        return reader.optional(key, limit) or None
    return reader.name(key, limit) if one.required else reader.optional(key, limit)


def _number(one: Described, reader: FieldReader, metric: Definition | None) -> Any:
    """A number in the unit that stands in the form itself; or a level, a value or a distance of a
    metric.
    """
    if metric is None:
        return reader.optional_number(one.key, reader.text("unit"))
    if one.type is Range:
        return reader.level(one.key, metric)
    read = reader.distance if one.type is float else reader.optional_level
    return read(one.key, metric)
