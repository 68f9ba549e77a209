"""The exit codes of the command."""

FINE = 0
STOPPED = 1
WRONG_INPUT = 2
WITH_FAILURES = 3
NOTHING_DONE = 4
