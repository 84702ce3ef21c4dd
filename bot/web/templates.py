"""The pages' HTML."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.language.languages import LANGUAGES

_FOLDER = Path(__file__).parent / "templates"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def page(name: str, language: str, status: int = 200, **values: object) -> HTMLResponse:
    """The page of a template, in a language."""
    return HTMLResponse(_environment().get_template(name).render(language=LANGUAGES[language], **values), status)
