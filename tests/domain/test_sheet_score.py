"""What answers on a call sheet come to, by the arithmetic of issue 16."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.records.sheet import AnswerKind, Question
from kpitui.domain.sheet_score import key_of, read_answer, score_of, share_of


def question(
    id_: int, kind: str = "yes/no", weight: float = 1, *, critical: bool = False, most: int = 4
) -> Question:
    found = AnswerKind(kind)
    return Question(
        id=id_, key=f"q{id_}", text=f"Question {id_}", kind=found, weight=weight,
        critical=critical, not_applicable=True,
        most=most if found is AnswerKind.COUNT else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value", "share"),
    [
        ("yes/no", 1, 1), ("yes/no", 0, 0), ("1-5", 1, 0), ("1-5", 2, 0.25), ("1-5", 5, 1),
        ("count of", 0, 1), ("count of", 1, 0.75), ("count of", 4, 0), ("count of", 9, 0),
    ],
)  # fmt: skip
def test_the_share_of_each_kind(kind: str, value: float, share: float) -> None:
    assert share_of(question(1, kind), value) == share


def test_the_score_is_the_weighted_mean_of_what_was_answered() -> None:
    questions = [question(1), question(2, "1-5", 3), question(3, weight=2)]
    assert score_of(questions, {1: 1, 2: 3, 3: None}).score == pytest.approx(100 * 2.5 / 4)
    assert score_of(questions, {1: 1, 2: 3}).score == pytest.approx(100 * 2.5 / 4)


def test_a_critical_no_makes_it_0_and_is_told_with_what_it_were_without() -> None:
    questions = [question(1, critical=True), question(2, weight=3)]
    failed = score_of(questions, {1: 0, 2: 1})
    assert (failed.score, failed.unfailed) == (0, 75)
    assert [one.key for one in failed.failed] == ["q1"]
    assert score_of(questions, {1: None, 2: 1}).score == 100  # N/A is no failure


def test_nothing_applies_is_no_score() -> None:
    assert score_of([question(1), question(2)], {1: None, 2: None}).score is None


def test_only_yes_and_no_can_be_critical_and_only_a_count_has_a_limit() -> None:
    with pytest.raises(ValueError, match="only a yes/no question can be critical"):
        question(1, "1-5", critical=True)
    with pytest.raises(ValueError, match="limit belongs to"):
        Question(key="a", text="A", kind=AnswerKind.YES_NO, most=3)
    with pytest.raises(ValueError, match="above 0"):
        question(1, weight=0)


@given(
    st.sampled_from(["yes/no", "1-5", "count of"]),
    st.sampled_from(["y", "n", "Y", "yes", "no", "-", "–", *"0123456789", "x", "", "10", "é"]),
)
def test_every_key_is_an_answer_of_its_question_or_is_refused(kind: str, typed: str) -> None:
    asked = question(1, kind)
    if (value := _read(asked, typed)) is REFUSED:
        return
    assert read_answer(asked, key_of(asked, value)) == value
    if value is not None:
        assert 0 <= share_of(asked, value) <= 1


REFUSED = -1.0


def _read(asked: Question, typed: str) -> float | None:
    try:
        return read_answer(asked, typed)
    except ValueError:
        return REFUSED


@given(st.lists(st.tuples(st.floats(0.1, 100), st.sampled_from([None, 0, 1])), min_size=1))
def test_a_score_lies_between_0_and_100(answers: list[tuple[float, float | None]]) -> None:
    questions = [question(number, weight=weight) for number, (weight, _) in enumerate(answers)]
    found = score_of(questions, {number: value for number, (_, value) in enumerate(answers)})
    assert found.score is None or -1e-9 <= found.score <= 100 + 1e-9
