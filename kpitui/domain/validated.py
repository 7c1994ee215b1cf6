"""Data from outside made into one of our dataclasses by pydantic, which is loaded only where there is such data."""

from dataclasses import MISSING, Field, fields, is_dataclass
from difflib import get_close_matches
from typing import Annotated, Any, TypeVar, cast

import pydantic

KindT = TypeVar("KindT")


class Wrong(ValueError):
    """A value that does not fit; `where` is its path."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(what)
        self.where = where


def validated(kind: type[KindT], data: object) -> KindT:
    """The dataclass that the data makes; keys that it does not know are refused. Raises `Wrong`."""
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


def _member(one: Field[Any]) -> tuple[Any, Any]:
    if is_dataclass(one.type):
        model = _model(one.type)
        return model, pydantic.Field(default_factory=model)
    hint = Annotated[one.type, pydantic.Field(**one.metadata)] if one.metadata else one.type
    if one.default_factory is not MISSING:
        return hint, pydantic.Field(default_factory=one.default_factory)
    return hint, ... if one.default is MISSING else one.default


def _built(kind: Any, model: pydantic.BaseModel) -> object:
    values = {one.name: getattr(model, one.name) for one in fields(kind)}
    return kind(**{
        one.name: _built(one.type, values[one.name]) if is_dataclass(one.type) else values[one.name]
        for one in fields(kind)
    })  # fmt: skip
