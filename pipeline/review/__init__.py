"""The analyst's desk in the browser, and reviewed files read back in."""
