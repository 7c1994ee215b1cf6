"""Files in and out, and reports."""
