"""Names of months and weekdays in English, German, French and Spanish, full and short."""

from collections.abc import Mapping

_MONTHS = (
    "january jan januar janner janvier janv enero ene",
    "february feb februar febr feber fevrier fev fevr febrero",
    "march mar marz maerz mrz mars marzo",
    "april apr avril avr abril abr",
    "may mai mayo",
    "june jun juni juin junio",
    "july jul juli juillet juil julio",
    "august aug aout agosto ago",
    "september sep sept septembre septiembre setiembre set",
    "october oct oktober okt octobre octubre",
    "november nov novembre noviembre",
    "december dec dezember dez decembre diciembre dic",
)
MONTHS: Mapping[str, int] = {
    name: month for month, names in enumerate(_MONTHS, 1) for name in names.split()
}
"""The number of a month by its name as `folded` leaves it, without a point."""

_WEEKDAYS = """
monday mon montag mo lundi lun lunes tuesday tue tues dienstag di mardi mar martes
wednesday wed mittwoch mi mercredi mer miercoles mie
thursday thu thur thurs donnerstag do jeudi jeu jueves jue friday fri freitag fr vendredi ven
viernes vie saturday sat samstag sonnabend sa samedi sam sabado sab
sunday sun sonntag so dimanche dim domingo dom
"""
WEEKDAYS = frozenset(_WEEKDAYS.split())
"""Weekdays, folded; a date that names one says nothing more by it."""
