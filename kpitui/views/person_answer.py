"""The answers for programs: `person --json` and `team --json`."""

from datetime import date as day
from datetime import datetime

from msgspec import Struct

from kpitui.domain.numbers import rounded
from kpitui.domain.records.absence import not_over
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.seen_level import SeenLevel
from kpitui.domain.team_tree import PATH
from kpitui.views.clearly_below import Evidence
from kpitui.views.expectations import Expectation
from kpitui.views.kpi_status import MET, NOT_MET
from kpitui.views.level_notices import NO_NOTICES, LevelNotice, MetricNotices
from kpitui.views.person import PersonPage
from kpitui.views.session_answer import ActionAnswer, SessionAnswer, action_answer, session_answer
from kpitui.views.team import TeamPage
from kpitui.views.to_coach import CoachingAnswer, coaching_answer
from kpitui.views.weakest import Weakest


class EvidenceAnswer(Struct, frozen=True, kw_only=True):
    """What makes someone clearly below: the value of some periods together, its sample size, and
    how likely as much comes by chance among all that the team is tested on.
    """

    periods: list[str]
    value: float | None
    n: float
    numerator: float | None
    chance: float


def evidence_answer(one: Evidence) -> EvidenceAnswer:
    """The same for programs."""
    sums = one.together.sums
    return EvidenceAnswer(
        periods=[period.label for period in one.periods],
        value=rounded(one.value),
        n=sums.denominator or sums.weight,
        numerator=rounded(sums.numerator) if sums.denominator else None,
        chance=one.chance,
    )


class ExpectationAnswer(Struct, frozen=True, kw_only=True):
    """One expectation; `standard` is its one number, of a band None, which has both ends: what was
    judged against. `expected` is what is expected now, `coming` what will be, from `coming_on` on.

    `status` and `met` say what the judged period alone does; `met` is None where that is neither.
    Of a sum `standard` and `expected` are what is expected of the hours that they work and the days
    that they are not away: `share` times `full_low` and `full_high`, which hold for full time.
    `verdict` is met, below or clearly below, the last decided by `evidence` among all that the team
    is tested on. `n` is the sample size, of a ratio what it is a part of. `evaluations` and
    `margin` are None where the value is not made of evaluations alone, the margin also where
    nothing can be said of it.
    """

    metric: str
    standard: float | None
    standard_low: float | None
    standard_high: float | None
    expected_low: float | None
    expected_high: float | None
    coming_low: float | None
    coming_high: float | None
    coming_on: day | None
    share: float
    full_low: float | None
    full_high: float | None
    why: str
    direction: str
    unit: str
    status: str
    met: bool | None
    verdict: str | None
    evidence: EvidenceAnswer | None
    n: float | None
    numerator: float | None
    evaluations: int | None
    margin: float | None
    value: float | None
    period: str | None
    running: bool
    unweighted: int
    left_out: int
    latest: float | None
    last_reading_on: day | None
    sparkline: list[float | None]


class LevelAnswer(Struct, frozen=True, kw_only=True):
    """A level that is news to the person, and who said when that it was seen; `by_self` whether
    they said so themselves.
    """

    metric: str
    low: float | None
    high: float | None
    starts_on: day
    before_low: float | None
    before_high: float | None
    seen_at: datetime | None
    seen_by: str | None
    by_self: bool


class QuestionAnswer(Struct, frozen=True, kw_only=True):
    """What the person asked about a level, and what was answered."""

    id: int
    metric: str
    question: str
    asked_at: datetime | None
    answer: str | None
    answered_at: datetime | None
    answered_by: str | None


class WeakQuestionAnswer(Struct, frozen=True, kw_only=True):
    """A question of a call sheet: the share from 0 to 1 of `n` answers, that of the others, and how
    likely it is as low by chance among all questions of all who are compared.
    """

    sheet: str
    question: str
    text: str
    share: float | None
    n: int
    not_applicable: int
    others_share: float | None
    others_n: int
    chance: float | None
    more_than_chance: bool


def weak_question_answers(found: Weakest | None) -> list[WeakQuestionAnswer]:
    """The questions of someone, the weakest first, for programs."""
    return [
        WeakQuestionAnswer(
            sheet=question.sheet.code,
            question=question.question.key,
            text=question.question.text,
            share=rounded(question.share.mean),
            n=question.share.n,
            not_applicable=question.share.not_applicable,
            others_share=rounded(question.share.others_mean),
            others_n=question.share.others_n,
            chance=rounded(question.share.chance),
            more_than_chance=question.share.clear,
        )
        for question in (found.questions if found else ())
    ]


class TeamMemberAnswer(Struct, frozen=True, kw_only=True):
    """Someone of a team, and what is expected of them."""

    person: str
    expectations: list[ExpectationAnswer]
    team: str


class TeamAnswer(Struct, frozen=True, kw_only=True):
    """One team: its people by name, those clearly below first; `path` are the names of the teams
    above it, the topmost first, and its own, `below` those of the teams right below it.
    """

    team: str
    path: list[str]
    below: list[str]
    people: list[TeamMemberAnswer]
    weakest_questions: list[WeakQuestionAnswer]
    not_shown: int | None
    """How many of its people are not shown, as another team is seen as a team."""


