"""Commands: data on standard output, talk on standard error, and an exit code for each outcome.

In come arguments; out come text or JSON. A command loads only what it needs, and never Textual;
`open` leads to the screens.
"""
