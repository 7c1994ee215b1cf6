"""Which schema this version of the program works on; the migrations that make it are loaded when a file needs them."""

SCHEMA_VERSION = 7
"""How many migrations a file has seen; a test holds it against their number."""

SCHEMA_FINGERPRINT = "88ba08f90a02664d4b3e98f057bc82806392e1a4c89856045061f1e3a44a8132"
"""What `storage.opening.schema_fingerprint` gives for a file of this version; a test works it out anew."""
