"""The review as a document: what it says, that names stay text, and that nothing is
loaded from anywhere.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from kpitui import paths
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.measures import annotate
from kpitui.actions.plan import Learned, end_strategy
from kpitui.actions.reviews import review
from kpitui.config import Config
from kpitui.domain.clock import SERVER
from kpitui.domain.errors import BadFile, WrongUsage
from kpitui.domain.periods import AsOf
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.domain.records.decision import DecisionDraft
from kpitui.domain.records.review import Decision, ReviewDraft
from kpitui.domain.writing import WRITING
from kpitui.exchange.demo import make_demo
from kpitui.exchange.report import report_text, write_report
from kpitui.exchange.report_html import html
from kpitui.exchange.report_markdown import escaped as escaped_text
from kpitui.exchange.report_markdown import markdown
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import load_plan
from kpitui.views.report import Report, load_report
from kpitui.words.speech import Speech
from tests.conftest import LEADER, TODAY, record_weekly
from tests.patience import PATIENCE

AS_OF = AsOf(TODAY, TODAY)
SPEECH = Speech(WRITING, SERVER, TODAY)
HOSTILE = (
    "<script>fetch('http://203.0.113.9/x')</script> [x](http://203.0.113.9/y) `a` | b <img "
    "src=http://203.0.113.9/z>"
)


def reported(database: DatabaseFile, as_of: AsOf = AS_OF) -> Report:
    return load_report(database, as_of, Config(), as_of.day - timedelta(days=31))


@pytest.fixture
def told(database: DatabaseFile) -> DatabaseFile:
    """A KPI that shifted, an event, a decision; a standard without readings."""
    record_weekly(
        database,
        1,
        [70.0 + place * 7 % 5 for place in range(30)] + [84.0] * 10,
        date(2026, 11, 20),
        person_id=1,
    )
    annotate(
        database,
        LEADER,
        AnnotationDraft(metric_id=1, date=date(2026, 9, 14), text="Role-plays begin"),
    )
    decision = ReviewDraft(
        kpi_id=1, decision=Decision.ADJUST, confidence=6, comment="pairs\nfor all"
    )
    what = DecisionDraft(text="pairs\tfor all", who="kim", due_on=TODAY)
    review(database, LEADER, decision, TODAY, decided=what)
    return database


@pytest.fixture
def hostile(told: DatabaseFile) -> DatabaseFile:
    """The same with hostile names and words wherever people type."""
    name = HOSTILE[:110]
    strategy = {"title": name, "starts_on": date(2026, 1, 1), "kpi": [
        {"metric": "evil", "baseline": 1, "owner": name, "starts_on": date(2026, 1, 5),
            "due_on": date(2026, 12, 31),
         "target": [{"level": 9, "starts_on": date(2026, 1, 5)}]},
    ]}  # fmt: skip
    plan = {
        "metric": [{"name": name, "code": "evil", "unit": "</svg>", "direction": "higher",
                "aggregation": "mean",
                    "cadence": "weekly"}],
        "priority": [{"title": "Grow brand loyalty", "starts_on": date(2026, 1, 1),
                "strategy": [strategy]}],
    }  # fmt: skip
    load_plan_document(told, LEADER, PlanDocument.model_validate(plan), today=TODAY)
    record_weekly(told, 4, [5.0, 6.0] * 8, date(2026, 11, 20), person_id=2)
    annotate(told, LEADER, AnnotationDraft(metric_id=4, date=date(2026, 10, 5), text=HOSTILE))
    review(told, LEADER, ReviewDraft(kpi_id=2, decision=Decision.STOP, comment=HOSTILE), TODAY)
    return told


class _Page(HTMLParser):
    """Every tag of a page with its attributes, and that each is closed."""

    VOID = ("meta", "link", "img", "br", "hr", "input")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_markdown_says_what_was_decided_what_is_real_and_the_standards_apart(
    told: DatabaseFile,
) -> None:
    text = markdown(reported(told), SPEECH)
    for line in (
        "# Review as of 2026-11-23",
        "1 KPI: 1 on track. 1 of 1 reviewed since 2026-10-23.",
        "| ✓ | Customer satisfaction | 84.0% | 2026-W47 | ≥ 85.0% | on track | adjust |",
        "- Customer satisfaction: 10 weeks above the limits since 14 Sep: a real "
        "change for the better",
        "- Adherence to schedule of everyone (no data)",
        "Why: Improve the customer experience › Grow brand loyalty › Make every customer glad they "
        "called; owner lee",
        "- on track: meets the ≥ 83.3% expected by now",
        "- (1) 2026-09-14 Role-plays begin",
        "- 2026-11-23 adjust, confidence 6 of 10, lee: pairs for all",
        "## Standards, expected of everyone, every day",
        "| ? | Adherence to schedule | everyone | - | - | ≥ 92.0% | no data |",
    ):
        assert line in text.splitlines()
    assert "● better  ✗ worse  ━━ target" in text


def test_older_decisions_are_not_told_again(told: DatabaseFile) -> None:
    text = markdown(load_report(told, AS_OF, Config(), TODAY + timedelta(days=1)), SPEECH)
    assert "| not decided |" in text
    assert "- nothing yet" in text


def test_the_page_is_whole_and_draws_every_kind_of_line(told: DatabaseFile) -> None:
    text = html(reported(told), SPEECH)
    page = _Page(text)
    assert page.open == []
    kinds = {attributes.get("class") for tag, attributes in page.tags if tag == "g"}
    assert {"value", "better", "target", "centre", "limit", "expected", "baseline"} <= kinds
    assert {"edge", "annotation"} <= kinds
    figure = next(attributes for tag, attributes in page.tags if attributes.get("role") == "img")
    told_by = str(figure["aria-labelledby"]).split()
    assert [attributes.get("id") for tag, attributes in page.tags if tag in ("title", "desc")][
        1:
    ] == told_by
    assert "a real change for the better" in text
    assert "<td>2026-W47</td><td>84.0%</td>" in text, (
        "the numbers stand there for those who cannot see the chart"
    )


def test_a_kpi_that_was_stopped_is_told_of_after_its_end(told: DatabaseFile) -> None:
    with reading(told) as db:
        strategy = load_plan(db).strategies[0]
    end_strategy(told, LEADER, strategy, TODAY, Learned("it works"))
    found = reported(told)
    assert found.kpis == ()
    line = (
        "Customer satisfaction, ended 2026-11-23: 2026-11-23 adjust, confidence 6 of 10, lee: "
        "pairs for all"
    )
    assert f"- {line}" in markdown(found, SPEECH).splitlines()
    assert line in html(found, SPEECH)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("- item", r"\- item"), ("1. one", r"1\. one"), ("+ x", r"\+ x"),
        ("-5 points", "-5 points"), ("www.evil.com", "www\\.evil\\.com"),
        ("http://x", "http:\\//x"), ("a@b.com", "a&#8203;@b\\.com"),
        ("$x$", r"\$x\$"), ("82.4 of 5.", "82.4 of 5."),
    ],
)  # fmt: skip
def test_nothing_typed_is_a_list_a_link_or_a_formula_in_markdown(text: str, escaped: str) -> None:
    assert escaped_text(text) == escaped


def test_equal_files_give_equal_reports(told: DatabaseFile) -> None:
    assert html(reported(told), SPEECH) == html(reported(told), SPEECH)


def test_hostile_names_are_text_in_a_page(hostile: DatabaseFile) -> None:
    text = html(reported(hostile), SPEECH)
    page = _Page(text)
    assert page.open == []
    assert not {"script", "img", "iframe", "a", "link", "object", "image", "use"} & {
        tag for tag, _ in page.tags
    }
    for tag, attributes in page.tags:
        assert not {
            name
            for name in attributes
            if name.startswith("on") or name in ("href", "src", "xlink:href")
        }, tag
    assert "&lt;script&gt;fetch(" in text
    assert not re.search(r"@import|url\(|expression\(", text)


def test_hostile_names_are_text_in_markdown(hostile: DatabaseFile) -> None:
    text = markdown(reported(hostile), SPEECH)
    assert "<" not in text
    assert r"\[x\](http" in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {8}


@pytest.mark.parametrize("sample", ["contact_centre", "nhs111"])
def test_both_samples_give_a_report(tmp_path: Path, sample: str) -> None:
    from kpitui.storage.opening import open_file

    database = open_file(make_demo(sample, tmp_path / "s.db", TODAY))
    as_of = AsOf(date(2016, 3, 31), TODAY) if sample == "nhs111" else AS_OF
    text = html(reported(database, as_of), SPEECH)
    assert _Page(text).open == []
    assert text.count("<figure>") == 2
    assert paths.samples().is_dir()


def test_a_report_goes_into_a_new_file_only(told: DatabaseFile, tmp_path: Path) -> None:
    found = reported(told)
    write_report(found, SPEECH, tmp_path / "r.html")
    assert (tmp_path / "r.html").read_text("utf-8") == report_text(found, SPEECH, "html")
    assert (tmp_path / "r.html").stat().st_mode & 0o777 == 0o600
    with pytest.raises(BadFile, match="already there"):
        write_report(found, SPEECH, tmp_path / "r.html")
    with pytest.raises(WrongUsage, match="has no known ending"):
        write_report(found, SPEECH, tmp_path / "r.txt")


@contextmanager
def listening() -> Iterator[tuple[int, list[str]]]:
    """A proxy that hears of every request that leaves a browser."""
    heard: list[str] = []

    class Ear(BaseHTTPRequestHandler):
        def _hear(self) -> None:
            heard.append(self.path)
            self.send_error(404)

        do_GET = do_POST = do_CONNECT = do_HEAD = _hear  # as the standard library calls them

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port, heard
    finally:
        server.shutdown()
        server.server_close()


def opened(page: Path, folder: Path) -> tuple[str, list[str]]:
    """The document as Chromium has it after loading, and the requests that it made to the hosts of
    the test.
    """
    chromium = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    with listening() as (port, heard):
        done = subprocess.run(
            [
                chromium, "--headless", "--no-sandbox", "--disable-gpu",
                "--disable-background-networking", "--disable-component-update",
                f"--user-data-dir={folder}", f"--proxy-server=http://127.0.0.1:{port}",
                "--virtual-time-budget=2000", "--dump-dom", page.as_uri(),
            ],
            capture_output=True, text=True, timeout=PATIENCE, check=True,
        )  # fmt: skip
    return done.stdout, [one for one in heard if "203.0.113.9" in one]


def test_in_a_browser_no_request_leaves_the_page_and_names_are_text(
    hostile: DatabaseFile, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    write_report(reported(hostile), SPEECH, page)
    document, heard = opened(page, tmp_path / "profile")
    assert heard == []
    assert "<script" not in document
    assert "&lt;script&gt;fetch(" in document
    assert document.count('role="img"') == 2
    leaking = tmp_path / "leaking.html"
    leaking.write_text("<img src='http://203.0.113.9/z'>", "utf-8")
    assert opened(leaking, tmp_path / "other")[1], "the ear hears a page that does ask"
