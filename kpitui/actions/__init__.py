"""All that can be done, one function a change.

In come who does it and what; each function checks the role and the rules, writes in one
transaction, and gives what it made or raises a sentence. Screens, commands, the importer and the
gate call the same ones.
"""
