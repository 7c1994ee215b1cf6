"""Data from outside made into one of our records by pydantic, which is loaded only where there is such data."""

from difflib import get_close_matches
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin

import pydantic
from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo, fields

_LIMITS = ("gt", "ge", "lt", "le")

KindT = TypeVar("KindT")


class Wrong(ValueError):
    """A value that does not fit; `where` is its path."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(what)
        self.where = where


def validated(kind: type[KindT], data: object) -> KindT:
    """The record that the data makes; keys that it does not know are refused. Raises `Wrong`."""
    try:
        return cast(KindT, _built(kind, _model(kind).model_validate(data)))
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        what = _unknown(kind, first["loc"]) if first["type"] == "extra_forbidden" else first["msg"].lower()
        raise Wrong(".".join(map(str, first["loc"])), what) from None


def _unknown(kind: Any, place: tuple[int | str, ...]) -> str:
    for name in place[:-1]:
        kind = next(one.type for one in fields(kind) if one.name == name)
    near = get_close_matches(str(place[-1]), [one.name for one in fields(kind)], 1)
    return "there is no such name" + (f"; did you mean {near[0]}?" if near else "")


def _model(kind: Any) -> type[pydantic.BaseModel]:
    config = pydantic.ConfigDict(extra="forbid", allow_inf_nan=False)
    members: dict[str, Any] = {one.name: _member(one) for one in fields(kind)}
    return pydantic.create_model(kind.__name__, __config__=config, **members)


def _member(one: FieldInfo) -> tuple[Any, Any]:
    if _is_record(one.type):
        model = _model(one.type)
        return model, pydantic.Field(default_factory=model)
    if one.default_factory is not NODEFAULT:
        return one.type, pydantic.Field(default_factory=one.default_factory)
    return _limited(one.type), ... if one.default is NODEFAULT else one.default


def _limited(hint: Any) -> Any:
    """The type with the limits of its `Meta` in pydantic's own form."""
    if get_origin(hint) is not Annotated:
        return hint
    kind, *metas = get_args(hint)
    limits = {name: getattr(one, name) for one in metas for name in _LIMITS}
    return Annotated[kind, pydantic.Field(**{name: limit for name, limit in limits.items() if limit is not None})]


def _is_record(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Struct)


def _built(kind: Any, model: pydantic.BaseModel) -> object:
    values = {one.name: getattr(model, one.name) for one in fields(kind)}
    return kind(**{
        one.name: _built(one.type, values[one.name]) if _is_record(one.type) else values[one.name]
        for one in fields(kind)
    })  # fmt: skip
