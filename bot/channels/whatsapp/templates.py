"""The templates: the few texts that Meta approves, and that may be sent where a chat is closed to free text. Pure.

A template's words come from the participants' catalogs; each fact stands on a line of its own, so that no sentence has
to be built around it in any language.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from bot.channels.split import clipped, sound
from bot.channels.whatsapp.fields import Fields, fields, items, optional, string
from bot.channels.whatsapp.marks import plain
from bot.domain.content import Notice, NoticeKind
from bot.domain.deliveries import Approval, Knock
from bot.language.bidi import led
from bot.language.texts import mark, texts

# Ours that Meta has templates for, and Meta's code. It has none for Kurdish, Somali and Nepali, and it is doubtful
# whether it takes Dari and Pashto.
CODES = {code: code for code in ("de", "en", "tr", "ar", "fa", "kk", "ru", "uk", "pl", "fr")}
NAME = "kranich"
FACT_LENGTH = 200
NO_FACT = "–"  # Meta takes no empty parameter
LONGEST, SHORTEST = 43_200, 1_800  # seconds; Meta takes 30 to 43,200 of a utility template
_EXAMPLES = ("Plätzchen backen", "28.11., 15:00", "Grundstraße 10")
_READ = mark("Please tap the button. Then you can read it.")
_OPEN = mark("Read it")
_COMING, _NOT, _MORE = mark("I am coming"), mark("Not this time"), mark("Tell me more")
_STATES = {
    "APPROVED": Approval.APPROVED,
    "REINSTATED": Approval.APPROVED,
    "FLAGGED": Approval.APPROVED,
    "PENDING": Approval.PENDING,
    "IN_APPEAL": Approval.PENDING,
    "PENDING_DELETION": Approval.REFUSED,
    "PAUSED": Approval.PAUSED,
    "LOCKED": Approval.PAUSED,
}


@dataclass(frozen=True, slots=True)
class Form:
    """The words of a template: above its facts, which have these pictograms, and below; what its buttons say."""

    category: str
    above: str
    icons: tuple[str, ...]
    below: str
    labels: tuple[str, ...]
    lasts: int = 0  # seconds


_EVENT = ("🎉", "🗓", "📍")
_REMINDER = Form(
    "UTILITY",
    mark("Do not forget"),
    _EVENT,
    mark("You get this because you answered. You can switch reminders off."),
    (_COMING, _NOT, _MORE),
    LONGEST,
)
FORMS: dict[NoticeKind, Form] = {
    "invitation": Form(
        "MARKETING",
        mark("You are invited."),
        _EVENT,
        mark("Can you come? Please tell us."),
        (_COMING, _NOT, _MORE),
    ),
    "reminder": _REMINDER,
    "soon": Form("UTILITY", _REMINDER.above, _EVENT, _REMINDER.below, _REMINDER.labels, SHORTEST),
    "change": Form("UTILITY", mark("Something has changed"), _EVENT, _READ, (_OPEN,)),
    "cancelled": Form("UTILITY", mark("Cancelled. We are sorry."), _EVENT, _READ, (_OPEN,)),
    "place": Form(
        "UTILITY", mark("Good news: there is a place for you now. You can come."), _EVENT, _READ, (_OPEN, _NOT)
    ),
    "feedback": Form(
        "UTILITY",
        mark("How was it?"),
        _EVENT[:2],
        mark("Please tap your answer. It helps us to do better."),
        (mark("Good"), mark("So-so"), mark("Not good")),
    ),
    "news": Form("MARKETING", mark("We have news for you."), (), _READ, (_OPEN,)),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A template as Meta has it."""

    key: str
    state: Approval
    reason: str = ""


def key(kind: NoticeKind, language: str) -> str:
    """What a template of a kind in a language of ours is called here."""
    return f"{name(kind, language)}/{CODES[language]}"


@lru_cache(maxsize=256)
def name(kind: NoticeKind, language: str) -> str:
    """What it is called at Meta. Other words make another name: what was approved is never sent with words that were
    not, nor are words changed that Meta does not hear of.
    """
    form, say = FORMS[kind], texts(language)
    words = [form.category, body_text(kind, language), *map(say.t, form.labels)]
    return f"{_family(kind)}_{_digest(words, 8)}"


def _family(kind: NoticeKind) -> str:
    """The beginning of the names of all templates that take the same facts and buttons, and last as long."""
    form = FORMS[kind]
    return f"{NAME}_{kind}_{_digest([*form.icons, '', *form.labels, form.lasts], 4)}"


def _digest(what: Sequence[object], length: int) -> str:
    return hashlib.sha256(orjson.dumps(what)).hexdigest()[:length]


