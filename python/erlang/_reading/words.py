"""Words of exports: months, weekdays, totals, and what stands for a missing value."""

from __future__ import annotations

import re

from erlang._columns import fold

_MONTHS = (
    "jan january januar januari janvier enero ene gennaio gen janv",
    "feb february februar februari fevrier febrero febbraio fevr fev",
    "mar march marz maerz maart mars marzo mrt mrz",
    "apr april avril abril aprile avr abr",
    "may mai mei mayo maggio mag",
    "jun june juni juin junio giugno giu",
    "jul july juli juillet julio luglio juil lug",
    "aug august augustus aout agosto ago",
    "sep sept september septembre septiembre settembre set",
    "oct october oktober octobre octubre okt ottobre ott",
    "nov november novembre noviembre",
    "dec december dezember decembre diciembre dez dic dicembre",
)
MONTHS: dict[str, int] = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}

_WEEKDAYS = (
    "mon monday mo montag ma maandag lun lundi lunes lunedi",
    "tue tuesday tues di dienstag dinsdag mardi martes mar martedi die",
    "wed wednesday mi mittwoch wo woensdag mer mercredi mie miercoles mercoledi mit",
    "thu thursday thur thurs do donnerstag donderdag jeu jeudi jue jueves giovedi don gio",
    "fri friday fr freitag vr vrijdag ven vendredi vie viernes venerdi fre",
    "sat saturday sa samstag za zaterdag sam samedi sab sabado sabato",
    "sun sunday so sonntag zo zondag dim dimanche dom domingo domenica son",
)
# "di" is Tuesday in German and Dutch, "ma" Monday in Dutch and the start of mardi: only the first meaning is kept.
WEEKDAYS: dict[str, int] = {}
for _number, _words in enumerate(_WEEKDAYS):
    for _word in _words.split():
        WEEKDAYS.setdefault(_word, _number)

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_TOTALS = frozenset(
    "total totals subtotal subtotals grandtotal sum summe sums gesamt gesamtsumme zwischensumme gesamtergebnis "
    "ergebnis "
    "totaal subtotaal eindtotaal totale totaux somme suma totali average avg mean mittelwert durchschnitt gemiddelde "
    "gemiddeld moyenne promedio media maximum minimum overall insgesamt tot summary teilergebnis "
    "razem totalt soma celkem ukupno osszesen yhteensa".split()
)
_ALL = _TOTALS | frozenset(
    "grand sub all alle tous todos toutes tutti queues queue skills skill groups splits wachtrijen warteschlangen "
    "general "
    "of the calls day tag daily week month report".split()
)
MISSING = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "n/a",
        "na",
        "n.a.",
        "nan",
        "null",
        "none",
        "#n/a",
        "#nv",
        "(null)",
        "<null>",
        "k.a.",
        ".",
        "nil",
    }
    | {"–", "—", "?", "#n/b", "#na", "nat"}
)
_RULE = re.compile(r"[-=_*+ ]{2,}")
_PAGE = re.compile(r"^(page|seite|pagina|pag|p|blad)\s*\.?\s*\d+(\s*(of|von|van|de|/)\s*\d+)?$")


def is_missing(value: object) -> bool:
    """Whether a cell stands for "no value"."""
    if value is None:
        return True
    if isinstance(value, str):
        return value.strip().casefold() in MISSING
    return bool(value != value)


def says_total(value: object) -> bool:
    """Whether a label contains a word for a total or an average: ``1/2/2024 Total``, ``Summe Montag``."""
    if not isinstance(value, str):
        return False
    words = fold(value).split()
    return any(word in _TOTALS for word in words) or words in (["max"], ["min"], ["median"], ["stdev"])


def is_total_name(value: object) -> bool:
    """Whether a queue's name is nothing but words for a total: ``Grand Total``, ``All queues``."""
    words = fold(value).split() if isinstance(value, str) else []
    if not words or any(word not in _ALL for word in words):
        return False
    return any(word in _TOTALS for word in words) or words[0] in ("all", "alle", "tous", "todos", "toutes", "tutti")


def is_rule(value: object) -> bool:
    """A line drawn with dashes: ``-----``."""
    return isinstance(value, str) and bool(_RULE.fullmatch(value))


def is_page(value: object) -> bool:
    """``Page 2 of 7``."""
    return isinstance(value, str) and bool(_PAGE.match(" ".join(value.casefold().split())))


def weekday(value: object) -> int | None:
    """0 (Monday) … 6 of a weekday's name, else None."""
    return WEEKDAYS.get(fold(value)) if isinstance(value, str) else None
