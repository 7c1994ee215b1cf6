"""Job roles."""

from typing import Annotated

from msgspec import Struct

from kpitui.domain.records.detail import Detail
from kpitui.domain.text import NAME_LIMIT


class JobRole(Struct, frozen=True, kw_only=True):
    """What someone's job is; not what their account may do."""

    id: int
    name: Annotated[str, Detail("Name", limit=NAME_LIMIT)]
    version: int = 1
