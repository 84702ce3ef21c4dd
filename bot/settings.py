"""Every knob, from the environment or `.env`, with the prefix KRANICH_."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, NoDecode, SettingsConfigDict

from bot import setting_values as values
from bot.domain.project import Project
from bot.domain.translation import speaks_deepl
from bot.errors import BadSetting

PREFIX = "KRANICH_"


class Settings(BaseSettings):
    """The settings of one installation. Each can be set in the environment, e.g. KRANICH_PROJECT_NAME."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", hide_input_in_errors=True, frozen=True
    )

    telegram_token: SecretStr | None = Field(None, description="The bot's token from @BotFather; no token, no Telegram")
    telegram_api_url: str = Field("https://api.telegram.org", description="Another Bot API server, if you run your own")
    telegram_rate: float = Field(
        30, ge=0, le=1000, description="Messages a second; up to 1000 with paid broadcasts; 0: no pace of our own"
    )
    telegram_webhook_url: str | None = Field(
        None, description="Public https address for updates, ending in /telegram; unset: polling"
    )
    telegram_webhook_secret: SecretStr | None = Field(
        None,
        validate_default=True,
        description="A secret of your own for the webhook, 16 to 256 of A-Z a-z 0-9 _ -",
    )
    whatsapp_token: SecretStr | None = Field(
        None, description="The token of a system user at Meta; no token, no WhatsApp"
    )
    whatsapp_phone_id: str | None = Field(
        None, validate_default=True, description="Meta's id of the phone number, not the number itself"
    )
    whatsapp_business_id: str | None = Field(None, description="Meta's id of the WhatsApp Business account")
    whatsapp_app_secret: SecretStr | None = Field(
        None,
        validate_default=True,
        description="The app's secret at Meta: without it nobody can tell Meta's calls from forged ones",
    )
    whatsapp_verify_token: SecretStr | None = Field(
        None,
        validate_default=True,
        description="A word of your own that Meta shows when you enter the address ending in /whatsapp there",
    )
    whatsapp_api_url: str = Field("https://graph.facebook.com", description="Another server with Meta's Cloud API")
    whatsapp_rate: float = Field(80, ge=0, le=1000, description="Messages a second; 0: no pace of our own")
    database: Path = Field(Path("kranich.db"), description="The SQLite file with all data")
    timezone: str = Field("Europe/Berlin", description="The project's time zone")
    language: str = Field("de", description="The language in which the team writes its texts")
    project_name: str = Field("Kranich", min_length=1, max_length=60, description="The name people see")
    web_host: str = Field("127.0.0.1", description="The address the web server listens on")
    web_port: int = Field(8080, ge=1, le=65535, description="The port the web server listens on")
    public_url: str | None = Field(None, description="The address at which people reach the web chat, with https://")
    quiet_hours: str = Field("20:00-08:00", description="Local hours in which nobody is written to, except to reply")
    remind_before: Annotated[tuple[str, ...], NoDecode] = Field(
        ("24h", "2h"), description="How long before an event people are reminded; empty: never"
    )
    translate_url: str | None = Field(
        None, description="A LibreTranslate, or DeepL with an address that ends in /v2; unset: no machine translates"
    )
    translate_key: SecretStr | None = Field(
        None, validate_default=True, description="The key of the translation service, if it wants one"
    )
    translate_letters: bool = Field(
        False, description="Whether the translation service also gets what people write to the team, and the answers"
    )

    log_format: Literal["text", "json"] = Field("text", description="How logs are written: text, or json for programs")
    metrics_token: SecretStr | None = Field(
        None, description="A secret of your own that opens /metrics, 16 to 256 of A-Z a-z 0-9 _ -; unset: no metrics"
    )

    @field_validator(
        "telegram_token",
        "telegram_webhook_url",
        "telegram_webhook_secret",
        "whatsapp_token",
        "whatsapp_phone_id",
        "whatsapp_business_id",
        "whatsapp_app_secret",
        "whatsapp_verify_token",
        "public_url",
        "metrics_token",
        "translate_url",
        "translate_key",
        mode="before",
    )
    @classmethod
    def _trimmed(cls, value: object) -> object:
        """Without the line end of a file it came from; an empty variable is as if it were not there."""
        return (value.strip() or None) if isinstance(value, str) else value

    _known_zone = field_validator("timezone")(values.zone)
    _team_language = field_validator("language")(values.language)
    _address = field_validator(
        "telegram_api_url", "whatsapp_api_url", "public_url", "telegram_webhook_url", "translate_url"
    )(values.address)
    _webhook = field_validator("telegram_webhook_url")(values.webhook)
    _token = field_validator("telegram_token")(values.telegram_token)
    _secret = field_validator("telegram_webhook_secret", "metrics_token")(values.own_secret)
    _word = field_validator("whatsapp_token", "whatsapp_app_secret", "whatsapp_verify_token")(values.one_word)
    _meta_id = field_validator("whatsapp_phone_id", "whatsapp_business_id")(values.meta_id)

    @field_validator("quiet_hours")
    @classmethod
    def _hours(cls, value: str) -> str:
        values.quiet_hours(value)
        return value

    @field_validator("remind_before", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        parts = value.split(",") if isinstance(value, str) else value
        return tuple(part.strip() for part in parts if part.strip()) if isinstance(parts, list | tuple) else value

    @field_validator("remind_before")
    @classmethod
    def _durations(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            values.duration(part)
        return value

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _webhook_is_guarded(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None and info.data.get("telegram_webhook_url"):
            raise ValueError(f"is missing; {PREFIX}TELEGRAM_WEBHOOK_URL needs it")
        return value

    @field_validator("translate_key")
    @classmethod
    def _deepl_has_a_key(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        url = info.data.get("translate_url")
        if value is None and url and speaks_deepl(url):
            raise ValueError("is missing; DeepL needs it")
        return value

    @field_validator("translate_letters")
    @classmethod
    def _letters_have_a_service(cls, value: bool, info: ValidationInfo) -> bool:
        if value and "translate_url" in info.data and not info.data["translate_url"]:
            raise ValueError(f"needs {PREFIX}TRANSLATE_URL, which is missing")
        return value

    @field_validator("whatsapp_phone_id", "whatsapp_app_secret", "whatsapp_verify_token")
    @classmethod
    def _whatsapp_is_whole(cls, value: object, info: ValidationInfo) -> object:
        if value is None and info.data.get("whatsapp_token"):
            raise ValueError(f"is missing; {PREFIX}WHATSAPP_TOKEN needs it")
        return value

    @property
    def web_url(self) -> str:
        """The address of the web chat, from outside if one is set."""
        host = f"[{self.web_host}]" if ":" in self.web_host else self.web_host
        return self.public_url or f"http://{host}:{self.web_port}"

    def project(self) -> Project:
        """The part of the settings that the domain knows."""
        return Project(
            name=self.project_name,
            language=self.language,
            zone=self.timezone,
            quiet=values.quiet_hours(self.quiet_hours),
            remind_before=tuple(values.duration(part) for part in self.remind_before),
            public_url=self.web_url,
            machine=self.translate_url is not None,
            machine_letters=self.translate_letters,
        )


def load(**given: object) -> Settings:
    """The settings as they are set now; raises BadSetting with a line for each that is wrong, which names it."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_context=False, include_url=False)
        raise BadSetting("\n".join(_sentence(one) for one in wrong)) from None
    except UnicodeDecodeError:
        raise BadSetting("The file .env must be saved as UTF-8.") from None
    except OSError as error:
        raise BadSetting(f"The file .env cannot be read: {error.strerror}.") from None


def _sentence(wrong: ErrorDetails) -> str:
    said = str(wrong["msg"]).removeprefix("Value error, ")
    return f"{_variable(str(wrong['loc'][0]))}: {said[0].lower()}{said[1:]}."


def _variable(field: str) -> str:
    return f"{PREFIX}{field.upper()}"


def unknown() -> list[str]:
    """A sentence for each variable in the environment or `.env` that looks like a setting and is none.

    It names the variable, never its value, and the setting that may be meant. To be asked after `load`.
    """
    known = [_variable(name) for name in Settings.model_fields]
    sources = (EnvSettingsSource(Settings), DotEnvSettingsSource(Settings))
    found = {name.upper() for source in sources for name in source.env_vars}
    return [_meant(name, known) for name in sorted(found) if name.startswith(PREFIX) and name not in known]


def _meant(name: str, known: list[str]) -> str:
    nearest = get_close_matches(name.removeprefix(PREFIX), [one.removeprefix(PREFIX) for one in known], n=1)
    return f"{name} is no setting of Kranich." + (f" Do you mean {PREFIX}{nearest[0]}?" if nearest else "")
