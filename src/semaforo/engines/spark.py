"""Any cluster: Spark, over the Parquet files of a fact store. Nothing is collected to the driver
but what `rows` and `batches` are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path
from types import MappingProxyType
from typing import Any

import ibis
import pyarrow as pa
from ibis import ir
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col, timestamp_micros

from semaforo.engines.engine import NO_INSTANTS, WHOLE, layered, steps_of

_PARTITIONS, _PARTS_A_CORE = "spark.sql.shuffle.partitions", 4
TABLES = ("leads", "events", "changes", "companies")


def session(settings: Mapping[str, str] = MappingProxyType({})) -> SparkSession:
    """The Spark session of the usual configuration (`spark-defaults.conf`, `SPARK_CONF_DIR`,
    `spark-submit`) and of `settings`, on this machine's cores where none is given. Its clock is
    UTC.

    On one machine, where nothing else is said, a shuffle has as many parts as the cores can take:
    the 200 that Spark makes are for a cluster, and small facts take five times as long with them.
    """
    builder = SparkSession.builder.appName("semaforo").config("spark.sql.session.timeZone", "UTC")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    context = spark.sparkContext
    if str(context.master).startswith("local") and not context.getConf().contains(_PARTITIONS):
        spark.conf.set(_PARTITIONS, _PARTS_A_CORE * context.defaultParallelism)
    return spark


class Spark:
    """An engine over the tables registered in one Spark session."""

    def __init__(self, spark: SparkSession) -> None:
        self.spark = spark
        self._backend = ibis.pyspark.connect(spark)
        self._steps: dict[str, ir.Table] = {}

    @property
    def leads_at_once(self) -> int | None:
        return None

    def define(self, steps: Mapping[str, ir.Table]) -> None:
        self._steps |= steps

    def open_store(self, store: Path) -> None:
        """Register the tables of the fact store in the folder `store`."""
        for table in TABLES:
            path = store / table if (store / table).is_dir() else store / f"{table}.parquet"
            self.spark.read.parquet(str(path)).createOrReplaceTempView(table)

    def keep(
        self, query: ir.Table, name: str, shares: Sequence[Mapping[str, ir.Table]] = WHOLE
    ) -> ir.Table:
        if list(shares) != list(WHOLE):
            raise ValueError("Spark divides the leads itself")
        self._frame(query).persist().createOrReplaceTempView(name)
        return ibis.table(query.schema(), name=name)

    def write_parquet(self, query: ir.Table, path: Path, instants: Set[str] = NO_INSTANTS) -> None:
        self._frame(query, instants).write.mode("overwrite").parquet(str(path))

    def batches(
        self, query: ir.Table, instants: Set[str] = NO_INSTANTS
    ) -> Iterator[pa.RecordBatch]:
        yield from self._frame(query, instants).toArrow().to_batches()

    def rows(self, query: ir.Table) -> list[dict[str, Any]]:
        return [row.asDict() for row in self._frame(query).collect()]

    def _frame(self, query: ir.Table, instants: Set[str] = NO_INSTANTS) -> DataFrame:
        for name in steps_of(query, self._steps):
            self.spark.sql(self._words(self._steps[name])).createOrReplaceTempView(name)
        frame = self.spark.sql(self._words(query))
        types = dict(zip(query.columns, query.schema().to_pyarrow().types, strict=True))
        return frame.select(*(_leaving(n, types[n], n in instants) for n in frame.columns))

    def _words(self, query: ir.Table) -> str:
        with layered():
            return str(self._backend.compile(query.unbind()))


def _leaving(name: str, type_: pa.DataType, is_instant: bool) -> Any:
    column = col(f"`{name}`").cast(_SPARK_TYPES[type_])
    return (timestamp_micros(column) if is_instant else column).alias(name)


_SPARK_TYPES = {
    pa.int64(): "bigint",
    pa.int32(): "bigint",
    pa.int16(): "bigint",
    pa.int8(): "bigint",
    pa.float64(): "double",
    pa.string(): "string",
    pa.bool_(): "boolean",
}
