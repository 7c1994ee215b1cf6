"""All that can be seen, one query a picture."""
