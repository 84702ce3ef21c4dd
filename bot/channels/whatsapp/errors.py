"""Meta's error codes in the words of the house: each means one thing.

What a code is: https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus

from bot.errors import ChannelDown, Gone, NotSent, Rejected, SendError, TemplateRefused, Uncertain, WindowClosed

Meaning = Callable[[datetime], SendError]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOT_THERE = 33  # of an object, also as the subcode of 100: the phone number, or a file


def _always(kind: type[SendError], said: str = "") -> Meaning:
    return lambda _: kind(said)


def _later(said: str, after: timedelta | None = None, *, whole_channel: bool = False) -> Meaning:
    """Not sent; without `after` the worker waits a little, and longer with every failure."""
    return lambda now: NotSent(said, retry_at=now + after if after else None, whole_channel=whole_channel)


_TOKEN = _always(ChannelDown, "The token is not valid any more, or may not send messages.")
_BUSY = _later("WhatsApp is overloaded.", whole_channel=True)
_TOO_FAST = _later("WhatsApp asks for a pause.", whole_channel=True)
_LIMITED = _later("WhatsApp limits this number for now.", HOUR, whole_channel=True)
_TEMPLATE = "Its parameters do not fit, or it is not approved in this language."
_ACCOUNT = "Meta has locked the account, or it may not write to this country."

MEANINGS: dict[int, Meaning] = {
    # The token, the number, the account
    0: _TOKEN,
    3: _TOKEN,
    10: _TOKEN,
    104: _TOKEN,
    190: _TOKEN,
    131005: _TOKEN,
    NOT_THERE: _always(ChannelDown, "The phone number id is not known to this token."),
    368: _always(ChannelDown, _ACCOUNT),
    131031: _always(ChannelDown, _ACCOUNT),
    131045: _always(ChannelDown, "The phone number is not registered."),
    133010: _always(ChannelDown, "The phone number is not registered."),
    131042: _later("Meta asks for a way to pay.", HOUR, whole_channel=True),
    131057: _later("The account is under maintenance.", whole_channel=True),
    # Too fast, too much
    4: _TOO_FAST,
    80007: _TOO_FAST,
    130429: _TOO_FAST,
    131048: _LIMITED,
    131064: _LIMITED,
    131056: _later("Too many messages to this person within a short time."),
    131049: _later("WhatsApp shows this person no more advertising for now.", DAY),
    # WhatsApp itself
    2: _BUSY,
    131016: _BUSY,
    133004: _BUSY,
    1: _always(Uncertain),
    131000: _always(Uncertain),
    135000: _always(Uncertain),
    # The person
    131026: _always(Gone, "WhatsApp cannot deliver to this person."),
    131030: _always(Gone, "The number is not among those that a test number may write to."),
    130497: _always(Gone, _ACCOUNT),
    131047: _always(WindowClosed),
    131050: _always(Rejected, "The person does not want advertising; WhatsApp counts this message as such."),
    130472: _always(Rejected, "WhatsApp tries out something with this person, and holds the message back."),
    # The message
    100: _always(Rejected, "WhatsApp does not take it in this form."),
    131008: _always(Rejected, "WhatsApp does not take it in this form."),
    131009: _always(Rejected, "WhatsApp does not take it in this form."),
    131051: _always(Rejected, "WhatsApp does not know this kind of message."),
    131052: _always(Rejected, "The file cannot be fetched."),
    131053: _always(Rejected, "WhatsApp does not take this file."),
    131021: _always(Rejected, "It is addressed to our own number."),
    # The template
    132000: _always(TemplateRefused, _TEMPLATE),
    132001: _always(TemplateRefused, _TEMPLATE),
    132005: _always(TemplateRefused, "It is too long."),
    132007: _always(TemplateRefused, "It is against the rules of WhatsApp."),
    132008: _always(TemplateRefused, _TEMPLATE),
    132012: _always(TemplateRefused, _TEMPLATE),
    132015: _always(TemplateRefused, "It is paused, because people did not like it."),
    132016: _always(TemplateRefused, "It is disabled for good, because people did not like it."),
    132018: _always(TemplateRefused, _TEMPLATE),
}


def meaning(code: int, now: datetime, *, subcode: int | None = None, status: int | None = None) -> SendError:
    """What an error of Meta's means; `status` is that of an HTTP answer, None for what is reported later.

    A code that we do not know was surely not taken when the call itself was refused; otherwise nobody knows.
    """
    if code == 100 and subcode == NOT_THERE:
        code = NOT_THERE
    known = _TOKEN if 200 <= code <= 299 else MEANINGS.get(code)
    if known:
        return known(now)
    if status == HTTPStatus.UNAUTHORIZED:
        return _TOKEN(now)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _TOO_FAST(now)
    if status is None or status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return Rejected(f"(code {code})")
    return Uncertain(f"(code {code})")
