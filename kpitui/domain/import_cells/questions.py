"""What the columns of a file do not say, put as questions."""

from collections.abc import Iterator, Mapping

from kpitui.domain.first_few import and_more
from kpitui.domain.import_answers import Asked, ImportQuestion
from kpitui.domain.import_cells.choices import EXAMPLES
from kpitui.domain.import_cells.doubts import NumberDoubt

NAMED = 3
"""So many names stand in a question."""

Examples = Mapping[str, tuple[str, ...]]
"""The first cells in question, by the name of their column or metric."""


def sign_asked(examples: Examples, usual_comma: bool | None) -> ImportQuestion:
    """Which sign parts decimals."""
    of = f" of {_names(examples)}" if any(examples) else ""
    return ImportQuestion(
        Asked.DECIMAL,
        f"Numbers{of} could mean thousands or decimals: which sign parts decimals?",
        ("point", "comma"),
        {None: "", True: "comma", False: "point"}[usual_comma],
        _first(examples),
    )


def doubts_asked(doubts: Mapping[NumberDoubt, Examples]) -> Iterator[ImportQuestion]:
    """A question for each kind of doubt that there is."""
    if fractions := doubts.get(NumberDoubt.FRACTION):
        yield ImportQuestion(
            Asked.FRACTIONS,
            f"Values of {_names(fractions)} up to 1 may be fractions: does 0.9 mean 90%?",
            ("percent", "keep"),
            "percent",
            _first(fractions),
        )
    if numbers := doubts.get(NumberDoubt.NUMBER):
        yield ImportQuestion(
            Asked.SCALE,
            f"Bare numbers of {_names(numbers)} hardly count seconds: what do they count?",
            ("seconds", "milliseconds", "minutes", "hours", "days"),
            "",
            _first(numbers),
        )
    if clocks := doubts.get(NumberDoubt.CLOCK):
        yield ImportQuestion(
            Asked.SCALE,
            f"Times of {_names(clocks)} end in :00, as minutes and seconds typed in Excel do: does "
            "their first number count minutes or hours?",
            ("minutes", "hours"),
            "",
            _first(clocks),
        )
    if shorts := doubts.get(NumberDoubt.SHORT):
        yield ImportQuestion(
            Asked.SCALE,
            f"Times of {_names(shorts)} are two numbers, which can be hours and minutes or minutes "
            "and seconds: does the first number count minutes or hours?",
            ("minutes", "hours"),
            "",
            _first(shorts),
        )


def _names(examples: Examples) -> str:
    return and_more([f"“{name}”" for name in examples if name], NAMED)


def _first(examples: Examples) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for some in examples.values() for one in some))[:EXAMPLES]
