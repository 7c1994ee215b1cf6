"""A terminal program that knows no KPI: driver, painter, keys and input.

In come bytes of a terminal, out go bytes that change it as little as possible. All that touches
Textual's private parts is here.
"""
