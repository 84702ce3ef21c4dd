"""The errors of the house. The docstring of an error is its message."""

from __future__ import annotations

from datetime import datetime


class KranichError(Exception):
    """Something went wrong."""

    def __str__(self) -> str:
        detail = super().__str__()
        said = (self.__doc__ or "").strip()
        return f"{said} {detail}".strip() if detail else said


class BadSetting(KranichError):
    """A setting is wrong."""


class DatabaseProblem(KranichError):
    """The database cannot be used."""


class AlreadyRunning(DatabaseProblem):
    """Another Kranich is running on this database. Stop it first."""


class NotAllowed(KranichError):
    """This is for the team only."""


class NotRestored(DatabaseProblem):
    """Nothing was put back; the database is as it was."""


class Refused(KranichError):
    """What a person asked for cannot be done; the reason is said to them in their language."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SendError(KranichError):
    """A message could not be sent."""


class NotSent(SendError):
    """The message did not leave; it can be tried again."""

    def __init__(self, detail: str = "", *, retry_at: datetime | None = None, whole_channel: bool = False) -> None:
        super().__init__(detail)
        self.retry_at = retry_at
        self.whole_channel = whole_channel


class Gone(SendError):
    """This chat cannot be reached any more."""


class Rejected(SendError):
    """The messenger does not take this message."""


class NotEditable(SendError):
    """The message cannot be changed any more."""


class TemplateRefused(Rejected):
    """The messenger does not take this template."""


class WindowClosed(SendError):
    """This person has not written for a day. Until they do, the messenger takes nothing but an approved template."""


class Uncertain(SendError):
    """The message may have arrived, or not."""


class Moved(SendError):
    """The chat has a new address."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address


class ChannelDown(SendError):
    """The messenger refuses this bot."""


class AccountRefused(SendError):
    """The messenger does not open the account of our texts to us."""


class TranslationError(KranichError):
    """The translation service did not do its work."""

    def __init__(self, detail: str = "", *, retry_at: datetime | None = None) -> None:
        super().__init__(detail)
        self.retry_at = retry_at


class TranslatorSilent(TranslationError):
    """The translation service does not answer."""


class TranslatorRefuses(TranslationError):
    """The translation service refuses the key."""


class TranslatorUsedUp(TranslationError):
    """The translation service has no letters left for this month."""


class TranslatorGarbled(TranslationError):
    """The translation service answers, but not as it should."""


class NotTrusted(KranichError):
    """The translation cannot be trusted."""
