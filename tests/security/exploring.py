"""Look for an example that breaks a promise: the same examples at every run, or many more with `-m soak`."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.store.database import Sql

T = TypeVar("T")

QUICK, LONG = 30, 3_000
# For a test that takes `examples`: how many it looks at.
LENGTHS = [QUICK, pytest.param(LONG, marks=pytest.mark.soak)]


async def explore(examples: int, strategy: st.SearchStrategy[T], holds: Callable[[T], Awaitable[None]]) -> None:
    """Await `holds` for so many values; fails with the smallest one that breaks it."""
    loop = asyncio.get_running_loop()

    @settings(
        max_examples=examples,
        derandomize=examples < LONG,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
    )
    @given(strategy)
    def one(value: T) -> None:
        asyncio.run_coroutine_threadsafe(_awaited(holds(value)), loop).result(timeout=60)

    await asyncio.to_thread(one)


async def _awaited(found: Awaitable[None]) -> None:
    await found


async def dump(sql: Sql, *without: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but those of some."""
    tables = [row["name"] for row in await sql.all("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {
        name: [tuple(row) for row in await sql.all(f"SELECT * FROM {name}")]  # noqa: S608 - the schema's own names
        for name in tables
        if name not in without
    }


letters = st.text(st.characters(), max_size=60)  # lone surrogates, NUL and all
odd_texts = st.one_of(
    letters,
    st.sampled_from(
        ["", "\x00", "\ud83d", "\u202eevil", "\u200b" * 50, "💥", "x" * 20_000, "<script>", "'; DROP TABLE chat; --",
         "../../etc/passwd", "%s{0}", "\r\nSet-Cookie: a=b", "9" * 400, "-1", "٣", "1e999"]
    ),
)  # fmt: skip
odd_numbers = st.one_of(
    st.integers(), st.sampled_from([0, -1, 2**31, 2**63, -(2**63) - 1, 2**200]), st.floats(), st.booleans(), st.none()
)
odd_json: st.SearchStrategy[Any] = st.recursive(
    st.one_of(odd_texts, odd_numbers),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(odd_texts, inner, max_size=4)),
    max_leaves=12,
)


def _places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to everything in a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*way, key)
        yield from _places(one, (*way, key))


@st.composite
def mutated(draw: st.DrawFn, good: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One of these of which a few things are other than they should be, or missing."""
    found: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(good)))
    first = next(iter(found))  # always a place, also when all else is gone
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from([(first,), *_places(found)]))
        inside: Any = found
        for step in way:
            inside = inside[step]
        if draw(st.integers(0, 3)):
            inside[last] = draw(st.one_of(odd_texts, odd_numbers, odd_json))
        else:
            inside.pop(last, None) if isinstance(inside, dict) else inside.pop(last)
    return found
