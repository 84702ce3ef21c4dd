"""How translation services name our languages. They write them large or small, with a hyphen or a line below."""

from __future__ import annotations

from collections.abc import Collection, Mapping

# Where a service has another name for a language, or several, the best one first. `ku` is Kurmanji wherever Sorani has
# a name of its own; Dari is only what is called so, never the Persian of Iran.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "en": ("en-gb", "en"),
    "ku": ("kmr", "ku"),
    "fa_AF": ("prs", "fa-af"),
}


def name_of(language: str, known: Collection[str]) -> str | None:
    """The name by which a service that knows these languages calls one of ours, as it spells it; None: it does not."""
    spelled = {name.replace("_", "-").lower(): name for name in known}
    return next((spelled[name] for name in _NAMES.get(language, (language,)) if name in spelled), None)
