"""Spanish words of time in terms of the English grammar."""

from __future__ import annotations

_NUMBERS = "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"

ALIASES: dict[str, str] = {
    "lunes": "monday", "martes": "tuesday", "miércoles": "wednesday", "miercoles": "wednesday",
    "jueves": "thursday", "viernes": "friday", "sábado": "saturday", "sabado": "saturday",
    "domingo": "sunday",
    "enero": "january", "febrero": "february", "marzo": "march", "abril": "april", "mayo": "may",
    "junio": "june", "julio": "july", "agosto": "august", "septiembre": "september",
    "setiembre": "september", "octubre": "october", "noviembre": "november",
    "diciembre": "december",
    "hoy": "today", "mañana": "tomorrow", "pasado mañana": "day after tomorrow",
    "ayer": "yesterday", "anteayer": "day before yesterday", "ahora": "now",
    "esta noche": "tonight", "esta mañana": "this morning", "esta tarde": "this afternoon",
    "por la mañana": "in the morning", "de la mañana": "in the morning",
    "por la tarde": "in the afternoon", "de la tarde": "in the afternoon",
    "por la noche": "in the evening", "de la noche": "in the evening", "mediodía": "noon",
    "medianoche": "midnight",
    "día": "day", "días": "day", "dias": "day", "semana": "week", "semanas": "week",
    "mes": "month", "meses": "month", "trimestre": "quarter", "trimestres": "quarter",
    "año": "year", "años": "year", "fin de semana": "weekend", "hora": "hour", "horas": "hour",
    "minutos": "minute", "día hábil": "workday", "días hábiles": "workday",
    "día laborable": "workday", "días laborables": "workday",
    "en": "in", "dentro de": "in", "a": "at", "a las": "at", "a la": "at", "sobre las": "at",
    "el": "the", "la": "the", "los": "the", "las": "the", "de": "of", "del": "of the",
    "para": "by", "para el": "by the", "antes de": "before", "antes del": "before the",
    "hasta": "until", "hasta el": "until the", "después de": "after", "después del": "after the",
    "desde": "since", "desde el": "since the", "a partir de": "since",
    "a partir del": "since the", "entre": "between", "y": "and", "al": "to the",
    "cada": "every", "todos los": "every", "próximo": "nearest", "proximo": "nearest",
    "próxima": "nearest", "proxima": "nearest", "próximos": "nearest", "próximas": "nearest",
    "que viene": "nearest", "siguiente": "following", "pasado": "last", "pasada": "last",
    "último": "last", "última": "last", "este": "this", "esta": "this",
    "fin de": "end of", "finales de": "end of", "a finales de": "end of", "el fin de": "end of",
    "principios de": "beginning", "a principios de": "beginning", "mediados de": "middle",
    "a mediados de": "middle", "fin de mes": "eom", "final de mes": "eom",
    "final de la semana": "eow", "fin de año": "eoy", "final de año": "eoy",
    "final del día": "eod", "un": "1", "una": "1", "primero": "1st", "hace": "agoprefix",
    "nuestro": "our", "más tarde": "later",
}  # fmt: skip

ALIASES |= {name: str(value) for value, name in enumerate(_NUMBERS.split(), start=2)}
