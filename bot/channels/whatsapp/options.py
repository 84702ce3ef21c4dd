"""Buttons as WhatsApp can show them: up to three below the message, a list of up to ten, or numbers to type. Pure.

No option is left out, no word is cut, and no two look the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.split import sound, spans, units
from bot.domain.content import Button
from bot.language.bidi import led
from bot.language.digits import choice_key
from bot.language.texts import mark, texts

# From Meta's OpenAPI, v23: ActionObject, SectionObject.
BUTTONS, BUTTON_TITLE, ROWS, ROW_TITLE, ROW_TEXT, LIST_TITLE = 3, 20, 10, 24, 72, 20
ACTION_BYTES = 64
AGAIN = "#"  # in the id of a button that leads to the same as one before it; no action has it
OPEN_THE_LIST = mark("Choose")
WRITE_THE_NUMBER = mark("Please write the number of your answer.")
WRITE_THE_ANSWER = mark("Please write your answer.")


@dataclass(frozen=True, slots=True)
class Options:
    """How a message lets people choose: by an interactive `action`, or by `lines` below its text and what is typed."""

    kind: str = ""  # button | list, or "" for lines
    action: dict[str, Any] | None = None
    lines: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()


def options(buttons: Sequence[Button], language: str) -> list[Options]:
    """The best form that all of these fit into, or that the answers fit into while what is aside stands apart.

    Raises ValueError for a button that no channel would take.
    """
    buttons = [replace(button, label=sound(button.label).strip()) for button in buttons]
    for button in buttons:
        _check(button)
    buttons = _with_own_ids(buttons)
    answers, asides = ([one for one in buttons if one.aside is aside] for aside in (False, True))
    for form in (_as_buttons, _as_list):
        if whole := form(buttons, language):
            return [whole]
        if answers and asides and (first := form(answers, language)):
            return [first, _form(asides, language)]
    return [_as_lines(buttons, language)]


def _form(buttons: Sequence[Button], language: str) -> Options:
    return _as_buttons(buttons, language) or _as_list(buttons, language) or _as_lines(buttons, language)


def _check(button: Button) -> None:
    if not button.label:
        raise ValueError(f"a button without a label: {button.action}")
    if not 1 <= len(button.action.encode()) <= ACTION_BYTES:
        raise ValueError(f"a button's action must have 1 to {ACTION_BYTES} bytes: {button.action}")
    if AGAIN in button.action:
        raise ValueError(f"a button's action cannot have {AGAIN} in it: {button.action}")


def _with_own_ids(buttons: Sequence[Button]) -> list[Button]:
    """Two buttons may lead to the same ("one child more" and "all of us"), but Meta wants an id for each."""
    seen: Counter[str] = Counter()
    own = []
    for button in buttons:
        seen[button.action] += 1
        again = seen[button.action] > 1
        own.append(replace(button, action=f"{button.action}{AGAIN}{seen[button.action]}") if again else button)
    return own


def action_of(button_id: str) -> str:
    """The action of a button with this id."""
    return button_id.partition(AGAIN)[0]


def _as_buttons(buttons: Sequence[Button], _: str) -> Options | None:
    labels = [button.label for button in buttons]
    if len(buttons) > BUTTONS or not _all_differ(labels):
        return None
    if any(units(label) > BUTTON_TITLE for label in labels):
        return None
    replies = [{"id": button.action, "title": label} for button, label in zip(buttons, labels, strict=True)]
    return Options("button", {"buttons": [{"type": "reply", "reply": reply} for reply in replies]})


def _as_list(buttons: Sequence[Button], language: str) -> Options | None:
    rows = [_row(button) for button in buttons]
    known = [row for row in rows if row is not None]
    seen = [(row["title"], row.get("description")) for row in known]
    if len(buttons) > ROWS or len(known) < len(rows):
        return None
    opener = texts(language).t(OPEN_THE_LIST)
    if not _all_differ(seen) or units(opener) > LIST_TITLE:
        return None
    return Options("list", {"button": opener, "sections": [{"rows": known}]})


def _row(button: Button) -> dict[str, str] | None:
    """A row of a list: a long label goes on in the smaller text below, from one whole word to the next."""
    label = button.label
    start, end = spans(label, ROW_TITLE)[0]
    title, rest = label[start:end], label[end:]
    if (rest and not rest[0].isspace()) or units(rest.strip()) > ROW_TEXT or not any(map(str.isalnum, title)):
        return None
    row = {"id": button.action, "title": title}
    return row | {"description": rest.strip()} if rest.strip() else row


def _as_lines(buttons: Sequence[Button], language: str) -> Options:
    """Every option on a line, with a number to type; or with its own words, where those are numbers, days or times."""
    say = texts(language)
    labels = [" ".join(button.label.split()) for button in buttons]
    words = [choice_key(_word(label)) for label in labels]
    if any(word[:1].isdigit() for word in words) and _all_differ(words):
        lines = [led(f"• {label}", language) for label in labels]
        choices = list(zip(words, (action_of(button.action) for button in buttons), strict=True))
        return Options(lines=("", *lines, "", _asking("✍️", say.t(WRITE_THE_ANSWER), language)), choices=tuple(choices))
    lines = [led(f"{number}. {label}", language) for number, label in enumerate(labels, 1)]
    by_number = [(str(number), action_of(button.action)) for number, button in enumerate(buttons, 1)]
    return Options(lines=("", *lines, "", _asking("🔢", say.t(WRITE_THE_NUMBER), language)), choices=tuple(by_number))


def _asking(icon: str, words: str, language: str) -> str:
    return led(f"{icon} {words}", language)


def _word(label: str) -> str:
    """A label without the pictogram before it."""
    return re.sub(r"^[^\w]+ ", "", label)


def _all_differ(values: Sequence[object]) -> bool:
    return len(set(values)) == len(values)
