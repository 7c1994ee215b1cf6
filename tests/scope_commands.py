"""Words for every command, to ask with as somebody who sees a part of the file."""

import shlex
from collections.abc import Iterator
from pathlib import Path

SHEET = """
[[sheet]]
name = "A call"
code = "call2"
metric = "Productivity"
[[sheet.version]]
starts_on = 2026-01-01
[[sheet.version.section]]
name = "All"
[[sheet.version.section.question]]
key = "greeting"
text = "Greeted"
kind = "yes/no"
"""
FILES = {
    "csv": "metric,person,date,value\ncsat,helen,2026-11-19,81\ncsat,Zorv Quil 12,2026-11-19,81\n"
    "csat,zorv,2026-11-19,81\ncsat,quil12,2026-11-19,80\nCustomer satisfaction,Zorv,2026-11-12,3\n",
    "sessions": "coach,person,date,kind,seen,agreed\nx,Zorv Quil 12,2026-11-19,training,a,b\n",
    "plan": '[[role]]\nname = "Coach"\n',
    "people": "name,code,team,role,starts_on,ends_on\nZorv Quil,zo,Orders,,2026-01-01,\n",
    "sheet": SHEET,
    "contacts": "reference,person,date\n8841,zorv,2026-11-19\n8842,helen,2026-11-19\n",
}
"""What is given as files: names that are near to those of somebody outside."""

