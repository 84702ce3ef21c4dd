"""`kranich templates`: the texts that Meta is to approve, and how they stand there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot import settings
from bot.building import whatsapp_channel
from bot.clock import system_clock
from bot.domain.deliveries import Approval
from bot.errors import BadSetting
from bot.terminal import say

if TYPE_CHECKING:
    from bot.channels.whatsapp.templates import Known


async def templates(*, upload: bool) -> None:
    """Print every template, as Meta wants it for approval, with the state it has there; with `upload`, give Meta those
    that it has not. Raises BadSetting or SendError."""
    from bot.channels.whatsapp.templates import Known, definitions  # noqa: PLC0415 - takes a third of a second

    found = settings.load()
    whatsapp = whatsapp_channel(found, system_clock) if found.whatsapp_business_id else None
    if whatsapp is None and upload:
        raise BadSetting("KRANICH_WHATSAPP_TOKEN and KRANICH_WHATSAPP_BUSINESS_ID: they are needed to upload.")
    try:
        known = {one.key: one for one in await whatsapp.known_templates()} if whatsapp else {}
        for key, definition in definitions():
            if whatsapp and upload and key not in known:
                known[key] = Known(key, await whatsapp.upload_template(definition))
                say(f"· {key}: uploaded.")
            elif not upload:
                say(json.dumps(definition, ensure_ascii=False, indent=2))
        for key, _ in definitions() if whatsapp else ():
            say(_standing(key, known.get(key)))
    finally:
        if whatsapp:
            await whatsapp.close()


def _standing(key: str, known: Known | None) -> str:
    if known is None:
        return f"✗ {key}: Meta does not have it. Upload it: kranich templates --upload"
    sign = {Approval.APPROVED: "✓", Approval.PENDING: "·"}.get(known.state, "✗")
    return f"{sign} {key}: {known.state}{f' ({known.reason})' if known.reason else ''}"
