"""How the small trends of lists are coloured: alike everywhere, the latest value marked."""

TREND, LATEST = "$text-accent", "bold"


def trend_parts(sparkline: str) -> list[tuple[str, str]]:
    """A sparkline of one row in parts, each with its look; what is blank behind it stays."""
    drawn = sparkline.rstrip()
    blank = sparkline[len(drawn) :]
    parts = [(drawn[:-1], TREND), (drawn[-1:], LATEST), (blank, "")]
    return [part for part in parts if part[0]]
