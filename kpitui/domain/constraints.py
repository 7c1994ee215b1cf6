"""What a value that comes from outside must keep to, for the pydantic models at the edge."""

from typing import Annotated

from pydantic import Field

from kpitui.domain.metrics import LARGEST

Id = Annotated[int, Field(gt=0)]
Number = Annotated[float, Field(allow_inf_nan=False, gt=-LARGEST, lt=LARGEST)]
Minutes = Annotated[int, Field(ge=1, le=1440)]
Confidence = Annotated[int, Field(ge=0, le=10)]
