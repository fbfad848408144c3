"""Shows how many of each light, grade and cell subscribed.

    semaforo score modelo.yaml --leads bank-additional-full.csv.gz --map mapa.yaml \
        --as-of 2010-12-01 --out scores.parquet
    python win_rate.py scores.parquet

The outcome `y` is read from the data here and nowhere else: the model never sees it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from semaforo.engines.duckdb import Connection, connect

DATA = Path(__file__).parent / "bank-additional-full.csv.gz"
SPLITS = ("light", "grade", "cell")


def rates(connection: Connection, scores: Path, column: str) -> list[tuple[str, int, float]]:
    """For each value of a column of the scores: the value, its leads, the share that subscribed.

    The lead is the number of its row, as `ids: row` of the map says.
    """
    return connection.execute(
        f"""
        WITH outcome AS (
            SELECT row_number() OVER ()::VARCHAR AS lead, y = 'yes' AS won
            FROM read_csv('{DATA}', delim = ';')
        )
        SELECT {column}, count(*), avg(won::INT)
        FROM read_parquet('{scores}') JOIN outcome USING (lead)
        GROUP BY ALL ORDER BY 3 DESC
        """
    ).fetchall()


def main(scores: Path) -> None:
    """Print a table for each way to split the leads."""
    console = Console()
    with connect() as connection:
        for column in SPLITS:
            table = Table(column, "leads", "subscribed")
            for value, leads, share in rates(connection, scores, column):
                table.add_row(value, f"{leads:,}", f"{share:.1%}")
            console.print(table)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
