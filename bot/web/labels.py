"""The words of the pages themselves, and the language they are shown in."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.domain.project import Project
from bot.language.formats import day_words
from bot.language.languages import LANGUAGES, guess
from bot.language.texts import texts
from bot.store import pages
from bot.store.database import Sql


def labels(language: str) -> dict[str, str]:
    """What stands on the chat page, by name; the page's script reads it too."""
    t = texts(language).t
    return {
        "messages": t("Messages"),
        "new_messages": t("New messages"),
        "menu": t("Menu"),
        "write": t("Write a message"),
        "send": t("Send"),
        "photo": t("Send a photo"),
        "record": t("Record a voice message"),
        "recording": t("Recording …"),
        "cancel": t("Cancel"),
        "keep": t("This page is your personal link. Keep it."),
        "copy_link": t("Copy the link"),
        "copied": t("The link is copied."),
        "offline": t("No connection. Trying again …"),
        "sending": t("Sending …"),
        "sent": t("Sent"),
        "failed": t("This was not sent. Please try again."),
        "microphone": t("The microphone cannot be used."),
        "gone": t("This link is not valid any more."),
        "you": t("You"),
        "picture": t("Photo"),
        "voice": t("Voice message"),
        "document": t("Open the file"),
        "script": t("This page needs JavaScript. Please turn it on in your browser."),
    }


def state(language: str, project: Project) -> dict[str, Any]:
    """What the chat page's script has to know."""
    found = LANGUAGES[language]
    return {
        "language": found.tag,
        "direction": found.direction,
        "days": asdict(day_words(language)),
        "project": project.name,
        "labels": labels(language),
    }


def landing_labels(language: str) -> dict[str, str]:
    """What stands on the page that greets newcomers."""
    t = texts(language).t
    return {
        "welcome": t("Do things together with your neighbours. We write to you in your language."),
        "start": t("Start"),
        "back": t("Back to my page"),
        "new": t("I am new here"),
        "easy": t("You need no app and no phone number."),
    }


def demo_labels(language: str) -> dict[str, str]:
    """What stands on the demo page."""
    t = texts(language).t
    return {
        "demo": t("Try it out"),
        "hour": t("1 hour later"),
        "day": t("Next day"),
        "reminder": t("To the reminder"),
        "failed": t("That did not work. Please try again."),
        "people": t("People"),
        "new": t("I am new here"),
    }


def preferred(accept_language: str | None, fallback: str) -> str:
    """The first language of an Accept-Language header that is on offer, else `fallback`."""
    wishes: list[tuple[float, str]] = []
    for wish in (accept_language or "")[:500].split(","):
        tag, _, weight = wish.strip().partition(";q=")
        wishes.append((-_number(weight), tag))
    found = (guess(tag) for weight, tag in sorted(wishes, key=lambda wish: wish[0]) if weight)
    return next((code for code in found if code), fallback)


def _number(weight: str) -> float:
    try:
        return min(float(weight), 1.0) if weight else 1.0
    except ValueError:
        return 0.0


async def language_of(sql: Sql, channel: str, address: str, accept_language: str | None, fallback: str) -> str:
    """The language of a page: its person's, else the browser's, else `fallback`."""
    chosen = await pages.language_at(sql, channel, address)
    return chosen if chosen in LANGUAGES else preferred(accept_language, fallback)
