"""The templates: what is given to Meta, what is sent with them, and what Meta says of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import approving, checking
from bot.channels.protocol import Unparsable, Verdict
from bot.channels.whatsapp.calls import arrivals
from bot.channels.whatsapp.channel import people_a_day
from bot.channels.whatsapp.parsing import parse
from bot.channels.whatsapp.templates import CODES, FORMS, Form, body_text, definition, definitions, key, knock, name
from bot.domain.content import NEWS, Notice
from bot.domain.deliveries import Approval
from bot.errors import BadSetting
from bot.language.bidi import RLM
from bot.language.languages import LANGUAGES
from bot.language.stop_words import is_start, is_stop
from bot.language.texts import Texts
from tests.stand_ins.whatsapp import BUSINESS_ID, PHONE_ID, CloudApi
from tests.stand_ins.whatsapp_rules import Refusal, check_template, read_definition


def test_meta_takes_every_template_in_every_language() -> None:
    found = dict(definitions())
    assert len(found) == len(FORMS) * len(CODES)
    for given in found.values():
        read_definition(given)


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


@pytest.mark.parametrize(("language", "begins"), [("ar", RLM), ("fa", RLM), ("de", "")])
def test_a_fact_behind_a_pictogram_gives_its_line_the_direction_of_the_language(language: str, begins: str) -> None:
    found = knock(Notice("invitation", ("Singen", "", "Park")), language)
    assert found
    body = json.loads(found.payload)["template"]["components"][0]
    assert [one["text"] for one in body["parameters"]] == [f"{begins}{fact}" for fact in ("Singen", "–", "Park")]


def test_the_facts_of_a_template_stand_in_the_same_order_in_every_language() -> None:
    for language in CODES:
        text = body_text("invitation", language)
        assert text.index("🎉 {{1}}") < text.index("🗓 {{2}}") < text.index("📍 {{3}}")


def reworded(monkeypatch: pytest.MonkeyPatch, word: str, into: str) -> None:
    """A translator finds better words for one text; the names of templates are worked out anew."""
    said = Texts.t
    monkeypatch.setattr(
        Texts, "t", lambda say, message, **given: into if message == word else said(say, message, **given)
    )
    name.cache_clear()


@pytest.fixture(autouse=True)
def names_are_forgotten() -> Iterator[None]:
    """What a test changed in the words is not in the names that others see."""
    yield
    name.cache_clear()


def test_another_word_makes_another_name_and_leaves_the_other_templates_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {(kind, code): name(kind, code) for kind in FORMS for code in CODES}
    assert len({*before.values()}) == len(before)
    reworded(monkeypatch, "Can you come? Please tell us.", "Kommst du?")
    assert {kind for (kind, code), one in before.items() if name(kind, code) != one} == {"invitation"}
    assert name("invitation", "de").rpartition("_")[0] == before["invitation", "de"].rpartition("_")[0]
    reworded(monkeypatch, "I am coming", "Ja!")
    assert name("reminder", "de") != before["reminder", "de"], "what its buttons say, too"


@pytest.mark.parametrize(
    "form",
    [replace(FORMS["news"], icons=("🎉",)), replace(FORMS["news"], lasts=60),
     replace(FORMS["news"], labels=("I am coming",))],
)  # fmt: skip
def test_what_takes_other_facts_or_buttons_is_another_family(monkeypatch: pytest.MonkeyPatch, form: Form) -> None:
    before = name("news", "de").rpartition("_")[0]
    monkeypatch.setitem(FORMS, "news", form)
    name.cache_clear()
    assert name("news", "de").rpartition("_")[0] != before


def test_a_name_is_one_that_meta_takes() -> None:
    assert all(re.fullmatch(r"kranich_[a-z]+_[0-9a-f]{4}_[0-9a-f]{8}", name(kind, "ar")) for kind in FORMS)


def test_the_stand_in_refuses_what_meta_refuses() -> None:
    good = definition("invitation", "de")
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


def set_up(monkeypatch: pytest.MonkeyPatch, meta: CloudApi) -> None:
    """The settings for a number at Meta's."""
    for setting, value in {
        "API_URL": meta.url, "TOKEN": meta.token, "PHONE_ID": PHONE_ID, "BUSINESS_ID": BUSINESS_ID,
        "APP_SECRET": meta.app_secret, "VERIFY_TOKEN": "park",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"KRANICH_WHATSAPP_{setting}", value)


async def test_the_command_prints_uploads_and_shows_how_they_stand(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    async with CloudApi(now=datetime(2026, 3, 14, tzinfo=UTC)) as meta:
        set_up(monkeypatch, meta)
        await approving.templates(upload=False)
        assert f'"name": "{name("invitation", "de")}"' in (said := capsys.readouterr().out)
        assert f"✗ {key('invitation', 'de')}: Meta does not have it." in said
        await approving.templates(upload=True)
        assert f"· {key('invitation', 'de')}: pending" in capsys.readouterr().out
        assert len(meta.templates) == len(FORMS) * len(CODES)
        await meta.judges("APPROVED")
        await meta.judges("REJECTED", "news", "de", "PROMOTIONAL")
        await approving.templates(upload=True)
        said = capsys.readouterr().out
        assert "uploaded" not in said
        assert f"✓ {key('invitation', 'ar')}: approved" in said
        assert f"✗ {key('news', 'de')}: refused (PROMOTIONAL)" in said
        old, words = key("news", "ar"), "We have news for you."
        reworded(monkeypatch, words, "خبر جديد")
        await approving.templates(upload=True)
        said = capsys.readouterr().out
        assert f"· {key('news', 'ar')}: uploaded." in said
        assert f"· {old}: an older edition. It is used until the new one is approved." in said
        await meta.judges("APPROVED", "news", "ar")
        meta.templates["kranich_news_1", "de"] = meta.templates[name("news", "de"), "de"]
        await approving.templates(upload=False)
        said = capsys.readouterr().out
        gone = "an older edition. It is not used any more: you can delete it at Meta."
        assert f"· {old}: {gone}" in said
        assert f"· kranich_news_1/de: {gone}" in said
        monkeypatch.delenv("KRANICH_WHATSAPP_BUSINESS_ID")
        with pytest.raises(BadSetting):
            await approving.templates(upload=True)


async def test_check_says_how_many_templates_meta_lacks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    async with CloudApi(now=datetime(2026, 3, 14, tzinfo=UTC)) as meta:
        set_up(monkeypatch, meta)
        await checking.check()
        assert f"· Meta lacks {len(FORMS) * len(CODES)} templates in their present words." in capsys.readouterr().out
        await approving.templates(upload=True)
        capsys.readouterr()
        await checking.check()
        assert "✓ Meta has all templates. How they stand: kranich templates" in capsys.readouterr().out
        monkeypatch.setenv("KRANICH_WHATSAPP_BUSINESS_ID", "4711")
        assert not await checking.check()
        assert "✗ KRANICH_WHATSAPP_BUSINESS_ID: The messenger does not open the account" in capsys.readouterr().out


@pytest.mark.parametrize(
    "typed",
    ["STOP", " stop. ", "Stopp!", "dur", "DUR", "توقف", "إيقاف", "ايقاف", "تَوَقَّف", "وەستان", "raweste", "نفرست",
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
    "typed",
    ["START", "başla", "ابدأ", "دەستپێبکە", "دەستپێکردن", "destpê", "شروع", "پیل", "bilow", "सुरु", "Баста", "старт"],
)
def test_start_is_understood_in_every_language(typed: str) -> None:
    assert is_start(typed)
    assert not is_stop(typed)
