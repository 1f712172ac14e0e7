"""The one family of errors: each is one sentence for people, with what to do next."""


class FindspotError(Exception):
    """Something that findspot refuses, said in one sentence.

    The text names the file, row and field where that is known, and what to do.
    Text of a library never stands in it: it is raised ``from None`` or kept as the cause only.
    """

    @property
    def sentence(self) -> str:
        """The sentence for people."""
        return str(self)


class BadInputError(FindspotError):
    """Input from outside that cannot be used: a picture, a table, a date, an option."""


class MissingPartError(FindspotError):
    """An optional part of findspot that this input needs and that is not installed."""
