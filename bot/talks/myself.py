"""What is one's own: language, reminders, a break, one's data, being forgotten."""

from __future__ import annotations

from bot.domain.content import Content, Line
from bot.language.languages import LANGUAGES
from bot.language.texts import texts
from bot.messages import me, menu
from bot.services import people, privacy
from bot.store import participants
from bot.talks import opening, sharing
from bot.talks.args import Args
from bot.talks.turn import Turn


async def choose_language(turn: Turn, _: Args) -> None:
    """Every language by its name for itself."""
    line = Line(turn.say.t("Please choose your language."), "🌐", "title")
    await turn.show(Content(turn.person.language, (line,), menu.languages(turn.person.language)))


async def set_language(turn: Turn, args: Args) -> None:
    """From now on in this language; an open question is asked in it again."""
    language = args.word(0, LANGUAGES)
    await participants.set_language(turn.ctx.sql, turn.person.id, language)
    turn.person = await people.known(turn.ctx, turn.person.id)
    line = Line(
        texts(language).t("We write to you in this language: {language}", language=LANGUAGES[language].name), "🌐"
    )
    buttons = ((menu.back(turn.say),),) if turn.person.registered else ()
    await turn.show(Content(language, (line,), buttons))
    if turn.person.registered:
        await opening.ask_second_language(turn)


async def about(turn: Turn, _: Args) -> None:
    """My settings."""
    await turn.show(menu.about_me(turn.person))


async def again(turn: Turn, _: Args) -> None:
    """The registration once more, to change its answers."""
    turn.begin("register", payload="")


async def reminders(turn: Turn, args: Args) -> None:
    """Reminders on or off."""
    await participants.set_reminders(turn.ctx.sql, turn.person.id, wanted=bool(args.number(most=1)))
    await _settings(turn)


async def pause(turn: Turn, args: Args) -> None:
    """A break from invitations and news, or its end."""
    change = participants.pause if args.number(most=1) else participants.go_on
    await change(turn.ctx.sql, turn.person.id)
    await _settings(turn)


async def _settings(turn: Turn) -> None:
    turn.person = await people.known(turn.ctx, turn.person.id)
    await turn.reply(menu.about_me(turn.person))


async def data(turn: Turn, _: Args) -> None:
    """Everything we know, in plain words and as a file."""
    stored = await privacy.everything(turn.ctx, turn.person)
    file_id = await privacy.export(turn.ctx, turn.person)
    await turn.reply(me.known(turn.person, stored, file_id, shared=turn.chat.shared))


async def forget(turn: Turn, args: Args) -> None:
    """Forget me: one confirmation, then everything goes."""
    if len(args) and args.word(0, ("yes",)):
        language = turn.person.language
        await sharing.leave(turn, me.goodbye(language))
    else:
        await turn.show(me.forget_question(turn.person.language, shared=turn.chat.shared))
