"""Which articles are one text, and which stories tell one case."""
