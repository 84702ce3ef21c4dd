"""What people say to the bot, whichever messenger they have."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from bot.language.languages import LANGUAGES
from bot.language.texts import Texts, texts

Shown = TypeVar("Shown")  # a message as the messenger's stand-in shows it


class Speaker(ABC, Generic[Shown]):
    """Someone who uses the bot. What they wait for and choose is looked up in their language."""

    language: str

    @property
    def say(self) -> Texts:
        """The texts in their language."""
        return texts(self.language)

    @abstractmethod
    async def says(self, words: str) -> None:
        """Write something."""

    @abstractmethod
    async def reads(self, *parts: str) -> Shown:
        """The newest message since they last did something that says all of this, as soon as there is one."""

    @abstractmethod
    async def chooses(self, label: str, on: Shown | None = None) -> None:
        """Choose what this message offers, or the newest that offers it."""

    async def answers(self, question: str, label: str) -> None:
        """Wait for a question, and choose an answer."""
        await self.chooses(label, await self.reads(question))

    async def writes(self, question: str, words: str) -> None:
        """Wait for a question, and write the answer."""
        await self.reads(question)
        await self.says(words)

    async def consents(self) -> None:
        """Choose the language, and agree."""
        await self.answers(self.say.t("Hello! Please choose your language."), LANGUAGES[self.language].name)
        await self.answers(self.say.t("Is that all right for you?"), self.say.t("Yes, all right"))

    async def joins_the_team(self, code: str) -> None:
        """From the one-time code to the team's menu."""
        await self.says(code)
        await self.consents()
        await self.writes(self.say.t("What shall we call you?"), "Olga")
        await self.reads(self.say.team("You belong to the team now."))

    async def says_for_whom_it_is(self) -> None:
        """Of a new event, after its place: from what it costs to who answers questions, with six places."""
        say = self.say
        await self.answers(say.team("What does it cost?"), say.t("It costs nothing"))
        await self.answers(say.team("Who is it for?"), say.t("For everyone"))
        await self.answers(say.team("Are children welcome?"), say.t("Yes"))
        await self.writes(say.team("What should people bring?"), "eine Schürze")
        await self.writes(say.team("How many places are there?"), "6")
        await self.answers(say.team("Who answers questions? Name, perhaps a number."), "Olga")
