"""What is wrong with a command line, in one sentence."""

from __future__ import annotations

import click


def usage_sentence(error: click.ClickException) -> str:
    """The sentence for people that says what click refused, without click's own text."""
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path if ctx is not None else "findspot"
    return f"{_complaint(error, ctx)}: see {path} --help."


def _complaint(error: click.ClickException, ctx: click.Context | None) -> str:
    match error:
        case click.NoSuchOption():
            near = f", did you mean {error.possibilities[0]}" if error.possibilities else ""
            return f"There is no option {error.option_name[:40]}{near}"
        case click.MissingParameter():
            return f"{_name(error.param)} is missing"
        case click.BadOptionUsage() if _is_flag(error.option_name, ctx):
            return f"The option {error.option_name} takes no value"
        case click.BadOptionUsage():
            return f"The option {error.option_name} needs a value"
        case click.BadParameter():
            return f"{_name(error.param)} has a value that cannot be used"
        case _:
            return "The command line is not understood"


def _name(param: click.Parameter | None) -> str:
    if isinstance(param, click.Option):
        return f"The option {max(param.opts, key=len)}"
    return f"The argument {param.metavar or param.name}" if isinstance(param, click.Argument) else "A part"


def _is_flag(name: str, ctx: click.Context | None) -> bool:
    params = ctx.command.params if ctx is not None else []
    return any(isinstance(p, click.Option) and p.is_flag and name in p.opts for p in params)
