"""The units, as annotated array types.

A formula's parameters and result carry their unit in the type: the graph refuses an edge whose two ends
differ, so dollars cannot flow into gigabytes, while a type checker still sees plain arrays of floats.
"""

from typing import Annotated, get_args

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]

Share = Annotated[FloatArray, "share"]
Flag = Annotated[FloatArray, "yes/no"]
Count = Annotated[FloatArray, "count"]
Points = Annotated[FloatArray, "points"]
Level = Annotated[FloatArray, "level"]

Tokens = Annotated[FloatArray, "tokens"]
TokensPerMonth = Annotated[FloatArray, "tokens/month"]
TokensPerSecond = Annotated[FloatArray, "tokens/s"]
TokensPerPage = Annotated[FloatArray, "tokens/page"]
Queries = Annotated[FloatArray, "queries"]
QueriesPerDay = Annotated[FloatArray, "queries/day"]
QueriesPerMonth = Annotated[FloatArray, "queries/month"]
QueriesPerSecond = Annotated[FloatArray, "queries/s"]
Documents = Annotated[FloatArray, "documents"]
Pages = Annotated[FloatArray, "pages"]
Chunks = Annotated[FloatArray, "chunks"]
Examples = Annotated[FloatArray, "examples"]
ExamplesPerDay = Annotated[FloatArray, "examples/day"]
ExamplesPerWeek = Annotated[FloatArray, "examples/week"]

Bytes = Annotated[FloatArray, "bytes"]
BytesPerToken = Annotated[FloatArray, "bytes/token"]
BytesPerParameter = Annotated[FloatArray, "bytes/parameter"]
BytesPerPage = Annotated[FloatArray, "bytes/page"]
BytesPerSecond = Annotated[FloatArray, "bytes/s"]
Parameters = Annotated[FloatArray, "parameters"]
Flop = Annotated[FloatArray, "FLOP"]
FlopPerToken = Annotated[FloatArray, "FLOP/token"]
FlopPerSecond = Annotated[FloatArray, "FLOP/s"]
Gpus = Annotated[FloatArray, "GPUs"]

Seconds = Annotated[FloatArray, "s"]
Hours = Annotated[FloatArray, "h"]
HoursPerMonth = Annotated[FloatArray, "h/month"]
Days = Annotated[FloatArray, "days"]
Weeks = Annotated[FloatArray, "weeks"]
Months = Annotated[FloatArray, "months"]
TimesPerYear = Annotated[FloatArray, "times/year"]
TimesPerMonth = Annotated[FloatArray, "times/month"]

Usd = Annotated[FloatArray, "USD"]
UsdPerHour = Annotated[FloatArray, "USD/h"]
UsdPerDay = Annotated[FloatArray, "USD/day"]
UsdPerWeek = Annotated[FloatArray, "USD/week"]
UsdPerMonth = Annotated[FloatArray, "USD/month"]
UsdPerYear = Annotated[FloatArray, "USD/year"]
UsdPerQuery = Annotated[FloatArray, "USD/query"]
UsdPerGoodAnswer = Annotated[FloatArray, "USD/good answer"]
UsdPerExample = Annotated[FloatArray, "USD/example"]
UsdPerMillionTokens = Annotated[FloatArray, "USD/Mtok"]
UsdPerThousandQueries = Annotated[FloatArray, "USD/1,000 queries"]
UsdPerGigabyteMonth = Annotated[FloatArray, "USD/GB-month"]
UsdPerGigabyte = Annotated[FloatArray, "USD/GB"]
UsdPerKilowattHour = Annotated[FloatArray, "USD/kWh"]

Watts = Annotated[FloatArray, "W"]
KilowattHours = Annotated[FloatArray, "kWh"]
KilowattHoursPerMonth = Annotated[FloatArray, "kWh/month"]
GramsCo2PerKilowattHour = Annotated[FloatArray, "gCO2e/kWh"]
KilogramsCo2 = Annotated[FloatArray, "kgCO2e"]
KilogramsCo2PerMonth = Annotated[FloatArray, "kgCO2e/month"]

PersonWeeks = Annotated[FloatArray, "person-weeks"]
PersonWeeksPerYear = Annotated[FloatArray, "person-weeks/year"]
People = Annotated[FloatArray, "people"]


def unit_of(annotation: object) -> str:
    """The unit that an annotated array type carries.

    Raises:
        TypeError: the type carries none.
    """
    arguments = get_args(annotation)
    if len(arguments) != 2 or not isinstance(arguments[1], str):
        raise TypeError(f"{annotation!r} carries no unit; use a type of advisor.units")
    return arguments[1]


UNITS: frozenset[str] = frozenset(
    unit_of(value)
    for name, value in list(globals().items())
    if name[0].isupper() and len(get_args(value)) == 2 and isinstance(get_args(value)[1], str)
)
"""Every unit that a figure may have."""
