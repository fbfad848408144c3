"""Each lead's attributes at T: the file's values, then history, company, derivation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
from ibis import ir

from semaforo.compile.conditions import fits
from semaforo.compile.moment import Moment, ranked
from semaforo.compile.needs import COMPANY, EMAIL, Needs
from semaforo.compile.reference_conditions import glob_expression
from semaforo.compile.tables import Tables
from semaforo.facts.shapes import GROUP, IDENTIFY
from semaforo.facts.values import WHITE_SPACE, fold
from semaforo.model.columns import attribute_column, named_column
from semaforo.model.meaning import Attribute, GlobDerivation, ScoringModel, Take

COMPANY_ID = "company_id"
_NO_TEXT = ibis.null("string")
MOST_GLOBS_A_LEAD = 40
"""A derivation with more globs looks at every distinct text once and joins the answer."""
_BLANK = "[" + "".join(rf"\x{{{ord(c):x}}}" for c in WHITE_SPACE) + "]"
_DOMAIN = rf"(?s)@{_BLANK}*([^@]*?){_BLANK}*\z"


def value_column(name: str) -> str:
    """The column of the result with an attribute's value at T."""
    return _column("v", name)


def _column(prefix: str, name: str) -> str:
    """A column for an attribute whose name may differ from another's in case only.

    No dimension or purpose has the sign in its name, so none of their columns is this one.
    """
    return f"{prefix}^{named_column(name).removeprefix('n_')}"


def leads_at(model: ScoringModel, needs: Needs, tables: Tables, moment: Moment) -> ir.Table:
    """One row for each lead that exists at T: `lead_no`, `lead`, `known_since`, `company_id` (when
    needed) and a `value_column` for every attribute in `needs.used`, null where it is missing."""
    leads = _existing(tables, moment)
    if needs.stored or needs.company:
        leads = _with_changes(model, needs, tables, moment, leads)
    if needs.company:
        leads = _with_company(model, needs, tables, moment, leads)
    return _with_values(model, needs, leads, moment)


def _existing(tables: Tables, moment: Moment) -> ir.Table:
    """The leads that exist, with `known_since`: creation, or else the first event we know of."""
    leads = tables.leads
    if moment.known_at is None:
        first = leads.first_at
    else:
        seen = [
            moment.visible(table).select("lead_no", "at")
            for table in (tables.events, tables.changes)
        ]
        firsts = ibis.union(*seen).group_by("lead_no").agg(known_first=lambda t: t["at"].min())
        leads = joined(leads, firsts, "lead_no")
        first = leads.known_first
    first = ibis.ifelse(first <= moment.as_of, first, ibis.null("int64"))
    leads = leads.mutate(known_since=leads.created_at.fill_null(first), first_known=first)
    created = leads.created_at <= moment.as_of
    uncreated = leads.created_at.isnull() & leads.listed
    return leads.filter(leads.first_known.notnull() | created.fill_null(False) | uncreated)


def joined(left: ir.Table, right: ir.Table, key: str) -> ir.Table:
    """`left` with the columns of `right` where the key is the same; one row of `right` at most."""
    keyed = right.rename({f"_{key}": key})
    both = left.left_join(keyed, left[key] == keyed[f"_{key}"])
    return both.drop(f"_{key}")


def _newest(ranked_changes: ir.Table, columns: Mapping[str, str], where: Any) -> Any:
    """The latest change with `where`, as a struct of the `columns` and the instant, or null."""
    held = {part: ranked_changes[column] for part, column in columns.items()}
    change = ibis.struct({**held, "since": ranked_changes["at"]})
    return change.argmax(ranked_changes["rank"], where=where)


def _value_columns(model: ScoringModel, names: tuple[str, ...]) -> dict[str, str]:
    return {name: attribute_column(name, model.attributes[name].type.kind) for name in names}


