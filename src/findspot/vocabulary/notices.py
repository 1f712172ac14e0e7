"""What every surface must say of invented identifiers, lest a reader look for them."""

from __future__ import annotations

#: What is said of a case when a record in use declares its identifiers as invented.
INVENTED = (
    "Serial and permit numbers in this case are invented: "
    "the real ones are not public, and none of them must be looked for or quoted."
)

#: What is said of a register that remarks so on a row of its deliveries or permits.
REGISTER_INVENTED = (
    "The register remarks that serial or permit numbers in it are invented: "
    "the real ones are not public, and none of them must be looked for or quoted."
)


def says_invented(remark: str) -> bool:
    """Whether a keeper's remark says that something is invented."""
    return "invented" in remark.casefold()
