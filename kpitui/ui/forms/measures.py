"""Forms of what is measured: KPIs, standards, metrics and events. A metric can be named, or made on the way."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from kpitui.domain.catalogue import CatalogueEntry
from kpitui.domain.fields import FieldReader, Measured, Texts
from kpitui.domain.metrics import Direction, Metric
from kpitui.domain.numbers import unit_name, usual_decimals
from kpitui.domain.plan import Kpi, Standard, Strategy, target_on
from kpitui.domain.plan_document import MetricPart, metric_part
from kpitui.domain.plan_drafts import (
    AnnotationDraft,
    KpiDraft,
    Scope,
    StandardDraft,
    read_annotation,
    read_kpi,
    read_metric,
    read_standard,
)
from kpitui.domain.text import name_key
from kpitui.domain.typography import folded
from kpitui.ui.forms.advice import advice_on_kpi
from kpitui.ui.forms.form import DATES, Field, Form, Help
from kpitui.ui.workplace import Workplace
from kpitui.views.planning import Offers

DEFINITION = (
    Field("unit", "Unit", "%", "%, points, m:ss, calls, $, # €, or nothing"),
    Field("direction", "Better is", "higher", "higher, lower, or within a band", tuple(Direction)),
    Field("aggregation", "Adds up by", "mean", "mean, sum, last, ratio", ("mean", "sum", "last", "ratio")),
    Field("cadence", "Read", "weekly", "daily, weekly, monthly, quarterly",
          ("daily", "weekly", "monthly", "quarterly")),
    Field("decimals", "Decimals", "1"),
    Field("plausible_low", "Plausible from", "", "asked about below this"),
    Field("plausible_high", "Plausible to", "", "asked about above this"),
    Field("definition", "Definition", "", "in words: what is counted, and what not"),
)  # fmt: skip
"""What is asked of a metric that is new."""


class MetricNames(Struct, frozen=True):
    """The metrics that can be named: those of the file, then those of the catalogue, which are made when taken."""

    metrics: Sequence[Metric]
    catalogue: Sequence[CatalogueEntry]

    @property
    def names(self) -> tuple[str, ...]:
        """All of their names."""
        known = {name_key(one.name) for one in self.metrics}
        return tuple(
            [one.name for one in self.metrics] + [one.name for one in self.catalogue if name_key(one.name) not in known]
        )

    def find(self, typed: str) -> Measured | None:
        """The one metric that fits a name, a code or a part; None for a new name. Raises ValueError if several fit."""
        wanted = folded(" ".join(typed.split()))
        if not wanted:
            return None
        for metrics in (self.metrics, self.catalogue):
            exact = [one for one in metrics if wanted in (folded(one.name), folded(one.code))]
            found = exact or [one for one in metrics if f" {wanted}" in f" {folded(one.name)}"]
            if len(found) > 1:
                raise ValueError(f"fits {', '.join(one.name for one in found[:3])}; type more of the name")
            if found:
                return found[0]
        return None

    def read(self, reader: FieldReader) -> Measured:
        """The metric of a form, made from the fields of its definition where the name is new."""
        known = reader.read("metric", self.find, None)
        return known if known is not None else read_metric(reader)

    def help(self, texts: Texts) -> tuple[Measured | None, dict[str, str], frozenset[str]]:
        """The metric typed so far, a hint for its field, and the fields that are not asked for."""
        definition = frozenset(field.key for field in DEFINITION)
        if not texts["metric"].strip():
            return None, {}, definition
        try:
            found = self.find(texts["metric"])
        except ValueError as error:
            return None, {"metric": str(error)}, definition
        if found is None:
            return None, {"metric": "a new metric: say what it is"}, frozenset()
        origin = "" if isinstance(found, Metric) else "new, from the catalogue: "
        unit = unit_name(found.unit) or "no unit"
        return found, {"metric": f"{origin}{found.name}, {unit}, {found.direction}"}, definition


def kpi_form(
    strategy: Strategy | None,
    strategies: Sequence[Strategy],
    metric: Metric | None,
    names: MetricNames,
    offers: Offers,
    workplace: Workplace,
) -> Form[tuple[Strategy, KpiDraft]]:
    """A metric as a KPI: of a strategy that is given, or of one to be named. Baseline from its own last periods."""

    def read(texts: Texts) -> tuple[Strategy, KpiDraft]:
        reader = workplace.reader(texts)
        chosen = strategy or reader.read("strategy", lambda text: named_one(text, strategies), strategies[0])
        draft = read_kpi(reader, metric or names.read(reader))
        return chosen, draft

    def helped(texts: Texts) -> Help:
        found, hints, hidden = (metric, {}, frozenset[str]()) if metric else names.help(texts)
        values = _decimals(texts)
        if isinstance(found, Metric) and found.id in offers.baselines:
            values["baseline"] = workplace.value(offers.baselines[found.id], found)
            hints["baseline"] = "mean of its last 12 periods"
        if found is not None:
            hints["target"] = _level_hint(found)
        limits = workplace.config.health
        advice = advice_on_kpi(
            found, texts["target"], strategy or _named_or_none(texts["strategy"], strategies), offers.kpis,
            limits.kpis_of_a_strategy, names.catalogue, limits.activity_words,
        )  # fmt: skip
        return Help(values, _completed(found, metric), hints, hidden, advice)

    fields: tuple[Field, ...] = ()
    if strategy is None:
        fields += (Field("strategy", "Strategy", hint="part of its title", choices=_titles(strategies)),)
    if metric is None:
        fields += (Field("metric", "Metric", hint="part of a name, or a new one", choices=names.names), *DEFINITION)
    fields += (
        Field("baseline", "Baseline", hint="where it starts; may stay empty"),
        Field("target", "Target"),
        Field("due_on", "By", "+1y", DATES),
        Field("starts_on", "From", "today", DATES),
        Field("warn", "Warn level", hint="how far short is still at risk"),
        Field("owner", "Owner"),
    )
    of = strategy.title if strategy else metric.name if metric else ""
    key = f"kpi-{strategy.id if strategy else ''}-{metric.id if metric else ''}"
    return Form(key, f"Make a KPI: {of}", fields, read, help=helped)


def edit_kpi_form(kpi: Kpi, metric: Metric, workplace: Workplace) -> Form[KpiDraft]:
    """A KPI as it is; another target holds from today on."""
    today = workplace.today()
    held = target_on(kpi.targets, today) or (kpi.targets[-1] if kpi.targets else None)

    def read(texts: Texts) -> KpiDraft:
        return read_kpi(workplace.reader(texts), metric)

    fields = (
        Field(
            "target",
            "Target",
            workplace.typed_range(held.level if held else None, metric),
            "another holds from today on",
        ),
        Field("due_on", "By", workplace.day(kpi.due_on), DATES),
        Field("baseline", "Baseline", workplace.typed(kpi.baseline, metric), "where it started"),
        Field("warn", "Warn level", workplace.typed(kpi.warn, metric), "how far short is still at risk"),
        Field("owner", "Owner", kpi.owner),
    )
    starts = {"starts_on": workplace.day(kpi.starts_on)}

    def helped(texts: Texts) -> Help:
        return Help(advice=advice_on_kpi(metric, texts["target"], None, {}, 0, (), ()))

    key, title = f"edit-kpi-{kpi.id}", f"Edit KPI: {metric.name}"
    return Form(key, title, fields, lambda texts: read(starts | dict(texts)), help=helped)


def standard_form(
    standard: Standard | None, metric: Metric | None, names: MetricNames, offers: Offers, workplace: Workplace
) -> Form[StandardDraft]:
    """What is expected from a date on; of a standard that is given only level and date are asked for."""
    today = workplace.today()

    def read(texts: Texts) -> StandardDraft:
        reader = workplace.reader(texts)
        scope = _scope_of(standard) if standard else reader.read("whom", lambda text: find_scope(text, offers), Scope())
        return read_standard(reader, metric or names.read(reader), scope)

    def helped(texts: Texts) -> Help:
        found, hints, hidden = (metric, {}, frozenset[str]()) if metric else names.help(texts)
        if found is not None:
            hints["level"] = _level_hint(found)
        return Help(_decimals(texts), _completed(found, metric), hints, hidden)

    fields: tuple[Field, ...] = ()
    if metric is None:
        fields += (Field("metric", "Metric", hint="part of a name, or a new one", choices=names.names), *DEFINITION)
    held = target_on(standard.levels, today) if standard else None
    level = workplace.typed_range(held.level, metric) if held and metric else ""
    fields += (Field("level", "Expected", level),)
    if standard is None:
        hint = "everybody, or a team, role or person"
        fields += (Field("whom", "Of whom", "everybody", hint, ("everybody", *_whom(offers))),)
    fields += (Field("starts_on", "From", "today", DATES),)
    of = f": {metric.name}" if metric else ""
    key = f"standard-{standard.id if standard else ''}-{metric.id if metric else ''}"
    return Form(key, f"{'Another level' if standard else 'A standard'}{of}", fields, read, help=helped)


def metric_form(metric: Metric | None, workplace: Workplace) -> Form[MetricPart]:
    """The definition of a metric, new or as it is."""

    def read(texts: Texts) -> MetricPart:
        reader = workplace.reader(texts)
        part = read_metric(reader)
        reader.done()
        return part

    values: dict[str, str] = {}
    if metric is not None:
        stands = metric_part(metric).model_dump(mode="json", exclude_none=True)
        values = {key: str(value) for key, value in stands.items()}
        values |= {
            "plausible_low": workplace.typed(metric.plausible_low, metric),
            "plausible_high": workplace.typed(metric.plausible_high, metric),
        }
    fields = [Field("metric", "Name", metric.name if metric else "")]
    fields.append(Field("code", "Short code", metric.code if metric else "", "for quick entry"))
    fields += [
        Field(one.key, one.label, values.get(one.key, "" if metric else one.value), one.hint, one.choices)
        for one in DEFINITION
    ]
    key = f"metric-{metric.id if metric else 'new'}"
    helped = None if metric else lambda texts: Help(_decimals(texts))
    return Form(key, f"Edit metric: {metric.name}" if metric else "New metric", tuple(fields), read, help=helped)


def annotation_form(metric: Metric | None, strategy: Strategy | None, workplace: Workplace) -> Form[AnnotationDraft]:
    """A dated event on a metric or a strategy."""
    of = metric.name if metric else strategy.title if strategy else ""
    ids = (metric.id if metric else None, strategy.id if strategy else None)
    return Form(
        f"annotation-{of}",
        f"Note an event: {of}",
        (
            Field("text", "What happened", hint="such as: new phone menu"),
            Field("date", "On", "today", "today, fri, -3d, 2026-11-03"),
            Field("new_limits", "New limits", "no", "yes where the process is another since"),
            Field("reason", "Why anew", hint="why the limits start anew: what is another process since"),
        ),
        lambda texts: read_annotation(workplace.reader(texts), *ids),
        help=lambda texts: Help(
            hidden=frozenset() if texts["new_limits"][:1].lower() == "y" else frozenset({"reason"})
        ),
    )


def find_scope(text: str, offers: Offers) -> Scope:
    """Whom a standard is for, by a name or part of one; raises ValueError with a sentence."""
    wanted = folded(" ".join(text.split()))
    if not wanted or "everybody".startswith(wanted):
        return Scope()
    everyone = [
        *((one.name, Scope(team_id=one.id)) for one in offers.teams),
        *((one.name, Scope(role_id=one.id)) for one in offers.roles),
        *((one.name, Scope(person_id=one.id)) for one in offers.people),
    ]
    found = [one for one in everyone if folded(one[0]) == wanted]
    found = found or [one for one in everyone if f" {wanted}" in f" {folded(one[0])}"]
    if len(found) != 1:
        fits = f"fits {', '.join(name for name, _ in found[:3])}; " if found else "is no team, role or person; "
        raise ValueError(f"{fits}type everybody, or more of one name")
    return found[0][1]


def named_one(text: str, strategies: Sequence[Strategy]) -> Strategy:
    """The strategy of a title or a part of one; raises ValueError with a sentence."""
    wanted = folded(" ".join(text.split()))
    found = [one for one in strategies if folded(one.title) == wanted]
    found = found or [one for one in strategies if wanted and wanted in folded(one.title)]
    if len(found) != 1:
        raise ValueError(f"type more of one title: {', '.join(one.title for one in (found or strategies)[:3])}")
    return found[0]


def _named_or_none(text: str, strategies: Sequence[Strategy]) -> Strategy | None:
    try:
        return named_one(text, strategies)
    except ValueError:
        return None


def _decimals(texts: Texts) -> dict[str, str]:
    """Decimals that fit the unit of a new metric."""
    return {"decimals": str(usual_decimals(texts["unit"]))} if "unit" in texts else {}


def _completed(found: Measured | None, given: Metric | None) -> dict[str, str]:
    return {"metric": found.name} if found is not None and given is None else {}


def _scope_of(standard: Standard) -> Scope:
    return Scope(team_id=standard.team_id, role_id=standard.role_id, person_id=standard.person_id)


def _titles(strategies: Sequence[Strategy]) -> tuple[str, ...]:
    return tuple(one.title for one in strategies)


def _whom(offers: Offers) -> tuple[str, ...]:
    return tuple(one.name for group in (offers.teams, offers.roles, offers.people) for one in group)


def _level_hint(metric: Measured) -> str:
    if metric.direction is Direction.WITHIN:
        return "a band, such as 5:00-6:30" if metric.unit.endswith("ss") else "a band, such as 80-90"
    return "at least this" if metric.direction is Direction.HIGHER else "at most this"