def team_answer(page: TeamPage) -> TeamAnswer:
    """The page of a team for programs."""
    return TeamAnswer(
        team=page.team.name,
        path=(page.path or page.team.name).split(PATH),
        below=[*page.below],
        people=[
            TeamMemberAnswer(
                person=row.person.name,
                expectations=[expectation_answer(cell) for cell in row.cells if cell is not None],
                team=row.team or page.team.name,
            )
            for row in page.rows
        ],
        weakest_questions=weak_question_answers(page.weakest),
        not_shown=None if page.too_small else page.not_seen,
    )


class AbsenceAnswer(Struct, frozen=True, kw_only=True):
    """An absence from its first day to the first day back."""

    starts_on: day
    back_on: day | None
    reason: str | None


class PersonAnswer(Struct, frozen=True, kw_only=True):
    """One person: what is expected of them, their coaching, and what is open of it; `hours` a week
    are None for full time, and `away` is what is not over yet.
    """

    person: str
    team: str | None
    role: str | None
    expectations: list[ExpectationAnswer]
    sessions: list[SessionAnswer]
    actions: list[ActionAnswer]
    new_levels: list[LevelAnswer]
    questions: list[QuestionAnswer]
    weakest_questions: list[WeakQuestionAnswer]
    hours: float | None
    away: list[AbsenceAnswer]
    coaching: CoachingAnswer | None


def person_answer(page: PersonPage) -> PersonAnswer:
    """The page of a person for programs, in the shape that `design/commands.md` promises."""
    return PersonAnswer(
        person=page.person.name,
        team=page.team.name if page.team else None,
        role=page.role.name if page.role else None,
        hours=page.hours,
        away=[
            AbsenceAnswer(
                starts_on=absence.starts_on, back_on=absence.ends_on, reason=absence.reason or None
            )
            for absence in not_over(page.person.absences, page.as_of.day)
        ],
        expectations=[expectation_answer(expectation) for expectation in page.expectations],
        sessions=[
            session_answer(session, page.effects.get(session.session.id, ()))
            for session in page.sessions
        ],
        actions=[
            action_answer(line.action, page.as_of.day)
            for line in page.open
            if line.action is not None
        ],
        new_levels=[
            _level(expectation.metric, notice)
            for expectation in page.expectations
            for notice in _notices(page, expectation).news
        ],
        questions=[
            _question(expectation.metric, asked)
            for expectation in page.expectations
            for asked in _notices(page, expectation).asked
        ],
        weakest_questions=weak_question_answers(page.weakest),
        coaching=coaching_answer(page.coached, page.as_of.day) if page.coached else None,
    )


def _notices(page: PersonPage, one: Expectation) -> MetricNotices:
    return page.notices.get(one.metric.id, NO_NOTICES)


def _level(metric: Metric, notice: LevelNotice) -> LevelAnswer:
    level, before, seen = notice.change.level, notice.change.before, notice.seen
    return LevelAnswer(
        metric=metric.name,
        low=level.level.low,
        high=level.level.high,
        starts_on=level.starts_on,
        before_low=before.low if before else None,
        before_high=before.high if before else None,
        seen_at=seen.seen_at if seen else None,
        seen_by=seen.seen_by if seen else None,
        by_self=notice.by_self,
    )


def _question(metric: Metric, asked: SeenLevel) -> QuestionAnswer:
    return QuestionAnswer(
        id=asked.id,
        metric=metric.name,
        question=asked.question,
        asked_at=asked.seen_at,
        answer=asked.answer or None,
        answered_at=asked.answered_at,
        answered_by=asked.answered_by,
    )


def expectation_answer(one: Expectation) -> ExpectationAnswer:
    """One expectation for programs."""
    level, judged, coming = one.shown_level, one.judged, one.times.coming
    evaluated = judged.evaluated if judged else None
    band = level.low is not None and level.high is not None
    return ExpectationAnswer(
        metric=one.metric.name,
        standard=None if band else level.low if level.low is not None else level.high,
        standard_low=level.low,
        standard_high=level.high,
        expected_low=one.level.low,
        expected_high=one.level.high,
        coming_low=coming.level.low if coming else None,
        coming_high=coming.level.high if coming else None,
        coming_on=coming.since if coming else None,
        share=one.share.factor if one.share else 1.0,
        full_low=one.full.low if one.full else level.low,
        full_high=one.full.high if one.full else level.high,
        why=one.why,
        direction=one.metric.direction.value,
        unit=one.metric.unit,
        status=one.fact,
        met={MET: True, NOT_MET: False}.get(one.fact),
        verdict=one.verdict.value if one.verdict else None,
        evidence=evidence_answer(one.clearly) if one.clearly and one.clearly_below else None,
        n=rounded(judged.sample_size) or None if judged and not judged.unweighted else None,
        numerator=rounded(judged.sums.numerator) if judged and judged.sums.denominator else None,
        evaluations=evaluated.count if evaluated else None,
        margin=rounded(evaluated.margin) if evaluated else None,
        value=rounded(one.value),
        period=judged.period.label if judged else None,
        running=bool(judged and judged.running),
        unweighted=judged.unweighted if judged else 0,
        left_out=judged.left_out if judged else 0,
        latest=rounded(one.latest.value if one.latest else None),
        last_reading_on=one.latest.day if one.latest else None,
        sparkline=[rounded(each.value) for each in one.series],
    )
