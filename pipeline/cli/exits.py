"""The exit codes of the command."""

FINE = 0
STOPPED = 1
WRONG_INPUT = 2
WITH_FAILURES = 3
NOTHING_DONE = 4

MEANINGS = {
    FINE: "all went well (pages that are simply no story do not count against it)",
    STOPPED: "stopped by hand, or by a defect",
    WRONG_INPUT: "wrong input or options",
    WITH_FAILURES: "done, but something needs mending; the summary says what",
    NOTHING_DONE: "nothing could be done at all",
}
ADVICE = {
    FINE: "Nothing.",
    STOPPED: "The same command does the rest. If nobody stopped it, report what it printed last.",
    WRONG_INPUT: "The last line names what is wrong and what to do instead. What was kept stays kept.",
    WITH_FAILURES: "Do what the summary says beside each code, or wait for the next run where it is tried again.",
    NOTHING_DONE: "Do what the summary says beside each code: most often the network or the addresses.",
}
"""What to do after each."""
