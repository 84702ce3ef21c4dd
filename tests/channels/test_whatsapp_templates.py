"""The templates: what is given to Meta, what is sent with them, and what Meta says of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import approving
from bot.channels.protocol import Unparsable, Verdict
from bot.channels.whatsapp.calls import arrivals
from bot.channels.whatsapp.channel import people_a_day
from bot.channels.whatsapp.parsing import parse
from bot.channels.whatsapp.templates import CODES, FORMS, body_text, definitions, knock
from bot.domain.content import NEWS, Notice
from bot.domain.deliveries import Approval
from bot.errors import BadSetting
from bot.language.languages import LANGUAGES
from bot.language.stop_words import is_start, is_stop
from tests.stand_ins.whatsapp import BUSINESS_ID, PHONE_ID, CloudApi
from tests.stand_ins.whatsapp_rules import Refusal, check_template, read_definition


def test_meta_takes_every_template_in_every_language() -> None:
    found = dict(definitions())
    assert len(found) == len(FORMS) * len(CODES)
    for definition in found.values():
        read_definition(definition)


def test_meta_has_no_templates_for_languages_that_it_does_not_know() -> None:
    assert LANGUAGES.keys() - CODES.keys() == {"ckb", "ku", "so", "ne", "fa_AF", "ps"}
    assert knock(NEWS, "ckb") is None


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("kind", FORMS)
def test_every_notice_fits_its_template(kind: str, language: str) -> None:
    form = next(form for name, form in FORMS.items() if name == kind)
    notice = Notice(kind, ("Back\n\ten     und *essen*", "", "x" * 900), ("a:1:coming", "a:1:no", "read"))  # type: ignore[arg-type]
    found = knock(notice, language)
    assert found
    template = json.loads(found.payload)["template"]
    approved = read_definition(dict(definitions())[found.key])
    approved.state = "APPROVED"
    check_template(template, approved)
    said = approved.filled(template)
    assert len(said) <= 1024
    assert "{{" not in said
    assert ("Back en und" in said) is bool(form.icons)


def test_the_facts_of_a_template_stand_in_the_same_order_in_every_language() -> None:
    for language in CODES:
        text = body_text("invitation", language)
        assert text.index("🎉 {{1}}") < text.index("🗓 {{2}}") < text.index("📍 {{3}}")


def test_the_stand_in_refuses_what_meta_refuses() -> None:
    good = dict(definitions())["kranich_invitation_1/de"]
    for wrong in (
        {"language": "ckb"},
        {"name": "Kranich Einladung"},
        {"components": [{"type": "BODY", "text": "{{1}} am {{2}}", "example": {"body_text": [["a", "b"]]}}]},
        {"components": [{"type": "BODY", "text": "Wir laden Sie ein: {{2}} ist da und wir auch."}]},
        {"message_send_ttl_seconds": 5},
    ):
        with pytest.raises(Refusal):
            read_definition(good | wrong)


@pytest.mark.parametrize(
    ("event", "state"),
    [("APPROVED", "approved"), ("REJECTED", "refused"), ("PAUSED", "paused"), ("PENDING", "pending"),
     ("DISABLED", "refused"), ("FLAGGED", "approved"), ("SOMETHING_NEW", "refused")],
)  # fmt: skip
def test_what_meta_tells_of_a_template(event: str, state: str) -> None:
    value = {"event": event, "message_template_name": "kranich_news_1", "message_template_language": "de"}
    value["reason"] = "INCORRECT_CATEGORY"
    entry = {"id": BUSINESS_ID, "time": 1739321024, "changes": [{"field": "message_template_status_update"}]}
    entry["changes"] = [{"field": "message_template_status_update", "value": value}]
    [arrival] = arrivals(json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode())
    assert parse(arrival.raw, PHONE_ID) == Verdict("kranich_news_1/de", Approval(state), "INCORRECT_CATEGORY")
    del value["event"]
    [arrival] = arrivals(json.dumps({"entry": [entry]}).encode())
    assert parse(arrival.raw, PHONE_ID) is None  # its quality, or its category
    value["event"] = 7  # type: ignore[assignment]
    [arrival] = arrivals(json.dumps({"entry": [entry]}).encode())
    with pytest.raises(Unparsable):
        parse(arrival.raw, PHONE_ID)


@pytest.mark.parametrize(
    ("tier", "people"),
    [("TIER_250", 250), ("TIER_1K", 1000), ("TIER_2K", 2000), ("TIER_10K", 10_000), ("TIER_100K", 100_000),
     ("TIER_UNLIMITED", None), (None, 250), ("TIER_NOT_SET", 250), (7, 250)],
)  # fmt: skip
def test_how_many_people_a_day_a_tier_means(tier: object, people: int | None) -> None:
    assert people_a_day(tier) == people


async def test_the_command_prints_uploads_and_shows_how_they_stand(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    async with CloudApi(now=datetime(2026, 3, 14, tzinfo=UTC)) as meta:
        for name, value in {
            "API_URL": meta.url, "TOKEN": meta.token, "PHONE_ID": PHONE_ID, "BUSINESS_ID": BUSINESS_ID,
            "APP_SECRET": meta.app_secret, "VERIFY_TOKEN": "park",
        }.items():  # fmt: skip
            monkeypatch.setenv(f"KRANICH_WHATSAPP_{name}", value)
        await approving.templates(upload=False)
        assert '"name": "kranich_invitation_1"' in (said := capsys.readouterr().out)
        assert "✗ kranich_invitation_1/de: Meta does not have it." in said
        await approving.templates(upload=True)
        assert "· kranich_invitation_1/de: pending" in capsys.readouterr().out
        assert len(meta.templates) == len(FORMS) * len(CODES)
        await meta.judges("APPROVED")
        await meta.judges("REJECTED", "news", "de", "PROMOTIONAL")
        await approving.templates(upload=True)
        said = capsys.readouterr().out
        assert "uploaded" not in said
        assert "✓ kranich_invitation_1/ar: approved" in said
        assert "✗ kranich_news_1/de: refused (PROMOTIONAL)" in said
        monkeypatch.delenv("KRANICH_WHATSAPP_BUSINESS_ID")
        with pytest.raises(BadSetting):
            await approving.templates(upload=True)


@pytest.mark.parametrize(
    "typed",
    ["STOP", " stop. ", "Stopp!", "dur", "DUR", "توقف", "إيقاف", "ايقاف", "تَوَقَّف", "بوەستە", "raweste", "نفرست",
     "بس کنید", "ودرېږه", "Jooji", "रोक्नुहोस्", "ТОҚТА", "стоп", "Зупинити", "zatrzymaj", "Arrêtez", "arret", "ＳＴＯＰ"],
)  # fmt: skip
def test_stop_is_understood_in_every_language(typed: str) -> None:
    assert is_stop(typed)
    assert not is_start(typed)


@pytest.mark.parametrize(
    "typed", ["The bus stop", "stop it with the rain?", "Stopka", "durak", "", "!", "🛑 no", "stopp 3"]
)
def test_stop_within_other_words_is_none(typed: str) -> None:
    assert not is_stop(typed)


@pytest.mark.parametrize(
    "typed", ["START", "başla", "ابدأ", "دەستپێبکە", "destpê", "شروع", "پیل", "bilow", "सुरु", "Баста", "старт"]
)
def test_start_is_understood_in_every_language(typed: str) -> None:
    assert is_start(typed)
    assert not is_stop(typed)
