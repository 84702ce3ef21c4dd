"""What a Kranich that runs says of itself, asked from another process."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address

import httpx

from bot.domain.health import Light

WAIT_SECONDS = 10.0  # /health itself answers within two


async def lights(host: str, port: int) -> Mapping[str, Light]:
    """The lights of the Kranich that serves there, by name; none when nothing answers as it does."""
    try:
        async with httpx.AsyncClient(timeout=WAIT_SECONDS, trust_env=False) as client:
            found = (await client.get(_address(host, port))).json()["lights"]
            return {str(name): Light(bool(light["ok"]), str(light["why"])) for name, light in found.items()}
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _address(host: str, port: int) -> str:
    """From this machine: a server that listens everywhere is reached at the loopback."""
    try:
        listens = ip_address(host)
    except ValueError:
        return f"http://{host}:{port}/health"
    if listens.is_unspecified:
        host = "127.0.0.1" if listens.version == 4 else "::1"
    return f"http://[{host}]:{port}/health" if listens.version == 6 else f"http://{host}:{port}/health"
