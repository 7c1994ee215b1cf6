"""Which schema this version of the program works on; the migrations that make it are loaded when a file needs them."""

SCHEMA_VERSION = 8
"""How many migrations a file has seen; a test holds it against their number."""

SCHEMA_FINGERPRINT = 0x86985582
"""What `storage.opening.schema_fingerprint` gives for a file of this version; a test works it out anew."""
