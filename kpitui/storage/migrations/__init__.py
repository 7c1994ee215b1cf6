"""Numbered schema migrations; a released one is never edited."""
