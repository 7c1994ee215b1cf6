"""Which schema this version of the program works on; the migrations that make it are loaded when a file needs them."""

SCHEMA_VERSION = 6
"""How many migrations a file has seen; a test holds it against their number."""

SCHEMA_FINGERPRINT = "29dde59a5ddb8ff8a68124a1aaf726570e4a13d1535d99eeaae071c448ee5733"
"""What `storage.opening.schema_fingerprint` gives for a file of this version; a test works it out anew."""
