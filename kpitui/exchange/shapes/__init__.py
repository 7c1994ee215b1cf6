"""From the lines of a file to the readings in it, whichever way its table is laid out."""
