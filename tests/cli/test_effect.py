"""`kpitui effect`: all sessions together, against those not coached."""

from datetime import date, timedelta

import pytest

from kpitui.actions.coaching import record_session
from kpitui.actions.load_plan import load_plan_document
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import LEADER, TODAY, record_weekly

LAST = date(2026, 11, 20)
QUIET = [70.0, 72.0, 69.0, 71.0, 68.0, 70.0] * 2
CSAT, COACHED, PEERS = 1, 9, 3
AS_OF = ("--as-of", TODAY.isoformat())


@pytest.fixture(autouse=True)
def nine_coached(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> DatabaseFile:
    """Nine people of a team of twelve who were coached eight weeks ago: six gained 6 points, three
    lost 6, and those not coached gained 2.
    """
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    monkeypatch.setenv("LANG", "C.UTF-8")
    people = [
        {
            "name": f"Agent {number:02}", "starts_on": date(2024, 1, 1),
            "membership": [{"team": "North", "role": "Advisor", "starts_on": date(2024, 1, 1)}],
        }
        for number in range(COACHED + PEERS)
    ]  # fmt: skip
    document = PlanDocument.model_validate({"person": people})
    load_plan_document(database, LEADER, document, today=TODAY)
    for number in range(COACHED + PEERS):
        gain = 2.0 if number >= COACHED else -6.0 if number >= 6 else 6.0
        values = [*QUIET, 71.0, *[70.0 + gain] * 8]
        record_weekly(database, CSAT, values, LAST, person_id=3 + number)
    kinds = [SessionKind.ROLE_PLAY] * 8 + [SessionKind.TRAINING]
    for number, kind in enumerate(kinds):
        draft = SessionDraft(
            person_id=3 + number, date=LAST - timedelta(weeks=8), kind=kind, focus=(CSAT,),
            agreed="listen",
        )  # fmt: skip
        record_session(database, LEADER, draft, today=TODAY)
    return database


def test_signs_are_counted_and_medians_shown(kpitui: Command) -> None:
    said = kpitui("effect", *AS_OF)
    assert said.code == 0, said.err
    assert said.out.splitlines()[:3] == [
        "Better than those not coached in 6 of 9 sessions: as often as chance would",
        "sessions 9; coached +3.10; not coached +1.03; ahead by +2.07",
        "Medians; 1 is the size of an agent's usual ups and downs.",
    ]
    rows = {line.split("  ")[0]: line.split()[-6:] for line in said.out.splitlines() if line}
    assert rows["role-play"] == ["6", "of", "8", "+3.10", "+1.03", "+2.07"]
    assert "training" in rows
    assert rows["training"][-5:] == ["too", "few", "-", "-", "-"]
    assert rows["Improve the customer experience"] == ["6", "of", "9", "+3.10", "+1.03", "+2.07"]
    assert "\x1b" not in said.out


def test_programs_get_the_promised_shape(kpitui: Command) -> None:
    said = kpitui("effect", "--json", *AS_OF).data
    sigma = 24 / 11 / 1.128
    numbers = {"coached": 6 / sigma, "not_coached": 2 / sigma, "difference": 4 / sigma}
    whole = {"sessions": 9, "results": 9, "better": 6, "worse": 3, "enough": True}
    assert said.pop("chance") == pytest.approx(2 * (1 + 9 + 36 + 84) / 2**9)
    for key, wanted in numbers.items():
        assert said.pop(key) == pytest.approx(wanted)
    kinds, metrics, strategies = (said.pop(key) for key in ("kinds", "metrics", "strategies"))
    assert said == {**whole, "not_counted": 0}
    assert [(kind["name"], kind["sessions"], kind["enough"]) for kind in kinds] == [
        ("role-play", 8, True), ("training", 1, False)
    ]  # fmt: skip
    assert kinds[1] == {
        "name": "training", "sessions": 1, "results": 1, "better": 0, "worse": 1,
        "coached": None, "not_coached": None, "difference": None, "chance": None,
        "enough": False,
    }  # fmt: skip
    assert [metric["name"] for metric in metrics] == ["Customer satisfaction"]
    assert [strategy["name"] for strategy in strategies] == ["Improve the customer experience"]


@pytest.mark.parametrize(
    ("asked", "sessions"),
    [
        (("--kind", "role-play"), 8),
        (("--metric", "csat"), 9),
        (("--strategy", "improve"), 9),
        (("--kind", "training", "--metric", "csat"), 1),
    ],
)
def test_only_some_sessions(kpitui: Command, asked: tuple[str, ...], sessions: int) -> None:
    assert kpitui("effect", "--json", *asked, *AS_OF).data["sessions"] == sessions


def test_seven_sessions_are_too_few_to_say_and_eight_are_not(
    kpitui: Command, nine_coached: DatabaseFile
) -> None:
    said = kpitui("effect", "--kind", "training", *AS_OF)
    assert (said.code, said.out.splitlines()[0]) == (
        0, "1 session: too few to say (fewer than 8)"
    )  # fmt: skip
    assert "+" not in said.out
    assert kpitui("effect", "--kind", "role-play", *AS_OF).out.startswith("Better than")


def test_what_cannot_be_judged_yet_is_counted_as_waiting(kpitui: Command) -> None:
    early = (LAST - timedelta(weeks=5) + timedelta(days=2)).isoformat()  # three weeks after
    said = kpitui("effect", "--json", "--as-of", early)
    assert (said.code, said.data["results"], said.data["not_counted"]) == (1, 0, 9)
    told = kpitui("effect", "--as-of", early).out.splitlines()
    assert told[0].startswith("No session can be judged yet: it needs 12 periods before, 4 after")
    assert told[1].startswith("9 results not counted")


def test_wrong_names_are_one_sentence(kpitui: Command) -> None:
    check_one_sentence(kpitui("effect", "--metric", "nonsense"), 1, "no metric “nonsense”")
    check_one_sentence(kpitui("effect", "--strategy", "nonsense"), 1, "no strategy “nonsense”")
    check_one_sentence(kpitui("effect", "--kind", "chat"), 2, "--kind", "role-play")
    check_one_sentence(kpitui("effect", "--as-of", "soon"), 2, "--as-of")
