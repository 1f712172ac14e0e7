"""Asking memory for what a loop will need soon, so that it has come when it is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.extending import intrinsic

if TYPE_CHECKING:
    from collections.abc import Callable


def _fetch(_: Any, array: Any, place: Any) -> tuple[Any, Callable[..., Any]]:  # noqa: ANN401 - Numba's types
    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:  # noqa: ANN401 - the same
        data = context.make_array(signature.args[0])(context, builder, given[0]).data
        at = builder.bitcast(builder.gep(data, [given[1]]), ir.IntType(8).as_pointer())
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [at.type, number, number, number])
        insert: Any = cgutils.get_or_insert_function
        prefetch = insert(builder.module, kind, "llvm.prefetch.p0")
        # It will be read, soon, and is no code.
        builder.call(prefetch, [at, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(array, place), generate


#: In a loop: ask for a place of an array of one dimension, which may lie outside it, without waiting for it.
fetch: Callable[[Any, Any], None] = cast("Any", intrinsic)(_fetch)
