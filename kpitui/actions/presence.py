"""Who is in."""

from uuid import uuid4

from kpitui.storage.presence import HEARTBEAT_SECONDS, Presence, leave, stay

__all__ = ["HEARTBEAT_SECONDS", "Presence", "leave", "new_presence", "stay"]


def new_presence(name: str) -> Presence:
    """A session of somebody that begins now."""
    return Presence(uuid4().hex, name)
