"""What is open and not finished says what of it is to be kept."""

from kpitui.actions.drafts import Typed


class Unfinished:
    """A dialog in which somebody is typing."""

    leaving_words = ""
    """What is said where somebody wants to quit while it is open; nothing where that is fine."""

    def keep_in(self, typed: Typed) -> None:
        """Put what is typed so far among what is typed and not saved."""
        raise NotImplementedError
