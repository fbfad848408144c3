"""The command line on Spark: the same files as here."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from tests.cli.data import small_company
from tests.cli.running import semaforo

_QUIET = """\
spark.master local[2]
spark.ui.enabled false
spark.ui.showConsoleProgress false
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.sql.shuffle.partitions 1
spark.log.level ERROR
"""
"""The usual configuration of Spark, as an administrator writes it."""


def test_scores_and_contributions_are_those_of_duckdb(tmp_path: Path) -> None:
    company = small_company(tmp_path)
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "spark-defaults.conf").write_text(_QUIET, encoding="utf-8")
    loaded = semaforo("load", "model.yaml", *company, "--out", "store", cwd=tmp_path)
    assert loaded.returncode == 0, loaded.stderr
    for engine, suffix in (("duckdb", "csv"), ("spark", "csv"), ("spark", "parquet")):
        run = semaforo(
            *("score", "model.yaml", "--store", "store", "--engine", engine),
            *("--out", f"{engine}.{suffix}", "--contributions", f"{engine}-lines.{suffix}"),
            cwd=tmp_path,
            SPARK_CONF_DIR=str(tmp_path / "conf"),
        )
        assert run.returncode == 0, run.stderr
    for kind in ("", "-lines"):
        here, there = (_lines(tmp_path / f"{engine}{kind}.csv") for engine in ("duckdb", "spark"))
        assert len(here) > 2
        assert there == here
        written = pq.read_table(tmp_path / f"spark{kind}.parquet")
        assert written.num_rows == len(here) - 1
        assert ",".join(written.column_names) == here[0]


def _lines(path: Path) -> list[str]:
    """The header and the other lines in an order of their own."""
    header, *others = path.read_text(encoding="utf-8").splitlines()
    return [header, *sorted(others)]
