"""A phone's browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "locale": "en-GB",
    "has_touch": True,
    "reduced_motion": "reduce",  # what moves has no size yet
}


@asynccontextmanager
async def phone(chromium: Browser, **options: Any) -> AsyncIterator[Page]:
    """A phone's browser. Whatever it complains about (a blocked script, a crash) fails the test."""
    context = await chromium.new_context(**{**PHONE, **options})
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    try:
        yield page
    finally:
        await context.close()
    assert complaints == []
