"""How numbers are drawn.

In comes a spec in plain numbers; out come lines of characters with their styles, or SVG. Only
`canvas` touches plotext.
"""
