"""How it is drawn: numbers in, text out."""
