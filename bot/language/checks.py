"""What must hold for every catalog, so that a text works in each language as it does in the code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from gettext import c2py
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError

from bot.language import catalogs
from bot.language.languages import SOURCE

# The participants' buttons with what stands before and after their words. WhatsApp cuts the titles of reply buttons at
# 20 characters and those of list rows at 24.
ANSWER_LENGTH, BUTTON_LENGTH = 20, 24
ANSWER_BUTTONS = {"I am coming": "✅ {}", "Maybe": "🤔 {}", "Not this time": "❌ {}"}
BUTTONS = {
    **dict.fromkeys(("Yes", "Yes, all right", "Yes, pass it on"), "✅ {}"),
    "No": "❌ {}",
    "Tell me more": "ℹ️ {}",
    "Back": "⬅️ {}",
    "Stop": "✖️ {}",
    **dict.fromkeys(("Leave it out", "It costs nothing", "For everyone", "I'd rather not say"), "⏭ {}"),
    **dict.fromkeys(("Adult", "Child"), "➕ {}"),
    "All of us": "👪 {} (12)",
    "Only me": "🙋 {}",
    **dict.fromkeys(("Calendar", "What is on"), "📅 {}"),
    "My events": "⭐ {}",
    "Write to the team": "✉️ {}",
    "Language": "🌐 {}",
    "Menu": "🏠 {}",
    "About me": "⚙️ {}",
    "Change my answers": "✏️ {}",
    "No reminders": "🔕 {}",
    "Remind me": "🔔 {}",
    "Take a break": "⏸ {}",
    "Write to me again": "▶️ {}",
    **dict.fromkeys(("Other phone or app", "My phones and apps", "As there", "As here"), "📱 {}"),
    "Write to me here": "✉️ {}",
    "That was not me": "✋ {}",
    "Not mine any more": "✂️ {}: 2",
    "Yes, not mine": "✅ {}",
    **dict.fromkeys(("Forget me", "Yes, forget me"), "🗑 {}"),
    "No, stay": "↩️ {}",
    "Good": "😀 {}",
    "So-so": "😐 {}",
    "Not good": "🙁 {}",
    **dict.fromkeys(("I am new here", "Woman", "Man", "Diverse"), "{}"),
    **dict.fromkeys(("up to 26", "27 to 40", "41 to 60", "61 and older"), "{}"),
}

# Texts that may read the same in another language.
INTERNATIONAL = {"Name", "Name: {name}", "Feedback", "Start", "Menu", "Stop", "Messages", "Photo"}
# Doubling is grammar in Turkish ("one by one") and with German pronouns ("können Sie sie" differs by its capital).
DOUBLED = {"tek", "sık", "yavaş", "zaman"}
ARABIC_SCRIPT = {"ar", "ckb", "fa", "fa_AF", "ps"}

_ENDS = str.maketrans({"؟": "?", "،": ",", "؛": ";", "۔": ".", "।": "."})
# The signs on Arabic and Nepali letters belong to a word, though \w leaves them out.
_LETTER = "[\\w\u064b-\u065f\u0900-\u0963]"
_DOUBLED = re.compile(rf"(?<!{_LETTER})({_LETTER}+)\s+\1(?!{_LETTER})")
_LINK = re.compile(r"(?:https?://|www\.|t\.me/)[^\s{}]*")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_HIDDEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_LOOSE_JOINER = re.compile("(?<![^\\W\\d_])\u200c|\u200c(?![^\\W\\d_])")

Check = Callable[[str, str, str], str | None]


def placeholders(text: str) -> set[str]:
    """The names in braces; raises ValueError when the braces do not match."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def same_placeholders(source: str, said: str, _language: str) -> str | None:
    """Every placeholder of the source and no other, and braces in pairs."""
    try:
        found = placeholders(said)
    except ValueError:
        return "the braces do not match"
    wanted = placeholders(source)
    return None if found == wanted else f"placeholders {sorted(found)}, not {sorted(wanted)}"


def same_end(source: str, said: str, _language: str) -> str | None:
    """The same punctuation at the end, in the language's own signs."""
    wanted, found = (_end(text) for text in (source, said))
    return None if found == wanted else f"ends with {found!r}, not {wanted!r}"


def same_space_around(source: str, said: str, _language: str) -> str | None:
    """The same spaces before and after."""
    return None if _around(source) == _around(said) else "other spaces at the beginning or end"


def same_lines(source: str, said: str, _language: str) -> str | None:
    """As many lines."""
    return None if source.count("\n") == said.count("\n") else "another number of lines"


def same_links(source: str, said: str, _language: str) -> str | None:
    """The same links."""
    return None if set(_LINK.findall(source)) == set(_LINK.findall(said)) else "other links"


def no_doubled_word(_source: str, said: str, _language: str) -> str | None:
    """No word twice in a row."""
    twice = [word for word in _DOUBLED.findall(said) if word.casefold() not in DOUBLED]
    return f"{twice[0]!r} twice" if twice else None


def no_double_space(_source: str, said: str, _language: str) -> str | None:
    """One space between words."""
    return "two spaces in a row" if re.search(r"[^\S\n]{2}", said) else None


