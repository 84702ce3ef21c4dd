"""The translation desk: interpreters translate what was asked for, somebody else confirms, coordinators release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zlib import crc32

from bot.domain.content import Content, Line
from bot.domain.people import Participant
from bot.domain.translations import Translation, version
from bot.errors import NotAllowed, Refused
from bot.language.languages import LANGUAGES
from bot.messages import translating as words
from bot.messages import translating_team as team_words
from bot.messages.team import line
from bot.services import translating
from bot.services.translating import Subject
from bot.store import translations, wordings
from bot.talks import drafts, team_events
from bot.talks.args import Args, Forged
from bot.talks.talk import Option, Talk
from bot.talks.translating import ask_bodies
from bot.talks.turn import Turn

JOBS_SHOWN = 10


async def languages(turn: Turn, args: Args) -> None:
    """Into which languages I translate; a tap changes one."""
    if not turn.person.is_interpreter:
        raise NotAllowed
    if len(args):
        code, wanted = args.word(0, LANGUAGES), bool(args.number(1, most=1))
        await translating.set_language(turn.ctx, turn.person, code, wanted=wanted)
    await turn.show(await languages_question(turn))


async def languages_question(turn: Turn) -> Content:
    """The question as it stands now."""
    chosen = await translations.languages_of(turn.ctx.sql, turn.person.id)
    return words.languages_question(chosen, turn.ctx.project.language, turn.person.language)


async def texts(turn: Turn, _: Args) -> None:
    """What I can translate or check; who has named no language yet is asked for them."""
    chosen = await translations.languages_of(turn.ctx.sql, turn.person.id)
    if turn.person.is_interpreter and not chosen:
        await turn.show(await languages_question(turn))
        return
    await turn.show(await _job_list(turn))


async def _job_list(turn: Turn) -> Content:
    chosen, found = await translations.languages_of(turn.ctx.sql, turn.person.id), []
    for job in (await translating.jobs(turn.ctx, turn.person))[:JOBS_SHOWN]:
        subject = await translating.subject(turn.ctx, job.text_id)
        if subject:
            found.append((job, await translating.heading(turn.ctx, subject)))
    return words.job_list(found, chosen, turn.person.language)


async def _known(turn: Turn, args: Args) -> tuple[Subject, str]:
    """The text and language a button names; an interpreter's only where they translate into it."""
    text_id, language = args.number(), args.word(1, LANGUAGES)
    if not await _may(turn, turn.person, language):
        raise Forged
    return await _needed(turn, text_id), language


async def _may(turn: Turn, person: Participant, language: str) -> bool:
    return person.is_coordinator or language in await translations.languages_of(turn.ctx.sql, person.id)


async def _needed(turn: Turn, text_id: int) -> Subject:
    found = await translating.subject(turn.ctx, text_id)
    if found is None:
        raise Refused(turn.say.t("This text is not needed any more."))
    return found


async def begin(turn: Turn, args: Args) -> None:
    """Translate a text."""
    found, language = await _known(turn, args)
    turn.begin("interpret", text=found.text_id, language=language)


async def begin_better(turn: Turn, args: Args) -> None:
    """Make a proposal better: then that is the proposal, and somebody else confirms it."""
    found, language = await _known(turn, args)
    seen = await translating.standing(turn.ctx, found, language)
    turn.begin("interpret", text=found.text_id, language=language, better=True, seen=seen)


async def interpret(talk: Talk) -> None:
    """One text after the other that is asked for, each stored as a proposal at its end. What is left out stays open.

    Whoever was slower than somebody else still says everything they have begun to, and which of the two texts stays.
    """
    turn, language = talk.turn, str(talk.arguments["language"])
    if not await _may(turn, turn.person, language):
        raise Refused(talk.say.t("This is for the team only."))
    found, better = await _needed(turn, int(talk.arguments["text"])), bool(talk.arguments.get("better"))
    fields = await translating.open_fields(talk.ctx, found, language, again=better)
    begun = {key.rpartition("_")[0] for key in talk.reached()}
    asked = tuple(field for field in words.FIELD_NAMES if field in fields or field in begun)
    if not asked:
        await _done_before(turn, found, language)
        return
    older = {field: one.body for field, one in fields.items()}
    written = await ask_bodies(talk, found, language, asked, older)
    there = await translating.standing(talk.ctx, found, language)
    taken = _taken(there, written, talk.arguments.get("seen", there if better else {}))
    if taken and not await _insists(talk, found, language, taken, written):
        if all(written.get(field) for field in there):  # what was left out was not read
            await translating.confirm(talk.ctx, turn.person, found, language)
        written = {field: body for field, body in written.items() if field not in taken}
    new = await translating.propose(talk.ctx, turn.person, found, language, written)
    if better or taken:
        await turn.show(await _proposal(turn, found, language))
    elif not (new or fields):
        await _done_before(turn, found, language)
    else:
        await _go_on(turn, talk.arguments, new=new)