ASKED: dict[str, tuple[str, ...]] = {
    "open": (), "demo": (), "init": (), "keys": ("",), "paths": ("",), "help": ("enter",),
    "completion": ("bash",), "man": ("",), "gate": (), "access setup": ("",),
    "person": ("", "marv", "zorv", "zorv quil 12", "quil12", "helen --json", "zorv --json",
               "orv qui", "tom", "Marv Marlow 3 --json", "Zorv Quill 12"),
    "expect": ("helen", "zorv", "marv", "zorv --format html", "tom"),
    "session": ("helen", "zorv", "marv", "zorv --format html", "tom --format md", ""),
    "seen": ("csat", "csat --person zorv", "csat --person zorv --ask why", "csat --person marv",
             "csat --person tom", "aht --person tom", "schedule --person tom"),
    "done": ("x", "hush", "hush --person zorv", "hush --person marv",
             "--outcome kept --person zorv", "--outcome partly --person marv",
             "--outcome kept --person tom"),
    "answer": ("so", "so --person zorv", "--session {session} so", "--question {question} so",
               "--session 2 so"),
    "evaluations": ("", "tom", "zorv", "marv --answers", "zorv --answers --json",
                    "--seen {evaluation}", "helen --json"),
    "dispute": ("{evaluation} 1 no", "{evaluation} 30 no"),
    "decide": ("{dispute} stands so", "{dispute} changed so"),
    "status": ("", "--json", "--guards", "--team aftercare --json"),
    "show": ("", "csat", "productivity", "csat --json", "customer", "zorv", "--unsorted"),
    "team": ("aftercare", "orders", "aftercare --json", "aftercare --day", "orders --json",
             "orders --day", "evening"),
    "readings": ("csat --last 4000", "csat --json --last 4000", "productivity --last 90",
                 "csat --person zorv", "csat --person tom --last 90",
                 "csat --team aftercare --last 90"),
    "due": ("", "--json", "--team aftercare", "--all", "--coaching", "--coaching --all --json"),
    "brief": ("", "--all", "--format md", "--format json --all"),
    "chart": ("csat --values", "csat --person zorv", "csat --person marv --values --by day",
              "csat --team aftercare --values", "csat --json", "csat --why",
              "csat --by day --last 9"),
    "reviews": ("", "--json"),
    "review": ("csat --decide adjust --what 'x, zorv by +9d'",
               "csat --decide adjust --what 'x, helen by +9d' --json",
               "csat --decide stop --what x --who zorv --by +9d --comment y", "zorv --decide keep"),
    "decisions": ("", "--json", "--open", "--kpi csat", "--done 1 zorv", "--done 99 x"),
    "board": ("", "--all --json", "--team aftercare", "--team orders --json"),
    "differ": ("csat", "csat --json", "handle --team aftercare", "csat --by-agent"),
    "effect": ("", "--json", "--team aftercare", "--kind training"),
    "report": ("", "--all --format html", "-o {new}"),
    "check": ("", "--all --json", "--accepted", "--explain C403",
              "--accept C403 zorv --why x --until 2027-01-01"),
    "export": (
        *("readings", "sessions", "actions", "reviews", "decisions", "events"),
        *("evaluations", "answers"),
        *("levels", "people", "history", "plan", "absences"),
        "readings --format json --with-voided", "history --format json",
        "people --format json", "sessions --format json", "sessions -o {new}.xlsx",
    ),
    "history": ("", "--json", "--record quil", "--by lee"),
    "undo": ("", "1", "3", "99999"), "redo": ("", "4"),
    "sheet list": ("", "--json"), "sheet show": ("",), "sheet diff": ("{sheet}",),
    "sheet weakest": ("", "--person zorv", "--person marv", "--team aftercare --json", "--json"),
    "sheet drift": ("", "--json"), "sheet load": ("{sheet}",),
    "sheet contacts": ("{contacts}", "{contacts} --dry-run --json"),
    "calibrate list": ("", "--json"), "calibrate show": ("1", "1 --json"),
    "calibrate open": ("zorv 8841", "quill12", "zorv quill12"), "calibrate score": ("1 yy50",),
    "calibrate close": ("1",),
    "plan show": ("",), "plan diff": ("2026-01-01",), "plan load": ("{plan}",),
    "people leave": ("helen --on 2026-11-30", "zorv --on 2026-11-30"),
    "people data": ("zorv", "helen", "helen --format md", "tom"),
    "people forget": ("zorv", "helen", "tom", "--left-before 1d"),
    "away": ("--list", "--list --all --json", "--list --past --all --json", "tom",
             "zorv until 14 dec", "quil12 until 14 dec", "marv until 14 dec",
             "zorv quil 12 back 10 dec", "tom until 14 dec"),
    "people list": ("", "--json"), "people import": ("{people}",),
    "access list": ("", "--json"), "access keys": ("",), "access add": ("zed --role viewer",),
    "access role": ("vic viewer",), "access remove": ("nobody",),
    "access teams": ("zoe --team aftercare",),
    "rhythm": ("", "--json", "advisor 14d --why x"),
    "rules": ("", "--json"), "rules set": ("rule_set nhs --why x",),
    "doctor": ("--json",), "backup": ("{new}.db",), "restore": ("--yes", "{new}.db"),
    "guard": ("experience wrap",),
    "log": ("csat 92 zorv", "csat 92 quil12", "csat 92 zorv quil 12", "--yes csat 93 zorv",
            "csat 92 helen; csat 91 zorv", "csat 92 marv",
            "csat 92 aftercare", "csat 92", "csat 92 tom"),
    "event": ('csat "menu" zorv', 'csat "menu" aftercare', 'csat "menu"', 'csat "x" orders',
              'csat "x" tom'),
    "coach": ('zorv role-play "listened"', 'Zorv Quill 12 role-play "x"', 'tom training "x"',
              'helen role-play "x" !call >+7d'),
    "score": ("zorv 8841 yyyy", "zorv quill12 yyyy", "helen 8841 yyyy", "8841 zorv", "tom 9 yyyy"),
    "import": ("{csv} --dry-run", "{csv} --dry-run --json", "{csv} --rejects {new}.csv",
               "{sessions} --dry-run", "{csv}"),
}  # fmt: skip
"""Every command, with words that ask for somebody outside of one's teams too."""

COMPLETED: tuple[tuple[str, ...], ...] = (
    ("coach", "--coach", ""), ("coach", "--coach", "z"), ("access", "add", "--team", ""),
)  # fmt: skip
"""What a shell asks for to complete: every option that names somebody or a team."""

IN_ONE_LINE = ("coach", "score", "event", "log")
"""Commands that read all their words as one line."""


def words_for(name: str, folder: Path, numbers: dict[str, int]) -> Iterator[tuple[list[str], Path]]:
    """The words of each question to a command, and how the files that it writes begin."""
    for place, line in enumerate(ASKED[name]):
        new = folder / f"new-{name.replace(' ', '-')}-{place}-"
        files = {what: folder / f"{what}.given" for what in FILES}
        given = [one.format(new=new, **files, **numbers) for one in shlex.split(line, posix=False)]
        if name in IN_ONE_LINE:
            options = [one for one in given if one.startswith("--")]
            given = [" ".join(one for one in given if one not in options), *options]
        yield [*name.split(), *given], new


def write_files(folder: Path) -> None:
    """What is given as files, into a folder."""
    for what, text in FILES.items():
        (folder / f"{what}.given").write_text(text, "utf-8")
