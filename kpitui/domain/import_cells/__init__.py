"""The cells of an imported file: texts that become days, numbers, lengths of time, or no value."""
