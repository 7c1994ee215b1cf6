"""What columns of spreadsheets are called, and what each such name stands for: the one list for
commands and screens.
"""

import re
from functools import lru_cache

from kpitui.domain.typography import folded


def words(text: str) -> frozenset[str]:
    """The words of a list with commas."""
    return frozenset(word.strip() for word in text.split(","))


# English, German, French and Spanish, the surest name of a role first: where several columns fit,
# the one that stands first here has it. Written as `heading_key` gives them.
_NAMES = {
    "metric": (
        "metric, metric name, kpi, kpi name, measure, measure name, indicator, indicator name, "
        "performance indicator, kennzahl, messgrosse, indikator, metrique, mesure, indicateur, "
        "metrica, indicador, medida, measure names, attribute, variable, metric code, kpi code"
    ),
    "date": (
        "date, day, datum, tag, fecha, dia, jour, when, call date, date of call, report date, "
        "reporting date, work date, shift date, survey date, response date, date time, datetime, "
        "timestamp, interval start, start time, start date, started, week ending, week end, "
        "week commencing, week starting, week beginning, week of, week start, week, month, "
        "month ending, month end, month start, month of, quarter, period, reporting period, "
        "time period, created, created at, created on, created date, date created, opened, "
        "opened at, closed, closed at, resolved at, woche, monat, quartal, zeitraum, periode, "
        "stichtag, semaine, mois, trimestre, semana, mes, periodo, period start, "
        "period ending, interval, wk, kw, week no, week number, kalenderwoche"
    ),
    "person": (
        "person, agent name, agent full name, agent, employee name, employee, advisor name, "
        "advisor, adviser name, adviser, colleague name, colleague, full name, name, staff name, "
        "staff, staff member, team member, associate, associate name, representative, "
        "representative name, rep, rep name, csr, operator, operator name, consultant, "
        "consultant name, handler, assignee, assignee name, assigned to, handled by, resolved by, "
        "user, user name, username, "
        "mitarbeiter, mitarbeiterin, mitarbeitername, kollege, agente, empleado, asesor, nombre, "
        "nombre del agente, employe, collaborateur, conseiller, nom, "
        "first name, firstname, forename, given name, vorname, prenom"
    ),
    "surname": "surname, last name, lastname, family name, nachname, apellido, apellidos",
    "team": (
        "team, team name, group, group name, department, abteilung, gruppe, equipe, equipo, "
        "grupo, departamento, service, site, site name, location, standort, office, branch, "
        "region, org name, organisation, organization, provider, provider name, trust, store, "
        "queue, queue name, skill"
    ),
    "value": (
        "value, actual, actual value, result, score, reading value, metric value, kpi value, "
        "measure values, wert, ist, istwert, ergebnis, valeur, resultat, reel, valor, resultado, "
        "real"
    ),
    "n": (
        "n, sample, sample size, base, base size, responses, n responses, count, calls, surveys, "
        "stichprobe, anzahl, fallzahl, echantillon, effectif, muestra, base n"
    ),
    "numerator": "numerator, part, zahler, numerateur, numerador",
    "denominator": "denominator, whole, of, out of, nenner, denominateur, denominador",
    "note": (
        "note, notes, comment, comments, remark, remarks, kommentar, bemerkung, notiz, "
        "commentaire, remarque, comentario, nota, observaciones"
    ),
    "id": (
        "id, reading id, external id, call id, ticket id, case id, interaction id, "
        "conversation id, response id, survey id, record id, row id, contact id, ticket number, "
        "case number, ticket, case, reference, ref, guid, uuid"
    ),
    "number": "reading",
    "code": (
        "agent id, agent code, agent number, employee id, employee number, employee code, "
        "staff id, staff number, user id, person id, person code, advisor id, payroll number, "
        "personnel number, personalnummer, matricule, agent login, login, login id"
    ),
    "clock": (
        "time, time of day, call time, end time, finish time, interval end, period end, uhrzeit, "
        "heure, hora"
    ),
    "year": (
        "year, fiscal year, financial year, fy, jahr, geschaftsjahr, annee, exercice, ano, anio"
    ),
    "target": (
        "target, targets, target value, goal, objective, plan, budget, threshold, standard, "
        "variance, variance to target, vs target, gap, rag, rag status, status, soll, sollwert, "
        "ziel, zielwert, abweichung, objectif, cible, ecart, objetivo, meta, presupuesto, "
        "desviacion"
    ),
}  # fmt: skip
_ROLES = {
    name.strip(): (role, place)
    for role, names in _NAMES.items()
    for place, name in enumerate(names.split(","))
}
MONTHS = words("month, monat, mois, mes, month of, month start, month end, month ending")
PERIODS = MONTHS | words("period, reporting period, time period, periode, periodo, zeitraum")
"""Names of columns of months, which a column of the year may stand beside."""
PARTS_OF = words("department, site, abteilung, departamento")
"""Beside a column of teams one that is called so says what the teams are part of."""
WEEKS = words("week, wk, kw, week no, week number, woche, kalenderwoche, semaine, semana")
DAYS = words("day, day of month, tag, jour, dia")
FIRST_NAMES = words("first name, firstname, forename, given name, vorname, prenom, nombre, nom")
"""Names of columns of a person which a surname may stand beside."""

