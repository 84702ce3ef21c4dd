"""Every conversation and every action of a button, by name. To add one, write it and name it here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.talks import (
    announcing,
    answering,
    attendance,
    browsing,
    changing,
    drafts,
    feedback,
    interpreting,
    language_help,
    linking,
    myself,
    opening,
    planning,
    register,
    replying,
    sending,
    sharing,
    stopping,
    team_events,
    translating,
    writing,
)
from bot.talks.args import Args
from bot.talks.talk import Talk
from bot.talks.turn import Turn

Handler = Callable[[Turn, Args], Awaitable[None]]
Conversation = Callable[[Talk], Awaitable[None]]

TALKS: dict[str, Conversation] = {
    "register": register.register,
    "feedback": feedback.feedback,
    "write": writing.write,
    "join": linking.join,
    "new_event": planning.new_event,
    "move": changing.move,
    "correct": changing.correct,
    "cancel": changing.cancel,
    "translate": translating.translate,
    "send_at": sending.send_at,
    "announce": announcing.announce,
    "reply": replying.reply,
    "draft_at": drafts.send_at,
    "interpret": interpreting.interpret,
}
TEAM_TALKS = {"new_event", "move", "correct", "cancel", "translate", "send_at", "announce", "reply", "draft_at"}
DESK_TALKS = {"interpret"}
# What is said when one is stopped that has stored answers before its end.
STOPPED = {"feedback": feedback.THANKS}
NEEDED = {"register"}  # cannot be stopped half-way by a tap: without it there is nothing to go back to

ACTIONS: dict[str, Handler] = {
    "menu": browsing.menu,
    "events": browsing.coming,
    "mine": browsing.mine,
    "ev": browsing.event,
    "card": browsing.event_here,
    "ics": browsing.calendar,
    "a": answering.answer,
    "lh": language_help.act,
    "hear": answering.hear,
    "write": writing.begin,
    "l": writing.decide,
    "f": feedback.face,
    "language": myself.choose_language,
    "lang": myself.set_language,
    "me": myself.about,
    "again": myself.again,
    "read": opening.read,
    "lang2": opening.set_second_language,
    "go": stopping.go_on,
    "rem": myself.reminders,
    "pause": myself.pause,
    "phone": linking.offer,
    "chats": linking.mine,
    "here": linking.write_here,
    "part": linking.part,
    "people": sharing.everyone,
    "another": sharing.another,
    "data": myself.data,
    "forget": myself.forget,
}
OPEN_TO_GUESTS = {"language", "lang", "forget"}

TEAM_ACTIONS: dict[str, Handler] = {
    "team": team_events.menu,
    "tev": team_events.coming,
    "tpast": team_events.past,
    "te": team_events.event,
    "who": team_events.answers_of,
    "speak": team_events.speakers,
    "xlsx": team_events.as_file,
    "qr": team_events.link,
    "poster": team_events.poster,
    "new": planning.begin,
    "move": changing.begin_move,
    "fix": changing.begin_correct,
    "cancel": changing.begin_cancel,
    "word": translating.begin,
    "dword": translating.begin_news,
    "drafts": drafts.drafts,
    "draft": drafts.draft,
    "dsend": drafts.send,
    "dat": drafts.begin_send_at,
    "askin": interpreting.ask,
    "out": interpreting.release,
    "pv": sending.preview,
    "send": sending.send,
    "sendat": sending.begin_send_at,
    "series": sending.send_series,
    "me1": sending.to_me,
    "ask": sending.ask_again,
    "stop": sending.stop,
    "missed": sending.missed,
    "announce": announcing.begin,
    "at": attendance.show,
    "tick": attendance.tick,
    "walk": attendance.walk_ins,
    "done": attendance.done,
    "fb": attendance.feedback,
    "letters": replying.letters_to_answer,
    "letter": replying.letter,
    "reply": replying.begin,
}

# The translation desk is open to interpreters and coordinators.
DESK_ACTIONS: dict[str, Handler] = {
    "texts": interpreting.texts,
    "into": interpreting.languages,
    "tr": interpreting.begin,
    "look": interpreting.look,
    "right": interpreting.confirm,
    "better": interpreting.begin_better,
}

COMMANDS = {
    "menu": "menu",
    "events": "events",
    "my": "mine",
    "language": "language",
    "help": "menu",
    "settings": "me",
    "stop": "pause:1",
    "team": "team",
    "data": "data",
}
