"""Forms of what is measured: KPIs, standards, metrics. A metric is named, or made on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.catalogue import CatalogueEntry
from kpitui.domain.fields import FieldReader, Texts
from kpitui.domain.guessed_metric import percent_told, told_by_name
from kpitui.domain.health.dates import span_of
from kpitui.domain.naming import Names
from kpitui.domain.numbers import unit_name, usual_decimals
from kpitui.domain.plan_drafts import read_kpi, read_metric, read_standard
from kpitui.domain.records.dated import target_on
from kpitui.domain.records.detail import DATES, details
from kpitui.domain.records.goal import Strategy
from kpitui.domain.records.kpi import Kpi, KpiDraft, KpiTerms
from kpitui.domain.records.metric import Definition, Direction, Metric
from kpitui.domain.records.person import Person
from kpitui.domain.records.standard import Standard, StandardDraft, StandardScope
from kpitui.domain.text import name_key
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.advice import advice, rules_of_due_date, rules_of_kpi
from kpitui.ui.forms.form import Field, Form, Help, by_key, fields_of, text_of_value
from kpitui.views.planning import Offers


class MetricNames(Struct, frozen=True):
    """The metrics that can be named: those of the file, then those of the catalogue, which are made
    when taken.
    """

    metrics: Sequence[Metric]
    catalogue: Sequence[CatalogueEntry]

    @property
    def names(self) -> tuple[str, ...]:
        """All of their names."""
        known = {name_key(metric.name) for metric in self.metrics}
        return tuple(
            [metric.name for metric in self.metrics]
            + [entry.name for entry in self.catalogue if name_key(entry.name) not in known]
        )

    def find(self, typed: str) -> Definition | None:
        """The one metric that is meant; None for a new name. Raises `Several`."""
        both: tuple[Names[Definition], ...] = (Names(self.metrics), Names(self.catalogue))
        best = min(both, key=lambda names: names.fits(typed)[0])  # of equal fits that of the file
        return best.meant(typed)

    def read(self, reader: FieldReader) -> Definition:
        """The metric of a form, made from the fields of its definition where the name is new."""
        known = reader.read("metric", self.find, None)
        if known is not None:
            return known
        reader.texts = {**reader.texts, "name": reader.text("metric")}
        made = read_metric(reader)
        if "name" in reader.errors:
            reader.errors.setdefault("metric", reader.errors.pop("name"))
        return made

    def help(self, texts: Texts) -> tuple[Definition | None, dict[str, str], frozenset[str]]:
        """The metric typed so far, a hint for its field, and the fields that are not asked for."""
        definition = frozenset(detail.key for detail in details(Definition))
        if not texts["metric"].strip():
            return None, {}, definition
        try:
            found = self.find(texts["metric"])
        except ValueError as error:
            return None, {"metric": str(error)}, definition
        if found is None:
            return None, {"metric": "a new metric: describe it"}, frozenset()
        origin = "" if isinstance(found, Metric) else "new, from the catalogue: "
        unit = unit_name(found.unit) or "no unit"
        return found, {"metric": f"{origin}{found.name}, {unit}, {found.direction}"}, definition


def kpi_form(
    strategy: Strategy | None, strategies: Sequence[Strategy], metric: Metric | None,
    names: MetricNames, offers: Offers, context: AppContext,
) -> Form[tuple[Strategy, KpiDraft]]:  # fmt: skip
    """A metric as a KPI: of a strategy that is given, or of one to be named. Baseline from its own
    last periods.
    """

    def read(texts: Texts) -> tuple[Strategy, KpiDraft]:
        reader = context.reader(texts)
        named = partial(named_one, strategies=strategies)
        chosen = strategy or reader.read("strategy", named, strategies[0])
        return chosen, read_kpi(reader, metric or names.read(reader))

    def helped(texts: Texts) -> Help:
        found, hints, hidden = (metric, {}, frozenset[str]()) if metric else names.help(texts)
        values = _of_new(texts["metric"], texts, names.catalogue, context) if not metric else {}
        if isinstance(found, Metric) and found.id in offers.baselines:
            values["baseline"] = context.value(offers.baselines[found.id], found)
            hints["baseline"] = "average of its last 12 periods"
        if found is not None:
            hints["target"] = _level_hint(found)
        limits = context.rules.health
        chosen = strategy or _named_or_none(texts["strategy"], strategies)
        broken = rules_of_kpi(
            found, texts["target"], chosen, offers.kpis, limits.kpis_of_a_strategy,
            names.catalogue, limits.activity_words,
        )  # fmt: skip
        dates = rules_of_due_date(context.reader(texts), chosen, offers.left)
        return Help(values, _completed(found, metric), hints, hidden, advice([*broken, *dates]))

    terms = by_key(fields_of(KpiDraft, None, context))
    terms["due_on"] = replace(terms["due_on"], value=_offered_due(strategy, context))
    hint, titles = "type part of its title", _titles(strategies)
    fields = (
        *((Field("strategy", "Strategy", hint=hint, choices=titles),) if strategy is None else ()),
        *(_new_metric(names, context) if metric is None else ()),
        *terms.values(),
    )
    names_of = (metric.name if metric else "", strategy.title if strategy else "")
    of = ", under ".join(filter(None, names_of))
    key = f"kpi-{strategy.id if strategy else ''}-{metric.id if metric else ''}"
    return Form(key, f"Make a KPI: {of}", fields, read, help=helped)


def edit_kpi_form(
    kpi: Kpi, metric: Metric, strategy: Strategy, left: Mapping[str, Person], context: AppContext
) -> Form[KpiDraft]:
    """A KPI as it is; another target holds from today on. `left` are those who left, by name."""
    today = context.today()
    held = target_on(kpi.targets, today) or (kpi.targets[-1] if kpi.targets else None)

    def read(texts: Texts) -> KpiDraft:
        return read_kpi(context.reader(texts), metric)

    terms = by_key(fields_of(KpiTerms, kpi, context, metric))
    level = context.typed_range(held.level if held else None, metric)
    fields = (
        Field("target", "Target", level, "a new one starts from the level expected then"),
        terms["due_on"],
        replace(terms["baseline"], hint="where it started"),
        terms["warn"],
        terms["owner"],
        Field("target_from", "New target from", "today", DATES),
    )
    starts = {"starts_on": context.typed_day(kpi.starts_on)}

    def helped(texts: Texts) -> Help:
        dates = rules_of_due_date(context.reader(texts), strategy, left)
        return Help(advice=advice([*rules_of_kpi(metric, texts["target"]), *dates]))

    key, title = f"edit-kpi-{kpi.id}", f"Edit KPI: {metric.name}"
    return Form(key, title, fields, lambda texts: read(starts | dict(texts)), help=helped)


def standard_form(
    standard: Standard | None,
    metric: Metric | None,
    names: MetricNames,
    offers: Offers,
    context: AppContext,
) -> Form[StandardDraft]:
    """What is expected from a date on; of a standard that is given only level and date
    are asked for.
    """
    today = context.today()

    def read(texts: Texts) -> StandardDraft:
        reader = context.reader(texts)
        scope = (
            _scope_of(standard)
            if standard
            else reader.read("whom", lambda text: find_scope(text, offers), StandardScope())
        )
        return read_standard(reader, metric or names.read(reader), scope)

    def helped(texts: Texts) -> Help:
        found, hints, hidden = (metric, {}, frozenset[str]()) if metric else names.help(texts)
        if found is not None:
            hints["level"] = _level_hint(found)
        values = _of_new(texts["metric"], texts, names.catalogue, context) if not metric else {}
        return Help(values, _completed(found, metric), hints, hidden)

    fields: tuple[Field, ...] = ()
    if metric is None:
        fields += _new_metric(names, context)
    held = target_on(standard.levels, today) if standard else None
    asked = by_key(fields_of(StandardDraft, None, context))
    if held and metric:
        level = context.typed_range(held.level, metric)
        asked["level"] = replace(asked["level"], value=level)
    fields += (asked["level"],)
    if standard is None:
        hint = "everyone, or a team, role or person"
        fields += (Field("whom", "Applies to", "everyone", hint, ("everyone", *_subjects(offers))),)
    fields += (asked["starts_on"],)
    of = f": {metric.name}" if metric else ""
    key = f"standard-{standard.id if standard else ''}-{metric.id if metric else ''}"
    return Form(
        key, f"{'New level' if standard else 'New standard'}{of}", fields, read, help=helped
    )


def metric_form(
    metric: Metric | None, context: AppContext, catalogue: Sequence[CatalogueEntry] = ()
) -> Form[Definition]:
    """The definition of a metric as it is, or of a new one, which the `catalogue` may know."""

    def read(texts: Texts) -> Definition:
        reader = context.reader(texts)
        found = read_metric(reader)
        reader.done()
        return found

    return Form(
        f"metric-{metric.id if metric else 'new'}",
        f"Edit metric: {metric.name}" if metric else "New metric",
        fields_of(Definition, metric, context, metric),
        read,
        help=None
        if metric
        else lambda texts: Help(_of_new(texts["name"], texts, catalogue, context)),
    )


def _new_metric(names: MetricNames, context: AppContext) -> tuple[Field, ...]:
    """A metric to be named, and what is asked of one that is new; that is called by its name."""
    asked = fields_of(Definition, None, context)
    named = Field("metric", "Metric", hint="type part of a name, or a new one", choices=names.names)
    return (named, *(field for field in asked if field.key not in ("name", "code")))


class _ScopeName(Struct, frozen=True):
    name: str
    scope: StandardScope
    code: str | None = None


def find_scope(text: str, offers: Offers) -> StandardScope:
    """Who a standard is for, by a name or part of one; raises ValueError with a sentence."""
    everyone = [
        _ScopeName("everyone", StandardScope(), "everybody"),
        *(_ScopeName(team.name, StandardScope(team_id=team.id)) for team in offers.teams),
        *(_ScopeName(role.name, StandardScope(role_id=role.id)) for role in offers.roles),
        *(
            _ScopeName(person.name, StandardScope(person_id=person.id), person.code)
            for person in offers.people
        ),
    ]
    found = Names(everyone).meant(text or "everyone")
    if found is None:
        raise ValueError(
            f"No team, role or person called “{text}”; type everyone, or more of one name"
        )
    return found.scope


def named_one(text: str, strategies: Sequence[Strategy]) -> Strategy:
    """The strategy of a title or a part of one; raises ValueError with a sentence."""
    found = Names(strategies, attrgetter("title")).meant(text)
    if found is None:
        raise ValueError(f"type more of one title: {', '.join(_titles(strategies)[:3])}")
    return found


def _named_or_none(text: str, strategies: Sequence[Strategy]) -> Strategy | None:
    try:
        return named_one(text, strategies)
    except ValueError:
        return None


def _of_new(
    name: str, texts: Texts, catalogue: Sequence[CatalogueEntry], context: AppContext
) -> dict[str, str]:
    """What a new metric is likely to be: by its name, as an import takes it, else as the form
    begins; and decimals that fit its unit.
    """
    if "unit" not in texts:
        return {}
    begun = {field.key: field.value for field in fields_of(Definition, None, context)}
    told = told_by_name(name, catalogue) | percent_told(texts["unit"])
    keys = ("unit", "direction", "aggregation", "cadence", "plausible_low", "plausible_high")
    values = {key: text_of_value(told[key], context) if key in told else begun[key] for key in keys}
    return values | {"decimals": str(usual_decimals(texts["unit"]))}


def _completed(found: Definition | None, given: Metric | None) -> dict[str, str]:
    return {"metric": found.name} if found is not None and given is None else {}


def _offered_due(strategy: Strategy | None, context: AppContext) -> str:
    """A year from now, or the end of the strategy where that is known: a KPI due later is late."""
    until = span_of(strategy).until if strategy else None
    return context.typed_day(until) if until is not None and until > context.today() else "+1y"


def _scope_of(standard: Standard) -> StandardScope:
    return StandardScope(
        team_id=standard.team_id, role_id=standard.role_id, person_id=standard.person_id
    )


def _titles(strategies: Sequence[Strategy]) -> tuple[str, ...]:
    return tuple(strategy.title for strategy in strategies)


def _subjects(offers: Offers) -> tuple[str, ...]:
    return tuple(one.name for group in (offers.teams, offers.roles, offers.people) for one in group)


def _level_hint(metric: Definition) -> str:
    if metric.direction is Direction.WITHIN:
        return (
            "a band, such as 5:00-6:30" if metric.unit.endswith("ss") else "a band, such as 80-90"
        )
    return "at least this" if metric.direction is Direction.HIGHER else "at most this"
