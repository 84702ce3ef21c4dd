"""What an answer of the Bot API means, also where a proxy stands in between or another server speaks for Telegram."""

from __future__ import annotations

from datetime import timedelta

import pytest
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.answers import result


@pytest.mark.parametrize("status", [200, 401, 403, 404, 409])
@pytest.mark.parametrize("said", [b'{"error":"no route"}', b'{"ok":0,"error_code":403}', b"[]", b"<html>"])
def test_what_is_not_in_telegrams_words_says_nothing_of_chat_or_token(status: int, said: bytes) -> None:
    with pytest.raises(TelegramError, match=r"(?i)unreadable answer") as caught:
        result(status, said)
    assert type(caught.value) is TelegramError


@pytest.mark.parametrize(
    ("code", "kind"), [(400, BadRequest), (403, Forbidden), (409, Conflict), (401, InvalidToken), (404, InvalidToken)]
)
def test_an_error_is_the_same_where_it_comes_with_status_200(code: int, kind: type[TelegramError]) -> None:
    said = b'{"ok":false,"error_code":%d,"description":"no"}' % code
    for status in (code, 200):
        with pytest.raises(kind):
            result(status, said)


@pytest.mark.parametrize("status", [429, 200])
def test_a_pause_is_found_beside_an_error(status: int) -> None:
    said = b'{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":35,"new":1}}'
    with pytest.raises(RetryAfter) as caught:
        result(status, said)
    assert caught.value.retry_after in {35, timedelta(seconds=35)}


@pytest.mark.parametrize("status", [400, 200])
def test_a_new_number_is_found_beside_an_error(status: int) -> None:
    with pytest.raises(ChatMigrated) as caught:
        result(status, b'{"ok":false,"error_code":400,"parameters":{"migrate_to_chat_id":-1001}}')
    assert caught.value.new_chat_id == -1001


@pytest.mark.parametrize("code", [b"[]", b'"403"', b"null", b"true"])
def test_an_error_with_an_odd_code_is_no_refusal(code: bytes) -> None:
    with pytest.raises(TelegramError) as caught:
        result(200, b'{"ok":false,"error_code":%s}' % code)
    assert not isinstance(caught.value, Forbidden | BadRequest | InvalidToken | Conflict | RetryAfter)
