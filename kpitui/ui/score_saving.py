"""How an evaluation is saved: in one change with its reading; asked about where the contact was
scored before, and with a reason where its month is locked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol

from msgspec.structs import replace

from kpitui.actions.evaluations import ScoredAlready, correct_evaluation, record_evaluations
from kpitui.domain.errors import BadData, Conflict, KpituiError
from kpitui.domain.first_few import and_more
from kpitui.domain.history import ChangeRecord, known_as
from kpitui.domain.records.evaluation import EvaluationDraft
from kpitui.domain.records.sheet import SheetVersion
from kpitui.domain.text import LINE_LIMIT, NAME_LIMIT, clean
from kpitui.storage.drafts import Typed
from kpitui.ui.choice import score_again
from kpitui.ui.editing import EditingScreen
from kpitui.ui.messages import ContactScored, NotRecorded
from kpitui.ui.sheet_answers import SheetAnswers
from kpitui.ui.sheet_saving import SheetSaving
from kpitui.ui.telling import not_saved
from kpitui.views.contacts import contact_key
from kpitui.views.scoring import ToScore, load_to_correct
from kpitui.words.scores import scored_said

NAMED = 3
"""So many open questions are named, and so many refused answers."""

STOOD = "stood"
"""Which version of the evaluation a correction was typed over, as it is kept."""


class ScoredContactSheet(Protocol):
    """What is saved: whose contact it is, and what is typed of it."""

    to_score: ToScore
    answers: SheetAnswers

    @property
    def fields(self) -> dict[str, str]:
        """What is said of the contact."""

    def keep_typed(self) -> None:
        """Put what is typed among what is typed and not saved."""

    def being_saved(self) -> Typed:
        """The part of what is typed that a save takes along."""

    async def action_save(self) -> None:
        """Save it."""


class ScoreSaving:
    """Saves what stands on the scoring screen; what came of it is sent to the screen."""

    def __init__(
        self, screen: EditingScreen, sheet: ScoredContactSheet, say: Callable[[str], None]
    ) -> None:
        self._changes, self._sheet, self._say = screen.changes, sheet, say
        self._context = screen.context
        self._sheet_saving = SheetSaving(screen, say, sheet.action_save, screen.context)
        self._again = False
        """Whether a contact that was scored before is scored once more."""
        self.arrived = self._sheet_saving.arrived
        self.ask_for_reason = self._sheet_saving.ask_for_reason

    @property
    def stood(self) -> dict[str, str]:
        """What a correction was typed over, to be kept with it."""
        old = self._sheet.to_score.old
        return {STOOD: str(old.version)} if old is not None else {}

    def overtaken_words(self, kept: Mapping[str, str]) -> str:
        """What is said where someone changed the evaluation since a draft of it was typed."""
        old = self._sheet.to_score.old
        if old is None or kept.get(STOOD) == str(old.version):
            return ""
        return "It was changed meanwhile; Ctrl+S saves what stands here in its place."

    def wanting_words(self, places: Sequence[int]) -> str:
        """Which keys were refused, which questions no one answered, and where Enter goes."""
        answers = self._sheet.answers
        keys = {at: key for at in places if (key := answers.refused(answers.questions[at]))}
        said = []
        if keys:
            are = "is no answer" if len(keys) == 1 else "are no answers"
            refused = [f"{at + 1} (“{key}”)" for at, key in keys.items()]
            said.append(f"{and_more(refused, NAMED)} {are}")
        if left := [str(at + 1) for at in places if at not in keys]:
            which, are = ("question", "is") if len(left) == 1 else ("questions", "are")
            said.append(f"{which} {and_more(left, NAMED)} {are} open")
        text = answers.questions[places[0]].text
        there = f"there: “{text}”" if len(places) == 1 else f"to {places[0] + 1}"
        return f"Not saved: {'; '.join(said)}. Enter goes {there}"

    def save(self, version: SheetVersion, day: date) -> None:
        """Save it without holding up a key."""
        sheet, work = self._sheet, self._context
        try:
            draft = self._draft(version, day)
        except BadData as error:
            self._say(not_saved(error))
            return
        old, again = sheet.to_score.old, self._again

        def do(change: ChangeRecord) -> None:
            by, day = (work.database, work.actor), work.latest_day
            if old is None:
                made = record_evaluations(*by, [draft], today=day, change=change, again=again)
                scored.key = contact_key(made.evaluation_ids[0])
                return
            with known_as(change.uuid):
                correct_evaluation(*by, old, draft, draft.answers, today=day, why=change.why)

        blind = sheet.to_score.calibration is not None
        what = "score calibration" if blind else "score contact"
        what = what if old is None else "correct evaluation"
        change = self._sheet_saving.change_of(what, (draft, again, old))
        said = scored_said(
            sheet.answers.score, sheet.to_score.person.name, draft.reference,
            sheet.to_score.metric, work.speech, done="Scored" if old is None else "Corrected",
        )  # fmt: skip
        scored = ContactScored(said, contact_key(old.id) if old is not None else "")
        self._sheet_saving.save(sheet, do, change, scored)

    def _draft(self, version: SheetVersion, day: date) -> EvaluationDraft:
        answers, fields = self._sheet.answers, self._sheet.fields
        calibration = self._sheet.to_score.calibration
        return EvaluationDraft(
            sheet_version_id=version.id, person_id=self._sheet.to_score.person.id, date=day,
            calibration_id=calibration.id if calibration else None,
            reference=_clean("The number of the contact", fields["reference"], NAME_LIMIT),
            channel=_clean("The channel", fields["channel"], NAME_LIMIT),
            note=_clean("The note", answers.note, LINE_LIMIT),
            answers=tuple(
                replace(answer, comment=_clean("A comment", answer.comment, LINE_LIMIT))
                for answer in answers.given
            ),
        )  # fmt: skip

    async def refused(self, message: NotRecorded) -> None:
        """What was not saved stays; it is asked about where the contact was scored before, and
        saved over what someone else saved meanwhile once more is asked for.
        """
        self._sheet_saving.failed(message.error)
        if isinstance(message.error, ScoredAlready):
            await self._changes.choose(
                message.error.sentence,
                score_again(self._save_again),
            )
        elif isinstance(message.error, Conflict):
            self._take_theirs(message.error)

    async def _save_again(self) -> None:
        self._again = True
        await self._sheet.action_save()

    def _take_theirs(self, error: Conflict) -> None:
        sheet = self._sheet
        assert sheet.to_score.old is not None
        try:
            now = load_to_correct(self._context.database, sheet.to_score.old.id)
        except KpituiError as busy:
            self._say(not_saved(busy))
            return
        if now is None:
            self._say("It was removed meanwhile, and is not saved; Esc leaves it.")
            return
        sheet.to_score = now
        when = f"{error.by} changed it at {self._context.moment(error.at)}"
        who = when if error.by else "someone changed it meanwhile"
        self._say(f"Not saved: {who}. Ctrl+S saves what stands here in its place.")


def _clean(what: str, text: str, limit: int) -> str:
    try:
        return clean(text, limit)
    except ValueError as error:
        raise BadData(f"{what}: {error}.") from None
