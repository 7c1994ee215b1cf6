"""The command `score`: a contact scored on a call sheet, in words."""

from datetime import date
from pathlib import Path

import click

from kpitui.actions.evaluations import ScoredAlready, record_evaluations
from kpitui.cli.context import (
    Environment,
    answer,
    answer_json,
    charset,
    db_option,
    json_option,
    open_environment,
)
from kpitui.cli.in_words import NUMBERS_BELOW_0, InWords
from kpitui.domain.access import Permission
from kpitui.domain.errors import BadData
from kpitui.domain.history import ChangeRecord
from kpitui.domain.records.sheet import SheetVersion
from kpitui.domain.score_phrase import ScorePhrase, read_score, score_draft
from kpitui.domain.sheet_score import Score
from kpitui.views.evaluators import evaluator_named
from kpitui.views.lookup import load_people_names
from kpitui.views.sheets import SheetBook, load_sheet_book
from kpitui.words.scores import scored_said


@click.command(cls=InWords, context_settings=NUMBERS_BELOW_0)
@db_option
@json_option
@click.option("--sheet", metavar="NAME", help="The call sheet, where there are several.")
@click.option("--by", "evaluator", default="", metavar="NAME", help="Who scored it, if not you.")
@click.option("--again", is_flag=True, help="Score a contact that you scored already once more.")
@click.option("--why", default="", metavar="TEXT", help="Reason for a contact in a locked month.")
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED)
def score(
    db: Path | None, words: tuple[str, ...], sheet: str | None, evaluator: str, again: bool,
    why: str, as_json: bool,
) -> None:  # fmt: skip
    """Score a contact on a call sheet: kpitui score 'helen 8841 ynyy-4 "read the order back"'

    Who, the number of the contact, and for each question y, n, a digit or -; then, where wanted, a
    note in quotes, the day and the channel.
    """
    env = open_environment(db)
    env.actor.require(Permission.READINGS)
    book = load_sheet_book(env.database)

    def version_of(day: date) -> SheetVersion:
        found = book.scored_with(day, sheet).on(day)
        assert found is not None
        return found

    people = load_people_names(env.database)
    said = read_score(" ".join(words), people, version_of, env.entry_day, env.writing)
    by = evaluator_named(env.database, env.actor, evaluator)
    draft = score_draft(said, version_of(said.day), by)
    change = ChangeRecord(env.actor, "score contact", why)
    try:
        done = record_evaluations(
            env.database, env.actor, [draft], today=env.latest_day, change=change, again=again
        )
    except ScoredAlready as already:
        raise already.reworded(f"{already.sentence} Score it once more with --again.") from None
    _tell(env, book, said, done.evaluation_ids[0], done.scores[0], as_json=as_json, sheet=sheet)


def _tell(
    env: Environment, book: SheetBook, said: ScorePhrase, evaluation_id: int, score: Score, *,
    as_json: bool, sheet: str | None,
) -> None:  # fmt: skip
    found = book.scored_with(said.day, sheet)
    if as_json:
        answer_json(
            {
                "id": evaluation_id, "sheet": found.name, "person": said.person.name,
                "date": said.day, "reference": said.reference or None,
                "channel": said.channel or None, "score": score.score,
                "score_without_critical": score.unfailed,
                "failed": [one.key for one in score.failed], "note": said.note or None,
            }
        )  # fmt: skip
        return
    metric = book.metrics.get(found.metric_id)
    if metric is None:
        raise BadData("The metric of the sheet was removed.")
    told = scored_said(
        score, said.person.name, said.reference, metric, env.speech, day=said.day,
        channel=said.channel,
    )  # fmt: skip
    answer(told, charset(env.config))
