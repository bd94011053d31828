"""The names each meaning goes by in suites and spreadsheets, by language, in ranks, best first.

Written with spaces for legibility; compared without them.
"""

from __future__ import annotations

NAMES: dict[str, tuple[str, ...]] = {
    "queue": (
        "queue, queue name, queue label, wachtrij, warteschlange, file d attente, file attente, cola, coda, "
        "queue group",
        "skill, skill name, split, split skill, split name, skillset, skill set, skill group, virtual queue, "
        "vq, vdn name, contact type, contact type name, ct name, call type, call type name, ct, csq name, "
        "csq, hunt group, competence, competencia, vaardigheid, forecast group, workload name, work type, "
        "service queue",
        "queue id, skill id, ct id, split id, skill no, skill number, split number, vdn, queue no, queue number",
        "line of business, lob, service, service name, application, application name, campaign, campaign "
        "name, department, channel, channel type, media type, dienst, servicio, afdeling, abteilung",
    ),
    "interval_start": (
        "interval start, interval start time, interval begin, interval from, start interval, start of "
        "interval, interval start utc, interval start local, interval starting, start date time, start "
        "datetime, interval start date time, intervallbeginn, intervallstart, intervalstart, begin interval, "
        "begintijdstip, inicio intervalo, inicio del intervalo, debut intervalle, debut de l intervalle, "
        "period start, period start time, slot start",
        "date time, datetime, date and time, date hour, timestamp, time stamp, ts, tijdstip, zeitpunkt, "
        "zeitstempel, datum uhrzeit, datum zeit, datum tijd, datum und uhrzeit, datum en tijd, fecha hora, "
        "fecha y hora, date heure, date et heure, horodatage, marca de tiempo, epoch, epoch ms, epoch s, unix "
        "time, unixtime, timestamp ms, timestamp utc, start timestamp, datetime start, date time start, "
        "moment, period, ds, when, wann, wanneer, cuando, quand",
        "interval, intervall, intervalle, intervalo, interval time, time interval, date interval, interval "
        "range, half hour, quarter hour, tijdvak, tijdslot, zeitfenster, zeitintervall, time range, time "
        "slot, timeslot, creneau, franja, franja horaria, tranche horaire, tranche, tijdsinterval, slot",
        "start, begin, from, von, van, beginn, inicio, debut, desde, starting",
    ),
    "interval_end": (
        "interval end, interval end time, end interval, end of interval, interval to, interval ending, "
        "intervallende, intervaleinde, fin intervalo, fin intervalle, period end, slot end, end timestamp, "
        "period ending",
        "end time, end, ending, endtime, time end, einde, ende, eindtijd, endzeit, fin, bis, tot, hasta, to, "
        "stop, stop time, end date time, end datetime, heure de fin, hora fin, hora de fin",
    ),
    "date": (
        "date, datum, fecha, dag datum, day date, calendar date, call date, interval date, business date, "
        "start date, date local, local date, data, jour date, reporting date, report date, row date, activity "
        "date",
        "day, tag, dag, jour, dia, giorno",
    ),
    "time": (
        "time, time of day, tod, start time, starttime, time start, begin time, uhrzeit, zeit, startzeit, "
        "anfangszeit, tijd, starttijd, begintijd, hora, hora inicio, hora de inicio, heure, heure debut, "
        "heure de debut, ora, local time, interval time of day, clock time, von uhrzeit, time local",
        "hour, stunde, uur, hour of day",
    ),
    "weekday": (
        "dow, weekday, day of week, day name, wochentag, weekdag, jour de la semaine, dia de la semana, wd, dayofweek",
    ),
    "offered": (
        "offered, calls offered, offered calls, contacts offered, offered contacts, interactions offered, "
        "offered interactions, volume offered, offered volume, n offered, nr offered, number offered, offer, "
        "total offered, num offered, acd offered, offered acd calls, calls offered acd, contacts queued, "
        "calls queued, queued contacts, contacts received, calls received, received, received calls, chats "
        "offered, emails offered, actual volume, actual contact volume, actual contacts, actual calls, actual "
        "offered, avol, act vol, volume actual, contacts actual, calls actual, offered actual, calls offered "
        "actual, actual calls offered, actual, actuals, calls presented, presented calls, presented, contacts "
        "presented, anrufe ist, ist anrufe, ist, istwert, angebotene anrufe, angeboten, anrufe "
        "angeboten, angebotene kontakte, angebotene calls, aangeboden, aangeboden gesprekken, aangeboden "
        "oproepen, aangeboden contacten, aangeboden calls, gesprekken aangeboden, appels offerts, offerts, "
        "appels presentes, appels recus, contacts offerts, presentes, llamadas ofrecidas, ofrecidas, llamadas "
        "recibidas, recibidas, contactos ofrecidos, chiamate offerte",
        "entered, calls entered, contacts entered, "
        "calls, volume, volumes, contacts, arrivals, call volume, contact volume, callvolume, contactvolume, "
        "interactions, call count, calls count, contact count, number of calls, nr of calls, no of calls, num "
        "calls, n calls, total calls, incoming calls, inbound calls, calls incoming, calls inbound, contacts "
        "incoming, inbound, incoming, count, nco, vol, rvol, demand, arrived, calls arrived, chats, emails, "
        "anrufe, anrufvolumen, kontakte, volumen, anzahl anrufe, anzahl, eingehende anrufe, anrufe eingehend, "
        "anrufe gesamt, gesprekken, oproepen, contacten, aantal, aantal gesprekken, aantal oproepen, aantal "
        "calls, volumes, inkomende oproepen, inkomende gesprekken, inbound contacts, "
        "inbound volume, inbound interactions, total contacts, total interactions, total inbound calls, calls in, "
        "call vol, contact vol, anz anrufe, appels, nombre d appels, appels entrants, "
        "nb appels, llamadas, llamadas entrantes, numero de llamadas, contactos, chiamate",
    ),
    "handled": (
        "handled, calls handled, handled calls, contacts handled, handled contacts, interactions handled, n "
        "handled, nch, acd calls, acd calls handled, total handled, contacts handled incoming, actual "
        "handled, angenommen, angenommene anrufe, anrufe angenommen, bearbeitet, bearbeitete anrufe, "
        "bearbeitete kontakte, afgehandeld, afgehandelde gesprekken, afgehandelde oproepen, traites, appels "
        "traites, contacts traites, atendidas, llamadas atendidas, contactos atendidos, gestite",
        "answered, answer, calls answered, answered calls, contacts answered, n answered, interactions "
        "answered, total answered, completed, served, beantwortet, beantwortete anrufe, anrufe beantwortet, "
        "beantwoord, beantwoorde gesprekken, beantwoorde oproepen, aangenomen, repondus, appels repondus, "
        "decroches, appels decroches, contestadas, llamadas contestadas, respondidas",
    ),
    "abandoned": (
        "abandoned, calls abandoned, abandoned calls, contacts abandoned, abandoned contacts, abandons, "
        "abandon, aban calls, abn calls, abandoned interactions, interactions abandoned, n abandoned, aban, "
        "abnd, total abandoned, calls abandons, nr abandoned, abandonment count, verloren, verlorene anrufe, "
        "aufgelegt, aufleger, abgebrochen, abgebrochene anrufe, abbrueche, abbruche, opgehangen, verloren "
        "gesprekken, verloren oproepen, abandonnes, appels abandonnes, abandons appels, abandonadas, llamadas "
        "abandonadas, abandonos, abbandonate, lost calls, calls lost",
    ),
    "aht": (
        "aht, average handle time, avg handle time, average handling time, avg handling time, average "
        "handletime, avg handle, mean handle time, aht seconds, aht sec, aht secs, aht s, ahts, aht in "
        "seconds, aht in sec, actual aht, aht actual, aht act, raht, act aht, average handle, mean handling "
        "time, agent average handle time, average handle time seconds, avg handle time seconds, average "
        "handle time sec, avg handle time sec, durchschnittliche bearbeitungszeit, mittlere bearbeitungszeit, "
        "durchschnittl bearbeitungszeit, o bearbeitungszeit, avg bearbeitungszeit, bearbeitungszeit "
        "durchschnitt, gemiddelde afhandeltijd, gem afhandeltijd, gemiddelde afhandelingstijd, gemiddelde "
        "behandeltijd, dmt, duree moyenne de traitement, temps moyen de traitement, tmt, dmc, duree moyenne "
        "de communication, tmo, tiempo medio de operacion, tiempo medio de gestion, tiempo medio operativo, "
        "tempo medio di gestione",
    ),
    "aht_minutes": ("aht minutes, aht min, aht mins, aht in minutes, average handle time minutes, aht m",),
    "aht_milliseconds": ("aht ms, aht milliseconds, aht millis, average handle time ms, avg handle ms",),
    "handle_seconds": (
        "handle seconds, total handle time, handle time total, total handle seconds, total handling time, "
        "handle time seconds total, sum handle time, sum of handle time, handled seconds, total handle, "
        "thandle, workload seconds, total handle time seconds, total handle time sec, handletime total, "
        "gesamte bearbeitungszeit, gesamtbearbeitungszeit, bearbeitungszeit gesamt, summe bearbeitungszeit, "
        "totale afhandeltijd, afhandeltijd totaal, duree totale de traitement, temps total de traitement, "
        "tiempo total de gestion, tiempo total de operacion",
    ),
    "handle_minutes": ("handle minutes, total handle minutes, total handle time minutes, workload minutes",),
    "handle_hours": ("handle hours, total handle hours, workload hours, total handle time hours",),
    "interval_minutes": (
        "interval minutes, interval min, interval mins, interval length minutes, minutes per interval, "
        "interval length min",
    ),
    "interval_seconds": ("interval seconds, interval sec, interval secs, interval length seconds, interval s",),
    "agents": ("agents, agents staffed, staffed agents, agents on phone, productive agents, agenten, agents required",),
    "positions": ("positions, pos, scheduled positions",),
    "scheduled": ("scheduled, scheduled agents",),
    "patience": ("patience, patience seconds, mean patience, average patience, patience s, patience sec",),
    "shrinkage": ("shrinkage, shrink",),
    "lines": ("lines, trunks",),
    "redial": ("redial, retry, redials, redial share",),
}
_TARGETS = (
    "service_level, answer_within, definition, short_abandon, max_asa, asa_of, max_abandonment, max_blocking, "
    "max_occupancy, max_wait_probability, max_wait, max_wait_percentile, min_agents, max_agents"
)
NAMES.update({f"target_{target}": (f"target {target}",) for target in _TARGETS.split(", ")})

