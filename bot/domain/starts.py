"""What stands in start links: whatever else comes with a start was made up by somebody, or typed."""

from __future__ import annotations

import re

HELLO = "hello"  # of the link with which anyone can start
EVENT = re.compile(r"e([0-9]{1,15})")
ROLE_CODE = re.compile(r"r-([A-Za-z0-9-]{1,40})")
TO_LINK = "k-"  # before the token that joins another chat
LINK_TOKEN = re.compile(rf"{TO_LINK}([A-Za-z0-9_-]{{32}})")


def is_issued(payload: str) -> bool:
    """Whether a payload has the form of one that we put into links."""
    return payload == HELLO or any(form.fullmatch(payload) for form in (EVENT, ROLE_CODE, LINK_TOKEN))
