"""`kranich templates`: the texts that Meta is to approve, and how they stand there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
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
    """Print every template, as Meta wants it for approval, with the state it has there, and what older ones are good
    for; with `upload`, give Meta those that it has not. Raises BadSetting or SendError."""
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
        for line in _overview(known) if whatsapp else ():
            say(line)
    finally:
        if whatsapp:
            await whatsapp.close()


def _overview(known: Mapping[str, Known]) -> Iterator[str]:
    """How each template stands, and then the older ones."""
    from bot.channels.whatsapp.templates import definitions, present  # noqa: PLC0415 - as above

    ours = [key for key, _ in definitions()]
    for key in ours:
        yield _standing(key, known.get(key))
    approved = {key for key, one in known.items() if one.state is Approval.APPROVED}
    for key in sorted(known.keys() - {*ours}):
        now = present(key)
        if key in approved and now and now not in approved:
            yield f"· {key}: an older edition. It is used until the new one is approved."
        else:
            yield f"· {key}: an older edition. It is not used any more: you can delete it at Meta."


def _standing(key: str, known: Known | None) -> str:
    if known is None:
        return f"✗ {key}: Meta does not have it. Upload it: kranich templates --upload"
    sign = {Approval.APPROVED: "✓", Approval.PENDING: "·"}.get(known.state, "✗")
    return f"{sign} {key}: {known.state}{f' ({known.reason})' if known.reason else ''}"