def no_copy(source: str, said: str, language: str) -> str | None:
    """Translated, unless it has no words or is an international one."""
    has_words = re.search(r"[^\W\d_]", _PLACEHOLDER.sub("", source))
    same = said == source and language != SOURCE
    return "not translated" if same and has_words and source not in INTERNATIONAL else None


def only_plain_signs(_source: str, said: str, language: str) -> str | None:
    """No Kashida, no bidi controls or hidden signs, ZWNJ between letters only, digits 0-9, the script's own commas."""
    if "\u0640" in said:
        return "has a Kashida"
    if _HIDDEN.search(said):
        return "has a hidden sign; isolates are added by code"
    if _LOOSE_JOINER.search(said):
        return "has a ZWNJ that does not stand between letters"
    if any(sign.isdigit() and not sign.isascii() for sign in said):
        return "has digits that are not 0-9"
    latin = re.search("[?,;]", _LINK.sub("", said)) if language in ARABIC_SCRIPT else None
    return f"has {latin[0]!r} instead of the script's own sign" if latin else None


def fits_button(source: str, said: str, _language: str) -> str | None:
    """Words on a button are not cut off."""
    for labels, most in ((ANSWER_BUTTONS, ANSWER_LENGTH), (BUTTONS, BUTTON_LENGTH)):
        label = labels[source].format(said) if source in labels else ""
        if len(label) > most:
            return f"too long for a button: {len(label)} characters with its pictogram, {most} fit"
    return None


TEXT_CHECKS: tuple[Check, ...] = (
    same_placeholders,
    same_end,
    same_space_around,
    same_lines,
    same_links,
    no_doubled_word,
    no_double_space,
    no_copy,
    only_plain_signs,
    fits_button,
)


def text_problems(source: str, said: str, language: str) -> Iterator[str]:
    """What is wrong with one translation."""
    yield from filter(None, (check(source, said, language) for check in TEXT_CHECKS))


def forms(message: Message) -> tuple[str, ...]:
    """A translation in all its forms; those not written are empty."""
    said = message.string
    return (said,) if isinstance(said, str) else tuple(said or ("",))


def message_problems(message: Message, language: str) -> Iterator[str]:
    """What is wrong with a message in all its forms."""
    said = forms(message)
    if message.fuzzy:
        yield "is fuzzy"
    if not all(said):
        yield "is not translated" if len(said) == 1 else "lacks plural forms"
    elif isinstance(message.id, str):
        yield from text_problems(message.id, said[0], language)
    else:
        yield from _plural_problems(message.id[0], message.id[1], said, language)


def _plural_problems(singular: str, many: str, said: tuple[str, ...], language: str) -> Iterator[str]:
    plural = get_plural(language)
    if len(said) != plural.num_plurals:
        yield f"has {len(said)} plural forms, not {plural.num_plurals}"
        return
    for number, form in enumerate(said):
        exact = _is_for_one_number(number, plural.plural_expr)
        source = singular if exact else many
        if exact and "{number}" not in form:  # "one child" may say its number in words
            source = source.replace("{number}", "1")
        yield from (f"form {number}: {problem}" for problem in text_problems(source, form, language))


def _is_for_one_number(form: int, expression: str) -> bool:
    chosen = c2py(expression)
    return sum(chosen(number) == form for number in range(1000)) == 1


def surplus(catalog: Catalog, wanted: Catalog) -> list[str]:
    """The texts that the code no longer has."""
    return [_shown(message) for message in catalog if message.id and message.id not in wanted]


def catalog_problems(catalog: Catalog, wanted: Catalog, language: str) -> Iterator[str]:
    """Everything that is wrong with a catalog, against the texts in the code."""
    expected = get_plural(language)
    if (catalog.num_plurals, catalog.plural_expr) != (expected.num_plurals, expected.plural_expr):
        yield f"the header's Plural-Forms should be: {expected}"
    if catalog.fuzzy:
        yield "the header is fuzzy"
    yield from (f"{_shown(message)!r}: is missing" for message in wanted if message.id and message.id not in catalog)
    yield from (f"{lost!r}: is no longer in the code" for lost in surplus(catalog, wanted))
    yield from (f"{_shown(old)!r}: is obsolete" for old in catalog.obsolete.values())
    for message in catalog:
        if message.id and message.id in wanted:
            yield from (f"{_shown(message)!r}: {problem}" for problem in message_problems(message, language))


def domain_problems(domain: str) -> Iterator[str]:
    """Everything that is wrong with the files of a domain."""
    wanted = catalogs.template(domain)
    pot = catalogs.template_path(domain)
    if not pot.exists() or pot.read_bytes() != catalogs.written(wanted):
        yield f"{pot.name}: is not as the code is; run python -m bot.language update"
    for language in catalogs.languages_of(domain):
        path = catalogs.catalog_path(domain, language)
        try:
            found = list(catalog_problems(catalogs.read(path), wanted, language))
        except (OSError, PoFileError) as error:
            found = [str(error)]
        yield from (f"{language}/{domain}.po: {problem}" for problem in found)


def _end(text: str) -> str:
    last = text.rstrip()[-1:].translate(_ENDS)
    return last if last in ".,:;!?…" else ""


def _around(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _shown(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]
