"""What is said: sentences and rows of tables, the same on screens, from commands and in reports.

In come records from views and a `Speech`, which knows how someone reads numbers and days; out go
lines of spans, each a text with a word for its style. Nothing here is cleaned, cut or coloured:
that is done once by who shows it (`ui/theme.painted`, `cli/context.say`, the two forms of report).
"""
