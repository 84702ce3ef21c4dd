"""Feedback: a face, then what was good and what should be better."""

from __future__ import annotations

from bot.domain.content import Line, text
from bot.domain.incoming import Incoming
from bot.errors import Refused
from bot.language.bidi import cleaned
from bot.language.texts import mark
from bot.messages.feedback import FACES
from bot.services import aftermath
from bot.store import feedback as stored
from bot.store import files
from bot.talks.args import Args
from bot.talks.browsing import known_event
from bot.talks.talk import Talk
from bot.talks.turn import Turn

WORDS_LENGTH = 2000
THANKS = mark("Thank you! The team reads this. It helps to plan the next time.")


async def face(turn: Turn, args: Args) -> None:
    """A tap on a face counts at once; then the two questions, which can be left out."""
    event = await known_event(turn, args)
    value = args.number(1, most=3)
    if not await aftermath.may_give_feedback(turn.ctx, event, turn.person) or value not in FACES:
        raise Refused(turn.say.t("This button is no longer valid."))
    await aftermath.give_face(turn.ctx, event, turn.person, value)
    icon, word = FACES[value]
    await turn.show(
        text(turn.person.language, turn.say.t("Thank you! Your answer: {face}", face=f"{icon} {turn.say.t(word)}"))
    )
    turn.begin("feedback", event=event.id)


async def feedback(talk: Talk) -> None:
    """What was good, what should be better: written or spoken, in any language."""
    say, turn = talk.say, talk.turn
    event_id = int(talk.arguments["event"])
    asked = {"good": Line(say.t("What was good?"), "👍", "title")}
    asked["better"] = Line(say.t("What should be better?"), "💡", "title")
    for kind, question in asked.items():
        words, file_id = await _words(talk, kind, question)
        # Stored at once, the same again at every run: many people say one thing and leave it there.
        # What is left out takes nothing back: another face may be given long after the words.
        if words or file_id is not None:
            await stored.put_words(talk.ctx.sql, event_id, turn.person.id, kind, words, file_id, turn.person.language)
    await turn.show(text(talk.language, say.t(THANKS)))


async def _words(talk: Talk, key: str, question: Line) -> tuple[str, int | None]:
    say, turn = talk.say, talk.turn

    async def accept(incoming: Incoming) -> list[object]:
        if incoming.attachment and incoming.attachment.kind == "voice":
            return ["", await files.received(turn.ctx.sql, incoming.channel, incoming.attachment, turn.ctx.now)]
        words = cleaned(incoming.text or "", WORDS_LENGTH + 1)
        if not words:
            raise Refused(say.t("Please write, or send a voice message."))
        if len(words) > WORDS_LENGTH:
            raise Refused(say.t("This is too long. Please write at most {n} letters.", n=WORDS_LENGTH))
        return [words, None]

    hint = Line(say.t("Write in your language, or send a voice message."))
    found = await talk.ask(key, (question, hint), accept, skip=say.t("Leave it out"))
    return (found[0], found[1]) if found else ("", None)
