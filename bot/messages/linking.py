"""What is said about the chats of one person: how to join another, which there are, how to part one."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.content import Button, Content, Line, Media, rows
from bot.domain.people import Chat, Participant
from bot.language.bidi import isolated
from bot.language.texts import Texts, texts
from bot.messages.channels import called
from bot.messages.menu import back
from bot.messages.people import party


def offer(code: str, language: str, *, several: bool) -> Content:
    """The code, in groups of four, and what to do with it."""
    say = texts(language)
    groups = " ".join(code[at : at + 4] for at in range(0, len(code), 4))
    lines = (
        Line(say.t("Use another phone or app"), "📱", "title"),
        Line(say.t("Open me there. Write me this number:")),
        Line(isolated(groups, language), "🔢", "title"),
        Line(say.t("It works one time, for 15 minutes."), "⏱"),
        Line(say.t("Show it to nobody. Who has it can see your data."), "🤫"),
    )
    mine = (Button(f"📱 {say.t('My phones and apps')}", "chats"),) if several else ()
    return Content(language, lines, rows([*mine, back(say)]))


def way(channel: str, address: str, picture: int, language: str) -> Content:
    """A link that joins a chat on a channel, and its picture to be scanned."""
    say = texts(language)
    lines = (
        Line(say.t("Or open this link there: {channel}", channel=called(channel, say)), "🔗", "title"),
        Line(address, link=address),
        Line(say.t("Or point the camera of the other phone at the picture."), "📷"),
    )
    return Content(language, lines, media=Media(picture, "photo"))


def question(there: Participant, here: Participant, language: str) -> tuple[Line, ...]:
    """Both are registered: shall they be one, and what shall stay?"""
    say = texts(language)
    return (
        Line(say.t("I know you already, here and there. I can put both together."), "🔗", "title"),
        Line(say.t("There: {person}", person=_described(there, say)), "📱"),
        Line(say.t("Here: {person}", person=_described(here, say)), "📱"),
        Line(say.t("Your answers and messages stay, from here and from there."), "✅"),
        Line(say.t("Do this only if both is you. Are you two people? Then tap: Stop."), "👥"),
        Line(say.t("Which name and which people shall I keep?"), style="title"),
    )


def _described(person: Participant, say: Texts) -> str:
    household = person.household
    return f"{isolated(person.name or '', say.language)} · {party(say, household.adults, household.children)}"


def linked(person: Participant, here: Chat, home: Chat | None) -> Content:
    """The first words in a chat that was joined."""
    say = texts(person.language)
    lines = [
        Line(say.t("Hello {name}! Now you can use me here, too.", name=person.name or ""), "🔗", "title"),
        Line(say.t("Your answers and your settings are the same, here and there.")),
    ]
    if home and home.id != here.id:
        lines.append(Line(say.t("I write to you there: {channel}", channel=called(home.channel, say)), "✉️"))
        return Content(person.language, tuple(lines), rows([_here(say), back(say)]))
    return Content(person.language, (*lines, Line(say.t("I write to you here."), "✉️")), ((back(say),),))


def linked_elsewhere(chat: Chat, language: str) -> Content:
    """Said in the other chats of the person, so that nobody joins them unnoticed."""
    say = texts(language)
    words = say.t("You use me in another place now, too: {channel}", channel=called(chat.channel, say))
    return Content(language, (Line(words, "🔗"),), ((Button(f"✋ {say.t('That was not me')}", f"part:{chat.id}"),),))


def mine(person: Participant, found: Sequence[Chat], here: Chat) -> Content:
    """All chats of a person, numbered: where they are now, where they are written to."""
    say = texts(person.language)
    lines = [Line(say.t("My phones and apps"), "📱", "title")]
    for number, chat in enumerate(found, 1):
        notes = [say.t("you are here")] if chat.id == here.id else []
        notes += [say.t("I write to you there")] if chat.id == person.chat_id else []
        lines.append(Line(f"{number}. " + " · ".join([called(chat.channel, say), *notes])))
    buttons = [] if person.chat_id == here.id else [_here(say)]
    buttons.append(Button(f"📱 {say.t('Other phone or app')}", "phone"))
    if len(found) > 1:
        gone = say.t("Not mine any more")
        buttons += [Button(f"✂️ {gone}: {number}", f"part:{chat.id}") for number, chat in enumerate(found, 1)]
    return Content(person.language, tuple(lines), rows([*buttons, back(say)]))


def part_question(chat: Chat, here: Chat, language: str) -> Content:
    """The one confirmation before a chat is parted."""
    say = texts(language)
    what = (
        say.t("Is this phone or app not yours any more?")
        if chat.id == here.id
        else say.t("Is it not yours any more? {channel}", channel=called(chat.channel, say))
    )
    lines = (Line(what, "✂️", "title"), Line(say.t("Then I do not write to you there any more. Your data stays.")))
    yes = Button(f"✅ {say.t('Yes, not mine')}", f"part:{chat.id}:yes")
    return Content(language, lines, rows([yes, Button(f"↩️ {say.t('No')}", "chats")]))


def parted(home: Chat | None, language: str) -> Content:
    """The last words in a chat that was parted."""
    say = texts(language)
    lines = [Line(say.t("All right. I do not write to you here any more."), "👋", "title")]
    if home:
        lines.append(Line(say.t("I write to you there: {channel}", channel=called(home.channel, say)), "✉️"))
    return Content(language, tuple(lines))


def _here(say: Texts) -> Button:
    return Button(f"✉️ {say.t('Write to me here')}", "here")
