"""Who is at the door: what sshd runs for each key.

In come a key's account and the words that were asked for; out comes one verb run inside limits, or
the screens. What runs a command is handed in; nothing of `cli` is imported.
"""