def _with_changes(
    model: ScoringModel, needs: Needs, tables: Tables, moment: Moment, leads: ir.Table
) -> ir.Table:
    """Adds the latest change of each attribute (`i^…`), of the company and of the mail."""
    changes = ranked(moment.visible(tables.changes), "lead_no")
    identified = changes["name"] == IDENTIFY
    latest = {
        _column("i", name): _newest(
            changes, {"value": column}, identified & changes[named_column(name)]
        )
        for name, column in _value_columns(model, needs.stored).items()
    }
    if needs.company:
        ids = {"id": "a_company__text", "folded": "f_company"}
        latest["c_company"] = _newest(changes, ids, changes[named_column(COMPANY)])
    if needs.mail:
        ids = {"id": "mail_company", "folded": "f_mail_company"}
        latest["c_email"] = _newest(changes, ids, identified & changes[named_column(EMAIL)])
    return joined(leads, changes.group_by("lead_no").agg(**latest), "lead_no")


def _with_company(
    model: ScoringModel, needs: Needs, tables: Tables, moment: Moment, leads: ir.Table
) -> ir.Table:
    """Adds `company_id`, its fold as the value of `company`, and the company's values."""
    own = _changed(leads.c_company, leads.a_company__text, "id")
    folded = _changed(leads.c_company, leads.f_company, "folded")
    if needs.mail:
        mail = _changed(leads.c_email, leads.mail_company, "id")
        mail_folded = _changed(leads.c_email, leads.f_mail_company, "folded")
        fresh = _fresh(model.attributes[EMAIL], leads.c_email, moment)
        folded = ibis.ifelse(own.isnull() & fresh, mail_folded, folded)
        own = ibis.ifelse(own.isnull() & fresh, mail, own)
    leads = leads.mutate(**{COMPANY_ID: own, value_column(COMPANY): folded})
    shared = tuple(name for name in needs.stored if model.attributes[name].of_company)
    if not shared:
        return leads
    return joined(leads, _companies_at(tables, moment, _value_columns(model, shared)), COMPANY_ID)


def _companies_at(tables: Tables, moment: Moment, columns: Mapping[str, str]) -> ir.Table:
    """For each company id the file's value (`filed^…`) and the latest change by a `group` event
    (`g^…`) of each attribute."""
    changes = moment.visible(tables.all_changes)
    changes = changes.filter(changes["name"] == GROUP, changes["a_company__text"].notnull())
    changes = ranked(changes.mutate(**{COMPANY_ID: changes["a_company__text"]}), COMPANY_ID)
    grouped = changes.group_by(COMPANY_ID).agg(
        **{
            _column("g", name): _newest(changes, {"value": column}, changes[named_column(name)])
            for name, column in columns.items()
        }
    )
    filed = tables.companies.select(
        **{COMPANY_ID: tables.companies["company"]},
        **{_column("filed", name): tables.companies[column] for name, column in columns.items()},
    )
    ids = ibis.union(filed.select(COMPANY_ID), grouped.select(COMPANY_ID), distinct=True)
    return joined(joined(ids, filed, COMPANY_ID), grouped, COMPANY_ID)


def _changed(change: Any, filed: Any, part: str) -> Any:
    """The changed value where a change names it, even with nothing; else the file's."""
    return ibis.ifelse(change.notnull(), change[part], filed)


def _fresh(attribute: Attribute, change: Any, moment: Moment) -> Any:
    """Whether the value is young enough; one that came with the file always is."""
    if attribute.fresh is None:
        return ibis.literal(True)
    return change.isnull() | (change["since"] >= moment.as_of - attribute.fresh)


def _with_values(model: ScoringModel, needs: Needs, leads: ir.Table, moment: Moment) -> ir.Table:
    kept = ["lead_no", "lead", "known_since"]
    kept += [COMPANY_ID, value_column(COMPANY)] if needs.company else []
    stored = {
        value_column(name): _stored_value(model.attributes[name], leads, moment)
        for name in needs.stored
    }
    known = leads.select(*kept, **stored)
    for name in needs.used:
        attribute = model.attributes[name]
        if _has_many_globs(attribute):
            known = _judged_once(attribute, known)
        elif attribute.derivation is not None:
            known = known.mutate(**{value_column(name): _derived(attribute, known)})
    return known


