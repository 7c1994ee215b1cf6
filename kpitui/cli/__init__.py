"""Commands: data on standard output, talk on standard error."""
