"""A small model and its facts, with something of everything the output files show."""

from __future__ import annotations

from pathlib import Path

MODEL = """\
semaforo: 1
id: small
title: Small model
attributes:
  email: {type: text}
  job: {type: category}
events:
  visit: {}
  signed: {}
  bounced: {by: us}
consent:
  email: {granted: [signed], withdrawn: [bounced]}
dimensions:
  fit:
    title: Fit
    require: {role: 1}
    rules:
      - {id: boss, group: role, when: {job: boss}, points: 10, title: "Decides [alone]"}
      - {id: other, group: role, when: {job: {ne: boss}}, points: 0.5}
    bands: {A: 5, B: otherwise}
  interest:
    full: 10
    rules:
      - {id: visits, event: visit, points: 4, max: 10, decay: {half_life: 10d}, title: Visits}
    bands: {1: 3, 2: otherwise}
total: {qualified: 12, bands: {A: 50, B: otherwise}}
matrix: {rows: fit, columns: interest, hot: [A1], warm: [A2, B1], cold: otherwise}
exclude:
  - {id: no_mail, event: bounced, reason: Mail came back}
personas:
  - {id: chief, when: {job: boss}}
tests:
  - {name: a boss, lead: {job: boss}, expect: {fit_points: 10, light: warm}}
"""
LEADS = """\
id,created_at,email,job
ana,2026-01-01,ana@lumen.example,boss
bea,2026-01-01,,clerk
carl,2026-01-01,,
"d""e;f,g",2026-01-01,,boss
"""
EVENTS = """\
id,lead,name,at
1,ana,visit,2026-01-10T00:00:00Z
2,ana,signed,2026-01-10T00:00:00Z
3,bea,visit,2025-12-31T00:00:00Z
4,carl,bounced,2026-01-09T12:00:00Z
5,,visit,2026-01-09T12:00:00Z
"""


def small_company(folder: Path) -> list[str]:
    """Write the files into `folder`; the options that name them."""
    (folder / "model.yaml").write_text(MODEL, encoding="utf-8")
    (folder / "leads.csv").write_text(LEADS, encoding="utf-8")
    (folder / "events.csv").write_text(EVENTS, encoding="utf-8")
    return ["--leads", "leads.csv", "--events", "events.csv"]
