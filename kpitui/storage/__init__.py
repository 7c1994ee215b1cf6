"""How it is kept: the only ring that knows SQL."""
