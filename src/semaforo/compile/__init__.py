"""From meaning to numbers: the plain-Python reference, and the same as one query for any engine."""
