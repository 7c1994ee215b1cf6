"""How it is kept: the only ring that knows SQL, and the only one that opens the database.

In come records and a path; out come records and rows. A change is one `writing()` block, and the
triggers of the schema write its history.
"""
