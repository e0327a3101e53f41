"""What a value in a request may be. Strict: a number is not taken for a text, nor `"5"` for 5, `2.0` for 2.

Each type carries its limits into the OpenAPI document, so that what the document allows the database can keep.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, Strict
from pydantic_core import PydanticCustomError

from evener import money
from evener.listing.rules import MAX_PAGE_SIZE

LARGEST = 2**63 - 1
NO_NUL = r"^[^\x00]*$"


def whole_number(value: Any) -> Any:
    """A number as it stands in an address: digits only, so neither `5.0` nor `1_000`."""
    if isinstance(value, str):
        if not (value.isascii() and value.removeprefix("-").isdigit() and len(value) < 20):
            raise PydanticCustomError("int_parsing", "a whole number")
        return int(value)
    return value


def _yes_or_no(value: Any) -> Any:
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise PydanticCustomError("bool_parsing", "true or false")
        return value == "true"
    return value


def _day(value: Any) -> Any:
    """`2026-03-02` and nothing else that could be read as a day."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or len(value) != 10:
        raise PydanticCustomError("date_type", "a day")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise PydanticCustomError("date_parsing", "a day") from error


def _moment(value: Any) -> Any:
    """`2026-03-02T14:00:00+01:00`: a day, a time, and from where it is told."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or len(value) > 40 or "T" not in value.upper():
        raise PydanticCustomError("datetime_type", "a moment")
    try:
        moment = datetime.fromisoformat(value.upper())
    except ValueError as error:
        raise PydanticCustomError("datetime_parsing", "a moment") from error
    if moment.tzinfo is None:
        raise PydanticCustomError("timezone_aware", "a moment")
    return moment


# In JSON bodies.
Id = Annotated[int, Strict(), Field(ge=1, le=LARGEST)]
Version = Annotated[int, Strict(), Field(ge=1, le=2**31 - 1)]
Number = Annotated[int, Strict(), Field(ge=0, le=2**31 - 1)]
Small = Annotated[int, Strict(), Field(ge=0, le=32_767)]
Minor = Annotated[int, Strict(), Field(ge=0, le=money.MAX_MINOR, description="Minor units: 1250000 is €12,500.00.")]
Flag = Annotated[bool, Strict()]
Text = Annotated[str, Strict(), Field(max_length=20_000, pattern=NO_NUL)]
Line = Annotated[str, Strict(), Field(max_length=1_000, pattern=NO_NUL)]
Name = Annotated[str, Strict(), Field(max_length=200, pattern=NO_NUL)]
Title = Annotated[str, Strict(), Field(max_length=120, pattern=NO_NUL)]
Word = Annotated[str, Strict(), Field(max_length=80, pattern=NO_NUL)]
Mail = Annotated[str, Strict(), Field(max_length=254, pattern=NO_NUL, examples=["olga@example.com"])]
Currency = Annotated[str, Strict(), Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, BeforeValidator(_moment)]

# In addresses, where everything arrives as text.
PathId = Annotated[int, Field(ge=1, le=LARGEST), BeforeValidator(whole_number)]
QueryId = PathId
QuerySize = Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE), BeforeValidator(whole_number)]
QueryFlag = Annotated[bool, BeforeValidator(_yes_or_no)]
QueryDay = Annotated[date, BeforeValidator(_day)]
QueryPerson = Annotated[str, Field(pattern=r"^(me|nobody|[0-9]{1,18})$")]
QueryText = Annotated[str, Field(max_length=500, pattern=NO_NUL)]
QueryCursor = Annotated[str, Field(max_length=2_000, pattern=NO_NUL)]


def _nothing() -> None:
    return None


# In forms, where it does too.
FormFlag = QueryFlag
FormText = QueryText


# A field that may be left out, and then changes nothing. (A default would show in the document as if it were written.)
LEFT_OUT: Any = Field(default_factory=_nothing)
