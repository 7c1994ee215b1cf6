"""The form of a rule of the file: which, its value, from when on, and why."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.fields import Texts
from kpitui.domain.file_rules import KEYS, read_rule, what_fits
from kpitui.domain.records.detail import DATES
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.form import Field, Form, Help
from kpitui.views.rules import RuleLine
from kpitui.words.rules import rule
from kpitui.words.spans import text_of


class RuleDraft(Struct, frozen=True):
    """A rule to set: a value from a day on, and why."""

    key: str
    value: str
    starts_on: date
    why: str


def rule_form(lines: Sequence[RuleLine], context: AppContext) -> Form[RuleDraft]:
    """One rule of those that hold today; what they are is said above."""
    held = {line.key: line.value for line in lines}

    def read(texts: Texts) -> RuleDraft:
        reader = context.reader(texts)
        key = reader.read("rule", _key, "")
        value = reader.read("value", lambda text: read_rule(key, text), "") if key else ""
        draft = RuleDraft(key, value, reader.day("starts_on"), reader.name("why", 10_000))
        reader.done()
        return draft

    def helped(texts: Texts) -> Help:
        try:
            key = _key(texts["rule"].strip())
        except ValueError as error:
            return Help(hints={"rule": str(error)} if texts["rule"].strip() else {})
        return Help(values={"value": held[key]}, hints={"value": what_fits(key)})

    fields = (
        Field("rule", "Rule", hint="its name, as listed above", choices=KEYS),
        Field("value", "Value"),
        Field("starts_on", "From", "today", DATES),
        Field("why", "Why", "", "stays in the history"),
    )
    intro = tuple(text_of(rule(line, context.speech)) for line in lines)
    return Form("rules", "Rules of this file", fields, read, intro, helped)


def _key(text: str) -> str:
    key = text.lower().replace(" ", "_")
    found = [key] if key in KEYS else [one for one in KEYS if key and one.startswith(key)]
    if len(found) != 1:
        raise ValueError("type the name of one of the rules above")
    return found[0]
