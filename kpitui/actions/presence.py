"""Who is in."""

from kpitui.storage.presence import HEARTBEAT_SECONDS, Presence, leave, stay

__all__ = ["HEARTBEAT_SECONDS", "Presence", "leave", "stay"]