# Words for a length of time that may be an average or a total: never guessed.
VAGUE = frozenset(
    {
        "handle time",
        "handling time",
        "handle time seconds",
        "handle time sec",
        "handle times",
        "bearbeitungszeit",
        "afhandeltijd",
        "behandeltijd",
        "temps de traitement",
        "duree de traitement",
        "tiempo de gestion",
        "talk time",
        "gesprachszeit",
    }
)

# A unit in brackets after a name.
UNITS = {
    "s": "seconds", "sec": "seconds", "secs": "seconds", "second": "seconds", "seconds": "seconds", "sek": "seconds",
    "sekunden": "seconds", "seconden": "seconds", "secondes": "seconds", "segundos": "seconds", "insec": "seconds",
    "inseconds": "seconds", "insekunden": "seconds", "inseconden": "seconds", "seg": "seconds", "ins": "seconds",
    "min": "minutes", "mins": "minutes", "minutes": "minutes", "minuten": "minutes", "minutos": "minutes",
    "inminutes": "minutes", "inmin": "minutes", "inminuten": "minutes", "m": "minutes",
    "h": "hours", "hrs": "hours", "hours": "hours", "stunden": "hours", "uren": "hours", "heures": "hours",
    "horas": "hours", "hr": "hours", "inhours": "hours", "std": "hours",
    "ms": "milliseconds", "msec": "milliseconds", "milliseconds": "milliseconds", "millis": "milliseconds",
    "hhmmss": "h:mm:ss", "hmmss": "h:mm:ss", "mmss": "m:ss", "mss": "m:ss", "hhmm": "h:mm", "hmm": "h:mm",
}  # fmt: skip