def _taken(there: Mapping[str, str], written: Mapping[str, str], seen: Mapping[str, str]) -> dict[str, str]:
    """What somebody else has written since one began, for fields of which one has written something else."""
    return {
        field: body
        for field, body in there.items()
        if written.get(field) and body not in {written[field], seen.get(field)}
    }


async def _insists(
    talk: Talk, found: Subject, language: str, taken: Mapping[str, str], written: Mapping[str, str]
) -> bool:
    """Somebody was faster: whether a person takes their own text, or finds that the other one is right."""
    original = await wordings.read(talk.ctx.sql, found.text_id, found.language)
    question = words.whose(original, taken, written, talk.language)
    options = (
        Option("theirs", f"✅ {talk.say.t('It is right')}"),
        Option("mine", f"✏️ {talk.say.t('Take my text')}"),
    )
    return await talk.choose(f"whose_{crc32(repr(taken).encode()):x}", question, options) == "mine"


async def _done_before(turn: Turn, found: Subject, language: str) -> None:
    """Somebody was faster: their proposal is to be read and confirmed."""
    content = await _proposal(turn, found, language)
    await turn.show(content.headed(turn.say.t("Somebody has translated this already."), "✅"))


async def _go_on(turn: Turn, arguments: dict[str, Any], *, new: bool) -> None:
    """The next text that is asked for, past those of this round; after the last one, what else there is."""
    passed = [*arguments.get("passed", []), [arguments["text"], arguments["language"]]]
    thanks = turn.say.t("Thank you! Somebody else reads it, then it goes out.") if new else ""
    jobs = await translating.jobs(turn.ctx, turn.person)
    after = next((job for job in jobs if job.to_write and [job.text_id, job.language] not in passed), None)
    if after is None:
        content = await _job_list(turn)
        await turn.show(content.headed(thanks, "💛") if thanks else content)
        return
    if thanks:
        await turn.show(Content(turn.person.language, (Line(thanks, "💛"),)))
    turn.begin("interpret", text=after.text_id, language=after.language, passed=passed)


async def look(turn: Turn, args: Args) -> None:
    """A proposal beside its original, and what can be done with it."""
    found, language = await _known(turn, args)
    await turn.reply(await _proposal(turn, found, language))


async def _proposal(turn: Turn, found: Subject, language: str, stored: list[Translation] | None = None) -> Content:
    if stored is None:
        stored = await translations.of_text(turn.ctx.sql, found.text_id, language)
    original = await wordings.read(turn.ctx.sql, found.text_id, found.language)
    what = await translating.heading(turn.ctx, found)
    return words.proposal(
        found.text_id, what, language, original, stored, turn.person.id, turn.person.language,
        may_release=turn.person.is_coordinator,
    )  # fmt: skip


async def _is_as_seen(turn: Turn, found: Subject, language: str, seen: str) -> bool:
    """Whether a proposal still says what the reader of the button has seen; else it is shown as it is now."""
    stored = await translations.of_text(turn.ctx.sql, found.text_id, language)
    if not any(one.is_ready for one in stored):
        await turn.toast(turn.say.t("That one is answered already."))
        return False
    if version(stored) == seen:
        return True
    await turn.toast(turn.say.t("This has changed. Please read it again."))
    await turn.reply(await _proposal(turn, found, language, stored))
    return False


async def confirm(turn: Turn, args: Args) -> None:
    """It is right. Nobody says so of their own text."""
    found, language = await _known(turn, args)
    if not await _is_as_seen(turn, found, language, args.word(2)):
        return
    if not await translating.confirm(turn.ctx, turn.person, found, language):
        await turn.toast(turn.say.t("That one is answered already."))
        return
    content = await _proposal(turn, found, language)
    await turn.show(content.headed(turn.say.t("Thank you!"), "💛"))


async def release(turn: Turn, args: Args) -> None:
    """People read it from now on."""
    found, language = await _known(turn, args)
    if not await _is_as_seen(turn, found, language, args.word(2)):
        return
    await translating.release(turn.ctx, turn.person, found, language)
    done = turn.say.team("Released. People who read {language} get it.", language=LANGUAGES[language].name)
    if found.event:
        await team_events.show_event(turn, found.event.id, done, "📣")
    elif found.news and found.news.state in drafts.KEPT:
        await turn.show(line(done, turn.person.language))
        await drafts.show(turn, found.news, language)
    else:
        await turn.show(line(done, turn.person.language))


async def ask(turn: Turn, args: Args) -> None:
    """Ask the interpreters for every language of the audience in which something is missing."""
    found = await _needed(turn, args.number())
    done = await translating.ask(turn.ctx, turn.person, found)
    await turn.reply(team_words.asked(done.asked, done.nobody, turn.person.language))
