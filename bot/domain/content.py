"""What the bot says, before a channel gives it its form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

Style = Literal["plain", "title", "quiet"]
MediaKind = Literal["photo", "voice", "document"]
HALF_A_ROW = 17  # letters of a label, pictogram and all, that are read whole on half of a phone 360 pixels wide


@dataclass(frozen=True, slots=True)
class Line:
    """One fact: a pictogram, a text without any markup, perhaps a link on the text."""

    text: str
    icon: str = ""
    style: Style = "plain"
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A label and what a tap on it says to the bot: an action of 1 to 64 bytes.

    `aside`: it is of use, but no answer to what is asked. Where there is room for few, it makes room for the others.
    """

    label: str
    action: str
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Media:
    """A stored file that goes with the message; `link` is where it can be had, on a channel that does not take it."""

    file_id: int
    kind: MediaKind
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map, in degrees, and what it is called."""

    latitude: float
    longitude: float
    name: str


NoticeKind = Literal["news", "invitation", "reminder", "soon", "change", "cancelled", "place", "feedback"]


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said instead where a chat is closed to free text: one of a few fixed texts, filled with facts.

    `actions` are those of its buttons, in their order. "soon" is the reminder of an event that begins within hours.
    """

    kind: NoticeKind = "news"
    facts: tuple[str, ...] = ()
    actions: tuple[str, ...] = ("read",)


NEWS = Notice()


@dataclass(frozen=True, slots=True)
class Content:
    """Lines, rows of buttons, and at most one file. `language` says how it is read."""

    language: str
    lines: tuple[Line, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    media: Media | None = None
    wants_text: bool = False  # the person is asked to write: the web chat puts the cursor there
    spot: Spot | None = None  # where to go: some messengers show the way there
    toast: str = ""  # a short word that answers the tap; without lines it is all that is said
    notice: Notice = NEWS

    def __hash__(self) -> int:
        return hash((self.language, self.toast, self.lines[:1], self.lines[-1:]))  # of fifty parts, those that differ

    def headed(self, text: str, icon: str = "") -> Content:
        """The same under a first line that says why it comes."""
        return replace(self, lines=(Line(text, icon, "title"), Line(""), *self.lines))

    def noticed(self, kind: NoticeKind, *actions: str) -> Content:
        """The same, with a notice of another kind of the same facts; without actions it can only be read."""
        return replace(self, notice=Notice(kind, self.notice.facts, actions or NEWS.actions))

    def without_buttons(self) -> Content:
        """The same, with nothing to tap."""
        return replace(self, buttons=())


def text(language: str, *paragraphs: str, buttons: Sequence[Sequence[Button]] = ()) -> Content:
    """A content of plain paragraphs, a line each."""
    return Content(language, tuple(Line(p) for p in paragraphs), tuple(tuple(row) for row in buttons))


def rows(buttons: Sequence[Button], width: int = 1) -> tuple[tuple[Button, ...], ...]:
    """The buttons in rows of `width`."""
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))


def packed(*buttons: Button) -> tuple[tuple[Button, ...], ...]:
    """The buttons in their order, two in a row where both labels are read whole there."""
    found: list[tuple[Button, ...]] = []
    for button in buttons:
        row = found[-1] if found else ()
        if len(row) == 1 and max(len(row[0].label), len(button.label)) <= HALF_A_ROW:
            found[-1] = (*row, button)
        else:
            found.append((button,))
    return tuple(found)


def to_store(content: Content) -> dict[str, Any]:
    """All of the content as plain data, to be given its form later; `from_json` reads it."""
    return to_json(content) | {"notice": asdict(content.notice)}


def to_json(content: Content) -> dict[str, Any]:
    """What is seen of the content as plain data, for the web chat; `from_json` reads it."""
    return {
        "language": content.language,
        "lines": [{"text": x.text, "icon": x.icon, "style": x.style, "link": x.link} for x in content.lines],
        "buttons": [[_button_json(button) for button in row] for row in content.buttons],
        "media": None if content.media is None else asdict(content.media),
        "wants_text": content.wants_text,
        "spot": None if content.spot is None else asdict(content.spot),
        "toast": content.toast,
    }


def _button_json(button: Button) -> dict[str, Any]:
    return {"label": button.label, "action": button.action} | ({"aside": True} if button.aside else {})


def from_json(data: Mapping[str, Any]) -> Content:
    """The content that `to_json` made plain data of."""
    media, spot = data["media"], data["spot"]
    return Content(
        language=data["language"],
        lines=tuple(Line(x["text"], x["icon"], x["style"], x["link"]) for x in data["lines"]),
        buttons=tuple(tuple(Button(**b) for b in row) for row in data["buttons"]),
        media=None if media is None else Media(**media),
        wants_text=data["wants_text"],
        spot=None if spot is None else Spot(**spot),
        toast=data["toast"],
        notice=_notice(data["notice"]) if "notice" in data else NEWS,
    )


def _notice(data: Mapping[str, Any]) -> Notice:
    return Notice(data["kind"], tuple(data["facts"]), tuple(data["actions"]))