def _has_many_globs(attribute: Attribute) -> bool:
    derivation = attribute.derivation
    if not isinstance(derivation, GlobDerivation):
        return False
    return sum(len(globs) for _, globs in derivation.cases) > MOST_GLOBS_A_LEAD


def _judged_once(attribute: Attribute, known: ir.Table) -> ir.Table:
    """`known` with a category that was found once for each text, not for each lead.

    A dictionary has hundreds of globs: on a million job titles that saves seconds. Those without
    wildcards are looked up in one map, because a test for every category's list of them would take
    longer to plan than to run.
    """
    derivation = attribute.derivation
    assert isinstance(derivation, GlobDerivation)
    source = value_column(derivation.source)
    texts = known.select(source).distinct()
    text = texts[source]
    texts = texts.mutate(
        case=ibis.least(_exact_case(text, derivation), _glob_case(text, derivation))
    )
    categories = {number: fold(name) for number, (name, _) in enumerate(derivation.cases)}
    found = ibis.cases(
        (texts[source].isnull(), _NO_TEXT),
        (texts["case"] == len(derivation.cases), _otherwise(derivation)),
        else_=ibis.literal(categories, type="map<int64, string>").get(texts["case"]),
    )
    judged = texts.select(judged=texts[source], found=found)
    joined = known.left_join(judged, known[source] == judged["judged"])
    return joined.rename({value_column(attribute.name): "found"}).drop("judged")


def _exact_case(text: Any, derivation: GlobDerivation) -> Any:
    """The number of the first case with a glob that is the text itself; that of no case if none."""
    cases: dict[str, int] = {}
    for number, (_, globs) in enumerate(derivation.cases):
        for glob in globs:
            if not _has_wildcards(glob):
                cases.setdefault(glob, number)
    none = len(derivation.cases)
    if not cases:
        return ibis.literal(none, type="int64")
    return ibis.literal(cases, type="map<string, int64>").get(text).fill_null(none)


def _glob_case(text: Any, derivation: GlobDerivation) -> Any:
    """The number of the first case with a glob with wildcards that the whole text fits."""
    tests = []
    for number, (_, globs) in enumerate(derivation.cases):
        others = "|".join(glob_expression(glob) for glob in globs if _has_wildcards(glob))
        if others:
            tests.append((text.re_search(rf"(?s)\A(?:{others})\z"), number))
    none = ibis.literal(len(derivation.cases), type="int64")
    return ibis.cases(*tests, else_=none).cast("int64") if tests else none


def _has_wildcards(glob: str) -> bool:
    return bool({"*", "?"} & set(glob))


def _otherwise(derivation: GlobDerivation) -> Any:
    return _NO_TEXT if derivation.otherwise is None else fold(derivation.otherwise)


def _stored_value(attribute: Attribute, leads: ir.Table, moment: Moment) -> Any:
    name = attribute.name
    filed = leads[attribute_column(name, attribute.type.kind)]
    own = _read(attribute, leads[_column("i", name)], filed, moment)
    if not attribute.of_company:
        return own
    company = _read(attribute, leads[_column("g", name)], leads[_column("filed", name)], moment)
    return ibis.coalesce(company, own)


def _read(attribute: Attribute, change: Any, filed: Any, moment: Moment) -> Any:
    value = _changed(change, filed, "value")
    if attribute.fresh is not None:
        value = ibis.ifelse(_fresh(attribute, change, moment), value, ibis.null(value.type()))
    if attribute.values is not None:
        value = ibis.ifelse(value.isin(attribute.values), value, ibis.null(value.type()))
    return value


def _derived(attribute: Attribute, known: ir.Table) -> Any:
    derivation = attribute.derivation
    assert derivation is not None
    source = known[value_column(derivation.source)]
    if isinstance(derivation, GlobDerivation):
        branches = [
            (fits(source, glob), fold(category))
            for category, globs in derivation.cases
            for glob in globs
        ]
        return ibis.cases((source.isnull(), _NO_TEXT), *branches, else_=_otherwise(derivation))
    if derivation.take is Take.LOWER:
        return source
    return source.re_extract(_DOMAIN, 1).nullif("")
