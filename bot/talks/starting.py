"""The first moments: a start link, a one-time code, the choice of a language, consent."""

from __future__ import annotations

from bot.domain import starts
from bot.domain.content import Content, Line
from bot.domain.people import Role
from bot.errors import Refused
from bot.language.bidi import isolated
from bot.language.languages import LANGUAGES
from bot.language.texts import mark, texts
from bot.messages import menu
from bot.messages.sharing import with_others
from bot.services import answering, people, sharing
from bot.store import events, talks
from bot.talks import interpreting, linking
from bot.talks.browsing import main_menu
from bot.talks.turn import Turn

_PAYLOADS = {Role.COORDINATOR: "team", Role.INTERPRETER: "desk"}  # where a code leads after the registration
_HELLO = mark("Hello! Please choose your language.")


async def start(turn: Turn, payload: str) -> str | None:
    """/start, or a link with an event or a code in it. For a new person: the payload to be welcomed with."""
    code, token = starts.ROLE_CODE.fullmatch(payload), starts.LINK_TOKEN.fullmatch(payload)
    if code and people.looks_like_code(code[1]):
        return await join(turn, code[1])
    if token:
        return None if await linking.enter(turn, token[1]) else await refused(turn, linking.refuse(turn))
    if not turn.person.registered:
        return payload if starts.EVENT.fullmatch(payload) else ""
    await arrive(turn, payload)
    return None


async def welcome(turn: Turn, payload: str) -> None:
    """The first thing a new person sees: every language by its own name, the phone's language first."""
    await talks.start(turn.ctx.sql, turn.chat.id, "register", {"payload": payload}, turn.ctx.now)
    guess = turn.person.language
    hello = dict.fromkeys(texts(code).t(_HELLO) for code in (guess, *LANGUAGES))
    lines = (Line(turn.ctx.project.name, "🏘", "title"), *(Line(isolated(words, guess), "👋") for words in hello))
    content = Content(guess, lines, menu.languages("", (guess,)))
    await turn.reply(with_others(content, await sharing.others(turn.ctx, turn.chat)))


async def join(turn: Turn, code: str) -> str | None:
    """A one-time code: the role it grants. For a new person, also with a wrong one: the payload to be welcomed with."""
    try:
        role = await people.redeem(turn.ctx, turn.chat, turn.person, code)
    except Refused as refusal:
        return await refused(turn, refusal)
    turn.person = await people.known(turn.ctx, turn.person.id)
    if not turn.person.registered:
        return _PAYLOADS.get(role, "")
    await greet_role(turn, role)
    return None


async def refused(turn: Turn, refusal: Refused) -> str:
    """Say why a code does not work. A new person is welcomed all the same: with this payload."""
    if turn.person.registered:
        raise refusal
    await turn.toast(refusal.reason)
    return ""


async def greet_role(turn: Turn, role: Role) -> None:
    """Tell a person that they belong to the team now, with the way to its menu; interpreters name their languages."""
    say = turn.say
    if role is Role.INTERPRETER:
        content = await interpreting.languages_question(turn)
        await turn.reply(content.headed(say.t("Thank you! You help us to translate now."), "🗝"))
        return
    await turn.reply((await main_menu(turn)).headed(say.team("You belong to the team now."), "🗝"))


async def arrive(turn: Turn, payload: str) -> None:
    """What a registered person sees on a start: the event of the link, else the menu."""
    found = starts.EVENT.fullmatch(payload)
    event = await events.get(turn.ctx.sql, int(found[1])) if found else None
    if event and (event.state != "draft" or turn.person.is_coordinator):
        await turn.reply(await answering.card(turn.ctx, event, turn.person))
    elif payload == _PAYLOADS[Role.COORDINATOR] and turn.person.is_coordinator:
        await greet_role(turn, Role.COORDINATOR)
    elif payload == _PAYLOADS[Role.INTERPRETER] and turn.person.is_interpreter:
        await greet_role(turn, Role.INTERPRETER)
    else:
        await turn.reply(await main_menu(turn))


def consent_details(language: str, *, translated: bool = False) -> tuple[Line, ...]:
    """The longer text behind "tell me more". `translated`: a translation service gets letters to the team."""
    say = texts(language)
    ours = say.t("Only the project team can read it. We give it to nobody. We sell nothing.")
    but = say.t(
        "Only the project team can read it. We sell nothing. But what you write to the team also goes to a "
        "translation service."
    )
    return (
        Line(say.t("What we do with your data"), "🔐", "title"),
        Line(say.t("We store: your name, your language, how many people you answer for, and your answers."), "📝"),
        Line(say.t("We need this to invite you and to count places."), "🎯"),
        Line(say.t("Some questions are for our statistics. You do not have to answer them."), "📊"),
        Line(but if translated else ours, "👥"),
        Line(say.t("No office gets your data."), "🏛"),
        Line(say.t("You can see your data at any time. You can delete it at any time."), "🗑"),
        Line(
            say.t("On Telegram or WhatsApp their companies can see your messages. In the web chat nobody else can."),
            "📱",
        ),
    )
