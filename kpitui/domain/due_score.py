"""Which contact is scored next: one of a list, drawn so that no one picks it."""

from collections.abc import Iterable
from datetime import date

from kpitui.domain.records.contact import Contact


def drawn(contacts: Iterable[Contact], seed: str, day: date) -> Contact | None:
    """One of the contacts of a person, the same for everyone all day long; None where there is
    none. `seed` tells the file from others.

    Each contact has a lot of its own, so that the one drawn stays drawn when another is scored or
    the list grows by a worse lot.
    """
    try:
        from _blake2 import blake2b  # the same as in hashlib, which brings OpenSSL too
    except ImportError:
        from hashlib import blake2b

    begun = f"{seed}\0{day.isoformat()}\0"

    def lot(one: Contact) -> bytes:
        said = f"{begun}{one.person_id}\0{one.reference}"
        return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).digest()

    return min(contacts, key=lot, default=None)