COVERS = {
    **dict.fromkeys(
        words(
            "week, week commencing, week starting, week beginning, week start, week of, woche, "
            "semaine, semana"
        ),
        "week",
    ),
    **dict.fromkeys(MONTHS, "month"),
    **dict.fromkeys(words("quarter, quartal, trimestre"), "quarter"),
}
"""What a day stands for in a column of such a name."""

COUNT_WORDS = words(
    "n, base, base size, sample, sample size, responses, count, stichprobe, anzahl, echantillon, "
    "muestra"
)
"""Names of a column that counts what the figure to its left is of."""
PART_WORDS = words("numerator, num, part, zahler, numerateur, numerador")
WHOLE_WORDS = words("denominator, den, whole, nenner, denominateur, denominador")

_CORNERS = words("row labels, zeilenbeschriftungen, etiquettes de lignes, etiquetas de fila")
_WORKED_OUT = re.compile(
    r"(?:sum|average|count|min|max|summe|mittelwert|anzahl|somme|moyenne|suma|promedio)"
    r" (?:of|von|de|der) (\S.*)",
    re.IGNORECASE,
)
_ID_ENDS = ("id", "ids", "number", "no", "nr", "code", "guid", "uuid", "phone", "extension", "ref")
LONGEST = 100
"""No column of a known name is called longer; cells of data are asked about too."""
_PARENTHESES = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_BETWEEN = re.compile(r"[\s_\-./:*#]+")


@lru_cache(4096)
def heading_key(heading: str) -> str:
    """A heading as it is compared: case, accents, blanks, underscores and marks do not count."""
    spread = _CAMEL.sub(" ", heading.lstrip("\ufeff"))
    return _BETWEEN.sub(" ", folded(spread)).strip()


def role_of(heading: str) -> tuple[str, int]:
    """What a column of that name holds, and how far down its list the name stands; `""` where
    no one calls a column so. What stands in brackets counts only if the rest says nothing.
    """
    if len(heading) > LONGEST:
        return "", 0
    key = heading_key(heading)
    if (found := _ROLES.get(key)) is not None:
        return found
    bare = heading_key(_PARENTHESES.sub(" ", heading))
    return _ROLES.get(bare, ("", 0))


def is_corner(heading: str) -> bool:
    """Whether a column is called as pivot tables call the names down their left side."""
    return heading_key(heading) in _CORNERS


def pivot_metric(heading: str) -> str:
    """What a pivot table adds up, of a heading such as “Sum of Calls”; empty for any other."""
    found = _WORKED_OUT.fullmatch(heading.strip())
    return found[1] if found else ""


def is_identifier(heading: str) -> bool:
    """Whether a column of that name numbers things, so that its numbers measure nothing."""
    return heading_key(heading).split(" ")[-1] in _ID_ENDS


def stem(heading: str, behind: frozenset[str]) -> str:
    """What is left of a name such as “CSAT n” without one of the words; empty where it has none
    of them, or nothing else.
    """
    key = heading_key(_PARENTHESES.sub(lambda found: f" {found[0].strip(' ()[]')} ", heading))
    for word in sorted(behind, key=len, reverse=True):
        if key.endswith(f" {word}"):
            return key.removesuffix(word).strip()
        if key.startswith(f"{word} "):
            return key.removeprefix(word).strip(" %")
    return ""
