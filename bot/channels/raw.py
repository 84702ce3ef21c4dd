"""JSON of messengers. orjson refuses lone surrogates; one such text must not hold up the updates beside it."""

from __future__ import annotations

import json

import orjson


def loads(raw: str | bytes) -> object:
    """What a JSON text says. Raises ValueError or RecursionError."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return json.loads(raw)


def dumps(value: object) -> str:
    """The JSON text for a value that `loads` gave."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return json.dumps(value)
