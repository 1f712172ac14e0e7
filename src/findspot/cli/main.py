"""``findspot``: the entry point, the list of commands, and how each of them ends."""

from __future__ import annotations

import contextlib
import difflib
import errno
import gc
import os
import sys
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

import click

from findspot.cli.ended import EndedError, requests_to_end
from findspot.cli.streams import abandon_stdout, prepare, say
from findspot.cli.usage import usage_sentence
from findspot.vocabulary.errors import BadInputError, FindspotError

if TYPE_CHECKING:
    from collections.abc import Sequence

DONE, BROKEN, BAD_INPUT, INTERRUPTED, READER_GONE = 0, 1, 2, 130, 141

#: The commands in the order in which people meet them; each is a module of this folder, loaded when called.
_COMMANDS = {
    "trace": "From photographs of one item to a finding: what it is, what was promised, what is touched.",
    "read": "Read what is marked on the items in photographs.",
    "find": "Search a register for a serial number with unreadable characters or errors.",
    "sweep": "Read many photographs and look each up, one row a file.",
    "index": "Make a large register into one file that opens at once, and check one.",
    "registry": "Keep the register in a database: what was promised, delivered, and known when.",
    "ledger": "Show and verify the log of every change to what an instance keeps.",
    "keys": "Show, change and revoke the key with which an instance signs.",
    "version": "Say which findspot this is, and of which parts it is made.",
}


class _Commands(click.Group):
    """A group whose commands are imported only when they are called, so that help comes at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command = import_module(f"findspot.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in _COMMANDS:
            near = difflib.get_close_matches(args[0], _COMMANDS, 1)
            hint = f"did you mean '{near[0]}'" if near else f"the commands are {', '.join(_COMMANDS)}"
            raise BadInputError(f"There is no command '{args[0][:40]}', {hint}: see findspot --help.")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


# \b keeps click from filling the lines of a paragraph.
_HELP = """
Trace recovered, export-controlled equipment back to the permit that released it, and say with stated
confidence whether it was diverted.

\b
Begin with:
  findspot trace PHOTO... --register FOLDER

Every command takes --json. Exit status: 0 done, 2 bad input, with one sentence that says what to do.
"""


@click.group(
    cls=_Commands,
    help=_HELP,
    no_args_is_help=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--version", "show_version", is_flag=True, help="Print the version and leave.")
@click.pass_context
def findspot(ctx: click.Context, show_version: bool) -> None:
    """Trace recovered, export-controlled equipment back to the permit that released it."""
    if show_version:
        click.echo(f"findspot {version('findspot')}")
        ctx.exit(DONE)
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def run(arguments: Sequence[str] | None = None) -> int:
    """Run findspot with these arguments (those of the process where None) and return the exit status.

    Whatever happens, at most one sentence stands on standard error. Set FINDSPOT_DEBUG=1 to see the
    traceback of a defect in findspot itself.
    """
    prepare()
    # A register is hundreds of thousands of texts that stay: looking through them for cycles is for nothing.
    gc.set_threshold(200_000, 50, 50)
    try:
        with requests_to_end():
            code = findspot.main(
                list(sys.argv[1:] if arguments is None else arguments),
                prog_name="findspot",
                standalone_mode=False,
            )
            sys.stdout.flush()
    except SystemExit:  # so click ends when nobody reads our output any more
        abandon_stdout()
        return READER_GONE
    except (EndedError, click.exceptions.Abort, KeyboardInterrupt) as end:
        return 128 + end.number if isinstance(end, EndedError) else INTERRUPTED
    except FindspotError as error:
        return _refuse(error.sentence)
    except click.ClickException as error:
        return _refuse(usage_sentence(error))
    except Exception as error:  # noqa: BLE001 - people get one sentence, never a traceback
        return _after(error)
    return code if isinstance(code, int) else DONE


def _refuse(sentence: str) -> int:
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        say(sentence)
    return BAD_INPUT


def _after_os_error(error: OSError) -> int:
    if isinstance(error, BrokenPipeError) or error.errno == errno.EPIPE:
        abandon_stdout()
        return READER_GONE
    if error.errno == errno.ENOSPC:
        abandon_stdout()
        return _refuse("The disk is full: make room and run the command again.")
    return _after_defect(error)


def _after(error: Exception) -> int:
    if isinstance(error, OSError):
        return _after_os_error(error)
    return _after_database_error(error) if _of_the_database(error) else _after_defect(error)


def _of_the_database(error: Exception) -> bool:
    """Whether Django says that its database failed; asked without loading Django."""
    kinds = ((kind.__module__, kind.__name__) for kind in type(error).__mro__)
    return ("django.db.utils", "DatabaseError") in kinds


def _after_database_error(error: Exception) -> int:
    if os.environ.get("FINDSPOT_DEBUG"):
        raise error
    return _refuse(
        "The registry's database could not be read or written, and nothing was recorded: check that its file "
        "is whole and may be written, that its disk has room or its server runs, and that nobody else writes."
    )


def _after_defect(error: Exception) -> int:
    if os.environ.get("FINDSPOT_DEBUG"):
        raise error
    say(
        f"findspot itself failed ({type(error).__name__}); this is a defect: run the command again with "
        "FINDSPOT_DEBUG=1 and report what it prints."
    )
    return BROKEN
