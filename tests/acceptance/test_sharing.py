"""A mother and her grown-up son with one telephone."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.clock import SharedClock
from tests.acceptance.neighbours import Neighbour, announces
from tests.acceptance.process import installed
from tests.acceptance.scenes import FAST, FEST, all_is_sent, prepared
from tests.stand_ins.telegram import TelegramServer

NAME = "Bela"
ANSWERS = "SELECT p.name, a.choice FROM answer AS a JOIN participant AS p ON p.id = a.participant_id"


async def registers_here(mother: Neighbour, son: Neighbour) -> None:
    """The son takes his mother's telephone, and answers for himself alone."""
    await mother.says("/settings")
    await mother.taps(mother.say.t("People on this phone"))
    await mother.taps(mother.say.t("Another person"))
    await son.consents()
    await son.writes(son.say.t("What shall we call you?"), NAME)
    await son.answers(son.say.t("How many adults? Count yourself."), "1")
    await son.answers(son.say.t("How many children?"), "0")
    for question in ("Are you new here?", "Which country do you come from?", "How old are you?", "You are …"):
        await son.answers(son.say.t(question), son.say.t("I'd rather not say"))
    await son.reads(son.say.t("Thank you, {name}!", name=NAME))


async def test_a_mother_and_her_son_are_invited_and_answer_each_alone_on_one_telephone(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    async with installed(server, tmp_path, clock, telegram_rate=FAST) as bot:
        olga, [amina], event = await prepared(bot, server, 1)
        son = Neighbour(amina.phone, "tr", clock)
        await registers_here(amina, son)
        await announces(olga, event)
        await all_is_sent(olga, to=3)
        hers = await amina.reads(amina.name, FEST, new=False)
        his = await son.reads(NAME, FEST, new=False)
        await amina.taps(amina.say.t("I am coming"), hers)
        await son.taps(son.say.t("Not this time"), his)
        await son.reads(NAME, son.say.t("You are not coming this time."), new=False)
        await bot.stop()
        assert {str(name): choice for name, choice in bot.rows(ANSWERS)} == {amina.name: "coming", NAME: "no"}
