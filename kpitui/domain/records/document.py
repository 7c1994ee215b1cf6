"""Records out of files: pydantic models made of their descriptions, loaded only where there is such
a file.
"""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin

from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo, fields
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    TypeAdapter,
    ValidationError,
    create_model,
)
from pydantic import Field as Limits

from kpitui.domain.near import nearest, or_near
from kpitui.domain.records.detail import Described, Detail, details
from kpitui.domain.records.metric import LARGEST
from kpitui.domain.records.wrong_values import wrong_said
from kpitui.domain.text import LINE_LIMIT, NAME_LIMIT, NOTE_LIMIT, clean

_LIMITS = ("gt", "ge", "lt", "le")
RecordT = TypeVar("RecordT")
StructT = TypeVar("StructT", bound=Struct)


class Part(BaseModel):
    """A table of a document; keys that are not known are refused by name."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)


PartT = TypeVar("PartT", bound=Part)


def _cleaned(limit: int, value: object) -> object:
    return clean(value, limit, multiline=limit == NOTE_LIMIT) if isinstance(value, str) else value


def text(limit: int, least: int = 0) -> Any:
    """The type of a text of so many characters, cleaned."""
    return Annotated[str, BeforeValidator(partial(_cleaned, limit)), Limits(min_length=least)]


Number = Annotated[float, Limits(allow_inf_nan=False, gt=-LARGEST, lt=LARGEST)]
"""A number that can be kept."""
CleanName = Annotated[str, BeforeValidator(partial(_cleaned, NAME_LIMIT)), Limits(min_length=1)]
CleanLine = Annotated[str, BeforeValidator(partial(_cleaned, LINE_LIMIT)), Limits(min_length=1)]
CleanNote = Annotated[str, BeforeValidator(partial(_cleaned, NOTE_LIMIT))]


def _moment(value: str) -> str:
    """A moment with its zone; a sheet knows none and has those of UTC."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"“{value}” is no moment such as 2026-11-23T09:00:00Z") from None
    return value if moment.tzinfo else moment.replace(tzinfo=UTC).isoformat(timespec="seconds")


Moment = Annotated[CleanName, AfterValidator(_moment)]


def of_record(
    kind: type[Struct], needs: Collection[str] | None = None, **first: object
) -> Callable[[type[PartT]], type[PartT]]:
    """Gives a table the fields of a record: `@of_record(Team)` above the class of the table, behind
    keys that come `first`. What the class says of a field itself goes before. `needs` are the keys
    that every table has to name; without it those that the record cannot be without.
    """
    members: dict[str, Any] = {key: (hint, ...) for key, hint in first.items()}
    members |= {detail.key: _member(detail, needs) for detail in details(kind)}

    def with_fields(part: type[PartT]) -> type[PartT]:
        table: Any = create_model(f"{kind.__name__}Fields", __base__=Part, **members)
        return cast(
            "type[PartT]",
            create_model(
                part.__name__, __base__=(part, table), __module__=part.__module__,
                __doc__=part.__doc__,
            ),
        )  # fmt: skip

    return with_fields


def _member(one: Described, needs: Collection[str] | None) -> tuple[Any, Any]:
    hint = _described(one.type, one.detail, required=one.required)
    if not one.required:
        return hint, one.default
    return (hint, ...) if needs is None or one.key in needs else (hint | None, None)


def _described(hint: Any, detail: Detail, *, required: bool) -> Any:
    limits = Limits(ge=detail.least, le=detail.most)
    if hint is str:
        return text(detail.limit, int(required))
    if hint == str | None:
        return text(detail.limit, 1) | None
    if hint == tuple[str, ...]:
        return tuple[text(detail.limit, 1), ...]  # type: ignore[misc]  # known at run time only
    if hint is float:
        return Annotated[Number, limits]
    if hint == float | None:
        return Annotated[Number, limits] | None
    if hint == int | None:
        return Annotated[int, limits] | None
    return Annotated[int, limits] if hint is int else hint


def part_of(part: type[PartT], record: Struct, **more: object) -> PartT:
    """The table of a record that is there."""
    said = {key: getattr(record, key) for key in part.model_fields if hasattr(record, key)}
    return part.model_validate(said | more)


def named(part: Part) -> dict[str, Any]:
    """What a table names, by key; TOML has no word for none, so None is as good as left out."""
    keys = [key for key in type(part).model_fields if key in part.model_fields_set]
    return {key: value for key in keys if (value := getattr(part, key)) is not None}


def merged(kind: type[StructT], part: Part, old: Struct | None, **more: object) -> StructT:
    """The record that a table makes of an old one; what it does not name stays as it is."""
    keys = kind.__struct_fields__
    stands = {key: getattr(old, key) for key in keys if old is not None and hasattr(old, key)}
    says = {key: value for key, value in named(part).items() if key in keys}
    return kind(**{**stands, **says, **more})


# whole files: settings, catalogues ----------------------------------------------------------------


class Wrong(ValueError):
    """A value that does not fit; `where` is its path."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(what)
        self.where = where


def validated(kind: type[RecordT], data: object) -> RecordT:
    """The record that the data makes; keys that it does not know are refused. Raises `Wrong`."""
    try:
        return cast(RecordT, TypeAdapter(_built(kind)).validate_python(data))
    except ValidationError as error:
        first = error.errors()[0]
        is_unknown = first["type"] == "extra_forbidden"
        what = _unknown(kind, first["loc"]) if is_unknown else wrong_said(first)
        raise Wrong(".".join(map(str, first["loc"])), what) from None


def _unknown(kind: Any, place: tuple[int | str, ...]) -> str:
    for name in place[:-1]:
        if isinstance(name, str):
            hint = next(field.type for field in fields(kind) if field.name == name)
            kind = get_args(hint)[0] if get_origin(hint) is tuple else hint
    near = nearest(str(place[-1]), [field.name for field in fields(kind)])
    return or_near("there is no such name", near)


def _built(kind: Any) -> Any:
    """The type of data that a record is built from, and is built."""
    described = {detail.key: detail for detail in details(kind)}

    def member(one: FieldInfo) -> tuple[Any, Any]:
        """The type of a field with its limits, and what it is where it is not named."""
        if said := described.get(one.name):
            hint = _described(said.type, said.detail, required=said.required)
        else:
            hint = _limited(one.type)
        if one.default_factory is not NODEFAULT:
            return hint, Limits(default_factory=one.default_factory)
        return hint, ... if one.default is NODEFAULT else one.default

    members: dict[str, Any] = {field.name: member(field) for field in fields(kind)}
    model: Any = create_model(kind.__name__, __base__=Part, **members)
    return Annotated[model, AfterValidator(partial(_record, kind))]


def _record(kind: Any, model: Part) -> object:
    return kind(**{key: getattr(model, key) for key in type(model).model_fields})


def _limited(hint: Any) -> Any:
    """The type with the limits of its `Meta` in pydantic's own form, and records below it built."""
    if isinstance(hint, type) and issubclass(hint, Struct):
        return _built(hint)
    if get_origin(hint) is tuple:
        return tuple[_limited(get_args(hint)[0]), ...]  # type: ignore[misc]  # known at run time
    if get_origin(hint) is not Annotated:
        return hint
    kind, *metas = get_args(hint)
    limits = {name: getattr(meta, name) for meta in metas for name in _LIMITS}
    return Annotated[
        kind, Limits(**{name: limit for name, limit in limits.items() if limit is not None})
    ]
