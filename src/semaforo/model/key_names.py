"""Which key somebody meant who wrote another word: misspelt, or in Spanish."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from semaforo.facts.values import fold

_CLOSE = 0.6
_ALMOST_THE_SAME = 0.8

_SPANISH = {
    "absent": "ausente ausencia",
    "after_outcome": "tras_resultado tras_el_resultado",
    "ago": "hace",
    "as_of": "a_fecha fecha",
    "at_least": "al_menos como_minimo",
    "attempts": "intentos",
    "attributes": "atributos campos",
    "audience": "audiencia publico",
    "bands": "bandas tramos",
    "business_hours": "horario horario_laboral",
    "by": "por",
    "ceiling": "techo",
    "channel": "canal",
    "choose": "elegir elige opciones",
    "cold": "frio frios",
    "columns": "columnas",
    "combine": "combinar combina",
    "company": "empresa",
    "consent": "consentimiento consentimientos",
    "count": "cuantas cuantos cantidad",
    "created_ago": "creado_hace",
    "decay": "decaimiento desgaste",
    "default": "por_defecto defecto",
    "dimensions": "dimensiones",
    "distinct": "distinto distintos",
    "do": "hacer accion",
    "each": "cada",
    "event": "evento hecho",
    "events": "eventos hechos",
    "every": "cada",
    "exclude": "excluir exclusiones",
    "expect": "se_espera esperado espera",
    "file": "fichero archivo",
    "first_contact": "primer_contacto",
    "fixed": "fijo",
    "floor": "suelo",
    "for": "durante",
    "fresh": "fresco vigencia",
    "from": "desde",
    "full": "lleno completo",
    "granted": "concedido otorgado",
    "group": "grupo",
    "groups": "grupos",
    "half_life": "vida_media semivida",
    "horizons": "horizontes",
    "hot": "caliente calientes",
    "hysteresis": "histeresis",
    "id": "identificador",
    "journey": "recorrido viaje",
    "lights": "luces semaforos",
    "linear": "lineal",
    "lists": "listas",
    "lose": "pierde",
    "lost": "perdido",
    "match": "coincide coincidencias",
    "matrix": "matriz",
    "max": "maximo tope",
    "min": "minimo",
    "name": "nombre",
    "needs": "necesita requiere",
    "note": "nota",
    "of": "de",
    "otherwise": "resto si_no otros",
    "outcome": "resultado",
    "per_week": "por_semana",
    "personas": "perfiles",
    "points": "puntos",
    "policy": "politica estrategia",
    "population": "poblacion",
    "predict": "predecir prediccion",
    "properties": "propiedades",
    "qualified": "cualificado",
    "reason": "motivo razon",
    "require": "exige requisitos",
    "reset": "reinicio reiniciar",
    "rest": "descanso",
    "rows": "filas",
    "rules": "reglas",
    "sla": "ans acuerdo",
    "stage": "etapa",
    "stages": "etapas",
    "step": "escalon",
    "take": "toma tomar",
    "tests": "pruebas",
    "tiers": "niveles escalones",
    "times": "veces",
    "timezone": "zona_horaria huso_horario",
    "title": "titulo",
    "to": "a para",
    "track": "itinerario",
    "type": "tipo",
    "until": "hasta",
    "value": "valor",
    "values": "valores",
    "warm": "templado templados tibio",
    "weights": "pesos",
    "when": "cuando si",
    "where": "donde",
    "withdrawn": "retirado",
    "within": "dentro_de en",
}
"""Key -> what somebody who thinks in Spanish writes for it, folded."""


def meant(key: str, known: Iterable[str], cutoff: float = _CLOSE) -> str | None:
    """The one of the `known` keys that was probably meant by `key`."""
    names = {name: name for name in sorted(set(known))}
    spanish = {word: name for name in names for word in _SPANISH.get(name, "").split()}
    return (
        spanish.get(_plain(key))
        or _closest(key.casefold(), names, cutoff)
        or _closest(_plain(key), spanish, _ALMOST_THE_SAME)
    )


def surely_meant(key: str, known: Iterable[str]) -> str | None:
    """The same, where there is so little doubt that the value can be read as that key's."""
    return meant(key, known, _ALMOST_THE_SAME)


def _plain(key: str) -> str:
    return fold(key).replace(" ", "_").replace("-", "_")


def _closest(word: str, names: Mapping[str, str], cutoff: float) -> str | None:
    close = get_close_matches(word, names, n=1, cutoff=cutoff)
    return names[close[0]] if close else None