def present(old: str) -> str | None:
    """The key of the template that takes the place of an older one; None where nothing does."""
    family, code = _parted(old)
    return next((key for key, _ in definitions() if _parted(key) == (family, code)), None)


def _parted(key: str) -> tuple[str, str]:
    named, _, code = key.partition("/")
    return named.rpartition("_")[0], code


def definitions() -> Iterator[tuple[str, Fields]]:
    """Every template by its key, as Meta wants it for approval."""
    for kind in FORMS:
        for language in CODES:
            yield key(kind, language), definition(kind, language)


def definition(kind: NoticeKind, language: str) -> Fields:
    """A template as Meta wants it for approval, with examples for its facts."""
    form, say = FORMS[kind], texts(language)
    body: Fields = {"type": "BODY", "text": body_text(kind, language)}
    if form.icons:
        body["example"] = {"body_text": [list(_EXAMPLES[: len(form.icons)])]}
    buttons = [{"type": "QUICK_REPLY", "text": say.t(label)} for label in form.labels]
    whole: Fields = {
        "name": name(kind, language),
        "language": CODES[language],
        "category": form.category,
        "components": [body, {"type": "BUTTONS", "buttons": buttons}],
    }
    return whole | ({"message_send_ttl_seconds": form.lasts} if form.lasts else {})


def body_text(kind: NoticeKind, language: str) -> str:
    """The words of a template, with {{1}}, {{2}}, … where its facts are put."""
    form, say = FORMS[kind], texts(language)
    facts = [f"{icon} {{{{{number}}}}}" for number, icon in enumerate(form.icons, 1)]
    return "\n".join([say.t(form.above), *([""] if facts else []), *facts, "", say.t(form.below)])


def knock(notice: Notice, language: str) -> Knock | None:
    """A notice as a message with a template; None when Meta has none in this language."""
    if language not in CODES:
        return None
    form = FORMS[notice.kind]
    given = [*notice.facts, *[""] * len(form.icons)][: len(form.icons)]
    body = {"type": "body", "parameters": [{"type": "text", "text": _fact(one, language)} for one in given]}
    buttons = [
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": str(index),
            "parameters": [{"type": "payload", "payload": action}],
        }
        for index, action in enumerate(notice.actions[: len(form.labels)])
    ]
    named = name(notice.kind, language)
    template = {
        "name": named,
        "language": {"policy": "deterministic", "code": CODES[language]},
        "components": [*([body] if given else []), *buttons],
    }
    payload = orjson.dumps({"type": "template", "template": template}).decode()
    family = f"{named.rpartition('_')[0]}_*/{CODES[language]}"
    return Knock(key(notice.kind, language), payload, form.lasts, family)


def _fact(text: str, language: str) -> str:
    """A fact as Meta takes it: on one line, with no runs of spaces.

    On its line only a pictogram stands before it, so it also gives that line its direction.
    """
    return led(clipped(plain(" ".join(sound(text).split())), FACT_LENGTH) or NO_FACT, language)


def known(answer: object) -> tuple[list[Known], str | None]:
    """Our templates on a page of Meta's list, and where the next page begins. Raises LookupError, TypeError."""
    page = fields(answer)
    found = [fields(one) for one in items(page["data"])]
    mine = [
        Known(f"{one['name']}/{one['language']}", state_of(one["status"]), _reason(one.get("rejected_reason")))
        for one in found
        if string(one["name"]).startswith(f"{NAME}_")
    ]
    paging = fields(page.get("paging") or {})
    after = optional(fields(paging.get("cursors") or {}).get("after")) if paging.get("next") else None
    return mine, after


def update(value: Fields) -> Known:
    """What Meta tells of one template. Raises LookupError, TypeError."""
    found = f"{string(value['message_template_name'])}/{string(value['message_template_language'])}"
    return Known(found, state_of(value["event"]), _reason(value.get("reason")))


def state_of(word: object) -> Approval:
    """What Meta's word for a state means to us: what is not known to be good is not used."""
    return _STATES.get(string(word).upper(), Approval.REFUSED)


def _reason(value: object) -> str:
    return value if isinstance(value, str) and value.upper() != "NONE" else ""


def arrival_of(found: Known) -> dict[str, Any]:
    """A template's state as it is kept until it is worked, as if Meta had told it."""
    named, language = found.key.split("/", 1)
    word = {Approval.REFUSED: "REJECTED"}.get(found.state, found.state.upper())
    told = {"message_template_name": named, "message_template_language": language, "event": word}
    return {"template": told | ({"reason": found.reason} if found.reason else {})}
