"""One error root, few leaves; each message says what to do."""


class NetralitasError(Exception):
    """Anything this program refuses, with the mend in its message."""


class SourceFileError(NetralitasError):
    """A source file that cannot be read as one."""


class CorpusError(NetralitasError):
    """Labelled data that breaks the label scheme."""


class ModelError(NetralitasError):
    """A model that is missing, damaged or made for another version."""


class InputError(NetralitasError):
    """Text, a file or an address that cannot be assessed. ``code`` is a failure code."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


class ConflictError(NetralitasError):
    """Somebody else decided in between; nothing was changed."""
