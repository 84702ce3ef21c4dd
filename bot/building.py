"""What is built from the settings: the channels, the translation service, the web server's socket."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from bot.channels.telegram import TelegramChannel
from bot.clock import Clock
from bot.errors import BadSetting
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.whatsapp import WhatsAppChannel
    from bot.translation.protocol import Translator

WAITING_CALLS = 2048


def telegram_channel(settings: Settings, clock: Clock) -> TelegramChannel | None:
    """Telegram, if there is a token for it."""
    if settings.telegram_token is None:
        return None
    secret = settings.telegram_webhook_secret
    return TelegramChannel(
        settings.telegram_token.get_secret_value(),
        clock=clock,
        api_url=settings.telegram_api_url,
        rate=settings.telegram_rate,
        webhook_url=settings.telegram_webhook_url,
        webhook_secret=secret.get_secret_value() if secret else None,
    )


def whatsapp_channel(settings: Settings, clock: Clock) -> WhatsAppChannel | None:
    """WhatsApp, if there is a token for it."""
    secrets = (settings.whatsapp_token, settings.whatsapp_app_secret, settings.whatsapp_verify_token)
    token, app_secret, verify_token = (secret.get_secret_value() if secret else "" for secret in secrets)
    if not token:
        return None
    from bot.channels.whatsapp import WhatsAppChannel  # noqa: PLC0415 - its library takes a third of a second

    return WhatsAppChannel(
        token,
        settings.whatsapp_phone_id or "",
        business_id=settings.whatsapp_business_id or "",
        app_secret=app_secret,
        verify_token=verify_token,
        clock=clock,
        api_url=settings.whatsapp_api_url,
        rate=settings.whatsapp_rate,
    )


def translation_service(settings: Settings, clock: Clock) -> Translator | None:
    """The translation service that is set up, if one is."""
    if settings.translate_url is None:
        return None
    from bot.translation.services import translator  # noqa: PLC0415 - most have no service, and the start is to be quick

    key = settings.translate_key
    return translator(settings.translate_url, key.get_secret_value() if key else "", clock)


def listen(settings: Settings) -> socket.socket:
    """The web server's socket, where calls may wait already; raises BadSetting when the address cannot be had."""
    family = socket.AF_INET6 if ":" in settings.web_host else socket.AF_INET
    found = socket.socket(family)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((settings.web_host, settings.web_port))
        found.listen(WAITING_CALLS)
    except (OSError, TypeError) as error:  # a name that no host can have is a TypeError
        found.close()
        where, why = f"{settings.web_host}:{settings.web_port}", getattr(error, "strerror", None) or "no such name"
        raise BadSetting(f"KRANICH_WEB_HOST and KRANICH_WEB_PORT: the web chat cannot use {where} ({why}).") from error
    return found
