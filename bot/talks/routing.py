"""Where an update goes: to the open conversation, to the action of a button, or to the team."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import takewhile
from typing import Any

from bot.domain.content import Content, text
from bot.domain.incoming import Incoming
from bot.errors import Refused
from bot.language.language_words import language_named
from bot.language.texts import mark, texts
from bot.services import people
from bot.services.linking import typed_code
from bot.store import talks
from bot.store.talks import Given, OpenTalk
from bot.talks import book, linking, opening, sharing, starting, stopping, writing
from bot.talks.args import Args, Forged
from bot.talks.talk import BACK, PREFIX, STOP, AskAgain, Talk, Waiting
from bot.talks.turn import Turn

LEFT_ALONE = timedelta(hours=12)
_STOPPED = mark("Stopped. Nothing was changed.")


async def route(turn: Turn) -> None:
    """Work one update, then begin what it asked for and take up again what it interrupted."""
    await sharing.find_whose(turn)
    if not await stopping.obeyed(turn):
        await opening.follow(turn)
        await _work(turn)
        await _begin(turn)


async def _work(turn: Turn) -> None:
    incoming = turn.incoming
    if incoming.tap and not incoming.tap.action.startswith(PREFIX + ":"):
        await _act(turn, incoming.tap.action)
    elif incoming.command:
        await _act(turn, book.COMMANDS.get(incoming.command, "menu"))
    else:
        await _in_talk(turn, await talks.current(turn.ctx.sql, turn.chat.id))


async def _in_talk(turn: Turn, talk: OpenTalk | None) -> None:
    """What may be meant for the open conversation, if there is one."""
    incoming = turn.incoming
    if incoming.start is not None:
        await _welcome(turn, talk, await starting.start(turn, incoming.start))
    elif incoming.tap:
        await _tapped_question(turn, talk, incoming)
    elif incoming.unreadable:
        await turn.reply(
            text(turn.person.language, turn.say.t("I cannot read this. Please write, or send a voice message."))
        )
    elif incoming.text and await _took_code(turn, talk, incoming.text):
        pass
    elif talk and not (turn.person.registered or talk.answers) and language_named(incoming.text):
        await _act(turn, f"lang:{language_named(incoming.text)}")
    elif talk and _language_is_open(turn, talk):
        await _welcome(turn, talk, "")
    elif talk:
        await _written(turn, talk, incoming)
    elif not turn.person.registered:
        await starting.welcome(turn, "")
    else:
        await writing.offer(turn)


def _language_is_open(turn: Turn, talk: OpenTalk) -> bool:
    """Whether a new person has chosen no language yet, and their phone has told none: whatever they write, no question
    would be understood."""
    return not (turn.person.registered or talk.asked or turn.incoming.language_hint)


async def _took_code(turn: Turn, talk: OpenTalk | None, typed: str) -> bool:
    """Whether a text was taken for a one-time code. Numbers that are none may be the answer to an open question."""
    if people.looks_like_code(typed):
        await _welcome(turn, talk, await starting.join(turn, typed))
        return True
    code = typed_code(typed)
    if code is None or await linking.enter(turn, code):
        return code is not None
    if talk and turn.person.registered:
        return False
    await _welcome(turn, talk, await starting.refused(turn, linking.refuse(turn)))
    return True


async def _written(turn: Turn, talk: OpenTalk, incoming: Incoming) -> None:
    """Something written, spoken or shown while a conversation is open is the answer to its question.

    Not when the question was left alone for long: who writes then has something else in mind. The team, whose
    conversations have more to lose, is asked again; a participant's is over.
    """
    if turn.ctx.now - talk.changed_at < LEFT_ALONE or not turn.person.registered:
        await _answer(turn, talk, incoming)
    elif talk.name in book.TEAM_TALKS | book.DESK_TALKS:
        await talks.save(turn.ctx.sql, talk.id, talk.answers, turn.ctx.now)
        await _ask(turn, talk, mark("You were here before. I did not take what you wrote now."))
    else:
        await talks.end(turn.ctx.sql, talk.id)
        await writing.offer(turn)


async def _welcome(turn: Turn, talk: OpenTalk | None, payload: str | None) -> None:
    """Begin with a new person; in the middle of the registration go on there, by the newest link."""
    if payload is None:
        return
    if talk is None or not talk.answers:
        known = str(talk.arguments.get("payload", "")) if talk else ""
        await starting.welcome(turn, payload or known)
        return
    if payload:
        talk = await talks.give_arguments(turn.ctx.sql, talk, {**talk.arguments, "payload": payload})
    await _ask(turn, talk)


async def _act(turn: Turn, action: str) -> None:
    """Run the action of a button or command. Who may is asked anew at every tap."""
    name, *values = action.split(":")
    if not turn.person.registered and name not in book.OPEN_TO_GUESTS:
        await _keep_to_registration(turn)
        return
    if name in book.TEAM_ACTIONS:
        people.must_coordinate(turn.person)
    if name in book.DESK_ACTIONS:
        people.must_translate(turn.person)
    handler = book.ACTIONS.get(name) or book.TEAM_ACTIONS.get(name) or book.DESK_ACTIONS.get(name)
    if handler is None:
        raise Forged
    await handler(turn, Args(values))
    if name == "lang":
        await _go_on_in_language(turn)


async def _keep_to_registration(turn: Turn) -> None:
    """What a guest may not do yet leads to the registration, or back to where it stands."""
    talk = await talks.current(turn.ctx.sql, turn.chat.id)
    await starting.welcome(turn, "") if talk is None else await _ask(turn, talk)


async def _go_on_in_language(turn: Turn) -> None:
    """Whatever was under way goes on in the language that was chosen."""
    talk = await talks.current(turn.ctx.sql, turn.chat.id)
    if talk:
        turn.person = await people.known(turn.ctx, turn.person.id)
        await _ask(turn, talk)
    elif not turn.person.registered:
        turn.begin("register", payload="")


async def _tapped_question(turn: Turn, talk: OpenTalk | None, incoming: Incoming) -> None:
    """A button of a conversation: an answer, Back, Stop, or one of an older question."""
    action = incoming.tap.action if incoming.tap else ""
    _, talk_id, key, value = (*action.split(":", 3), "", "", "")[:4]
    if talk is None or str(talk.id) != talk_id:
        await turn.toast(turn.say.t("That one is answered already."))
        if talk:
            await _ask(turn, talk)
    elif value == STOP and _may_stop(turn, talk):
        await _stop(turn, talk)
    elif value == BACK:
        await _back(turn, talk, key)
    else:
        await _answer(turn, talk, incoming)


def _may_stop(turn: Turn, talk: OpenTalk) -> bool:
    return turn.person.registered or talk.name not in book.NEEDED or turn.chat.shared


async def _stop(turn: Turn, talk: OpenTalk) -> None:
    """Leave a conversation by its button; who is not registered yet, the phone that they would have shared."""
    stopped = text(turn.person.language, turn.say.t(book.STOPPED.get(talk.name, _STOPPED)))
    if not turn.person.registered:
        await sharing.leave(turn, stopped)
        return
    await talks.end(turn.ctx.sql, talk.id)
    await turn.show(stopped)
    await _resume(turn)


async def _back(turn: Turn, talk: OpenTalk, key: str) -> None:
    waiting = await _run(turn, talk, None)
    if waiting and waiting.key == key and talk.answers:
        shorter = replace(talk, answers=talk.answers[:-1])
        await talks.save(turn.ctx.sql, talk.id, shorter.answers, turn.ctx.now)
        waiting = await _run(turn, shorter, None)
        if waiting:
            await turn.show(waiting.content)
    elif waiting:
        await turn.reply(waiting.content)


async def _answer(turn: Turn, talk: OpenTalk, incoming: Incoming) -> None:
    """Give an update to the conversation as the answer to its question."""
    waiting = await _run(turn, talk, incoming)
    if waiting is None:
        if not turn.gone:
            await _resume(turn)
    elif waiting.refusal:
        await turn.reply(_refused(waiting))
    else:
        await turn.show(waiting.content)


def _refused(waiting: Waiting) -> Content:
    """The question once more, under the reason why the answer does not do."""
    return waiting.content.headed(waiting.refusal, "☝️")


async def _ask(turn: Turn, talk: OpenTalk, reason: str = "") -> None:
    """Ask the question of an open conversation (again), perhaps under a participant text that says why."""
    waiting = await _run(turn, talk, None)
    if waiting:
        if reason:
            waiting.refusal = f"{texts(waiting.content.language).t(reason)} {waiting.refusal}".rstrip()
        await turn.reply(_refused(waiting) if waiting.refusal else waiting.content)


async def _run(turn: Turn, talk: OpenTalk, answer: Incoming | None) -> Waiting | None:
    """Run a conversation from its top. What it waits for then, or None when it came to its end."""
    if talk.name in book.TEAM_TALKS and not turn.person.is_coordinator:
        await talks.end(turn.ctx.sql, talk.id)
        people.must_coordinate(turn.person)
    if talk.name in book.DESK_TALKS and not (turn.person.is_interpreter or turn.person.is_coordinator):
        await talks.end(turn.ctx.sql, talk.id)
        people.must_translate(turn.person)
    running = Talk(turn, talk, answer, may_stop=_may_stop(turn, talk))
    if talk.name in book.TEAM_TALKS:
        running.language = turn.say.team_language
    try:
        await book.TALKS[talk.name](running)
    except Waiting as waiting:
        if running.given != talk.answers:
            await talks.save(turn.ctx.sql, talk.id, running.given, turn.ctx.now)
        if waiting.key != talk.asked:
            await talks.note_asked(turn.ctx.sql, talk.id, waiting.key)
        return waiting
    except AskAgain as again:
        return await _run_again(turn, talk, running.given, again)
    except Refused as refused:  # it cannot go on at all
        await talks.end(turn.ctx.sql, talk.id)
        await turn.show(text(turn.person.language, refused.reason))
        return None
    await talks.end(turn.ctx.sql, talk.id)
    return None


async def _run_again(turn: Turn, talk: OpenTalk, given: Given, again: AskAgain) -> Waiting | None:
    kept = list(takewhile(lambda answer: answer[0] != again.key, given))
    await talks.save(turn.ctx.sql, talk.id, kept, turn.ctx.now)
    waiting = await _run(turn, replace(talk, answers=kept), None)
    if waiting:
        waiting.refusal = again.reason
    return waiting


async def _begin(turn: Turn) -> None:
    """Begin the conversations that a handler asked for."""
    while turn.begun:
        name, arguments = turn.begun.pop(0)
        await begin(turn, name, arguments)


async def begin(turn: Turn, name: str, arguments: dict[str, Any]) -> None:
    """Begin a conversation with its first question."""
    talk = await talks.start(turn.ctx.sql, turn.chat.id, name, arguments, turn.ctx.now)
    await _ask(turn, talk)


async def _resume(turn: Turn) -> None:
    """Take up again the conversation that another one interrupted."""
    await _begin(turn)
    turn.person = await people.known(turn.ctx, turn.person.id)
    outer = await talks.current(turn.ctx.sql, turn.chat.id)
    if outer:
        await _ask(turn, outer)


async def ask_again(turn: Turn) -> None:
    """Ask the open question of this chat once more: after an outage its buttons may have gone stale."""
    talk = await talks.current(turn.ctx.sql, turn.chat.id)
    if talk:
        await _ask(turn, talk)
