"""Facts on Spark: typed one by one, written to Parquet, read as a fact store."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from semaforo.engines.spark import Spark
from semaforo.facts.shapes import Facts
from semaforo.model.meaning import ScoringModel
from tests.support.store_tables import StoreTables


def small_session() -> SparkSession:
    """Two local cores and few partitions: the queries are the same, only quicker."""
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.session.timeZone": "UTC",
        "spark.driver.memory": "2g",
        "spark.sql.adaptive.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    builder = SparkSession.builder.master("local[2]").appName("semaforo-tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def on_spark(session: SparkSession, folder: Path, model: ScoringModel, facts: Facts) -> Spark:
    """An engine over a store made of `facts` in `folder`."""
    made = StoreTables(model, facts)
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("leads", "events", "changes", "companies"):
        pq.write_table(getattr(made, name), folder / f"{name}.parquet")
    engine = Spark(session)
    engine.open_store(folder)
    return engine
