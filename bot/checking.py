"""`kranich check`: what is right and what is wrong, in plain sentences."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot import building, metrics, running, settings
from bot.channels.telegram import TelegramChannel
from bot.clock import system_clock
from bot.errors import (
    AlreadyRunning,
    BadSetting,
    ChannelDown,
    DatabaseProblem,
    KranichError,
    SendError,
    TranslationError,
    TranslatorGarbled,
    TranslatorRefuses,
    TranslatorSilent,
    TranslatorUsedUp,
)  # fmt: skip
from bot.files import voice
from bot.language.languages import LANGUAGES
from bot.lock import only_one
from bot.settings import Settings
from bot.store import backups
from bot.store.database import Database
from bot.store.migrations import applied, available, migrate
from bot.terminal import say

if TYPE_CHECKING:
    from bot.channels.whatsapp import WhatsAppChannel


async def check() -> bool:
    """Print what is right and what is wrong; whether all is right."""
    try:
        found = settings.load()
    except BadSetting as error:
        for line in str(error).splitlines():
            say(f"✗ {line}")
        return False
    say("✓ The settings can be read.")
    for sentence in settings.unknown():
        say(f"· {sentence}")
    return all(
        [
            await _check_database(found),
            await _check_telegram(found),
            await _check_whatsapp(found),
            await _check_translation(found),
            _check_metrics(found),
            _check_voice(),
            _check_public_address(found),
            await _check_place(found),
        ]
    )


async def _check_database(found: Settings) -> bool:
    if not found.database.exists() or not found.database.stat().st_size:
        say(f"✓ The database {found.database} is not there yet; it is made at the first start.")
        return True
    try:
        backups.must_be_whole(found.database)
        database = await Database.open(found.database)
        try:
            done = await applied(database.read)
            if done - available().keys():
                await migrate(database)  # raises, with the reason
        finally:
            await database.close()
    except (DatabaseProblem, sqlite3.Error) as error:
        say(f"✗ KRANICH_DATABASE: {error}")
        return False
    say(f"✓ The database {found.database} is whole.")
    return True


async def _check_telegram(found: Settings) -> bool:
    if found.telegram_token is None:
        say("· KRANICH_TELEGRAM_TOKEN is not set: no Telegram.")
        return True
    secret = found.telegram_token.get_secret_value()
    telegram = TelegramChannel(secret, clock=system_clock, api_url=found.telegram_api_url)
    try:
        await telegram.open()
    except ChannelDown as error:
        say(f"✗ KRANICH_TELEGRAM_TOKEN: {error}")
        return False
    except SendError:
        say(f"✗ KRANICH_TELEGRAM_API_URL: {found.telegram_api_url} could not be reached. The token was not tried.")
        return False
    finally:
        await telegram.close()
    say(f"✓ Telegram knows the bot as @{telegram.username}.")
    return True


async def _check_whatsapp(found: Settings) -> bool:
    whatsapp = building.whatsapp_channel(found, system_clock)
    if whatsapp is None:
        say("· KRANICH_WHATSAPP_TOKEN is not set: no WhatsApp.")
        return True
    try:
        await whatsapp.open()
        say(f"✓ Meta knows the token, and the phone number +{whatsapp.number}.")
        if found.whatsapp_business_id and not await _check_templates(whatsapp):
            return False
    except ChannelDown as error:
        say(f"✗ KRANICH_WHATSAPP_TOKEN: {error}")
        return False
    except SendError:
        say(f"✗ KRANICH_WHATSAPP_API_URL: {found.whatsapp_api_url} could not be reached. The token was not tried.")
        return False
    finally:
        await whatsapp.close()
    if found.public_url is None:
        say("· Meta can bring no messages, as long as KRANICH_PUBLIC_URL is not set.")
    else:
        say(f"✓ Enter this address at Meta, with your verify token: {found.public_url}/{whatsapp.name}")
    return True


async def _check_templates(whatsapp: WhatsAppChannel) -> bool:
    """Whether Meta shows us the account's templates; those that it lacks are said."""
    try:
        lacking = len(await whatsapp.lacking_templates())
    except SendError as error:
        say(f"✗ KRANICH_WHATSAPP_BUSINESS_ID: {error}")
        return False
    if lacking:
        say(f"· Meta lacks {lacking} templates in their present words. Give it those: kranich templates --upload")
    else:
        say("✓ Meta has all templates. How they stand: kranich templates")
    return True


