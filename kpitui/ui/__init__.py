"""Screens and widgets.

In come keys and what `views` loads; out go changes through `actions` and pictures through
`terminal`. A screen draws and asks; it holds no rule of its own.
"""