async def _check_translation(found: Settings) -> bool:
    """Let the translation service translate a word. Of a service that is not set up nothing is said."""
    service = building.translation_service(found, system_clock)
    if service is None:
        return True
    try:
        source = found.language
        known = [code for code in LANGUAGES if code != source and await service.can(source, code)]
        if known:
            await service.translate([GREETING], source, known[0])
    except TranslationError as error:
        say(f"✗ {TROUBLE_WITH[type(error)]}: {error} Texts go out in {LANGUAGES[found.language].name}.")
        return False
    finally:
        await service.close()
    unknown = ", ".join(code for code in LANGUAGES if code != source and code not in known)
    say(f"✓ The translation service works. It knows: {', '.join(known) or 'none of our languages'}.")
    if unknown:
        say(f"· People are to translate into: {unknown}.")
    return bool(known)


GREETING = "Hallo"
TROUBLE_WITH = {
    TranslatorRefuses: "KRANICH_TRANSLATE_KEY",
    TranslatorUsedUp: "KRANICH_TRANSLATE_KEY",
    TranslatorSilent: "KRANICH_TRANSLATE_URL",
    TranslatorGarbled: "KRANICH_TRANSLATE_URL",
}


OPEN_TO_LISTENERS = "KRANICH_PUBLIC_URL begins with http://: personal links travel unprotected. Use https://."


def is_open_to_listeners(found: Settings) -> bool:
    """Whether personal links would travel over a network unprotected."""
    address = urlsplit(found.public_url or "")
    return address.scheme == "http" and address.hostname not in {"localhost", "127.0.0.1", "::1"}


NO_METRICS = "There are no metrics: the library prometheus-client is not installed."


def _check_metrics(found: Settings) -> bool:
    if found.metrics_token is None:
        say("· KRANICH_METRICS_TOKEN is not set: no metrics.")
    elif not metrics.is_installed():
        say(f"· {NO_METRICS}")
    else:
        say(f"✓ Metrics are at {found.web_url}/metrics, for whoever has the token.")
    return True


def _check_voice() -> bool:
    missing = voice.missing()
    if missing:
        say(f"· Invitations are not read aloud. For that, install {' and '.join(missing)}.")
    else:
        say("✓ Invitations can be read aloud.")
    return True


def _check_public_address(found: Settings) -> bool:
    if found.public_url is None:
        say("· KRANICH_PUBLIC_URL is not set: the web chat is only for this machine.")
    elif is_open_to_listeners(found):
        say(f"✗ {OPEN_TO_LISTENERS}")
        return False
    return True


async def _check_place(found: Settings) -> bool:
    """Whether Kranich can run here; or, when it does, how it is."""
    try:
        with only_one(found.database):
            building.listen(found).close()
    except AlreadyRunning:
        say("· Kranich is running on this database now.")
        return await _check_running(found)
    except KranichError as error:
        say(f"✗ {error}")
        return False
    say(f"✓ The web chat can use {found.web_host}:{found.web_port}.")
    return True


async def _check_running(found: Settings) -> bool:
    """Print the lights of the Kranich that runs, each with its reason."""
    lights = await running.lights(found.web_host, found.web_port)
    if not lights:
        say(f"✗ It does not answer at {found.web_host}:{found.web_port}.")
    for name, light in lights.items():
        say(f"{'✓' if light.ok else '✗'} {name.replace('_', ' ')}: {light.why}")
    return bool(lights) and all(light.ok for light in lights.values())
