"""One sheet of a workbook becomes a CSV file: the one kind of file read cell by cell."""

from __future__ import annotations

import csv
from datetime import date, datetime, time, timedelta
from pathlib import Path

from semaforo.errors import Fault, Place, SemaforoError, reason_of
from semaforo.facts.map_shapes import near
from semaforo.facts.values import text_of
from semaforo.language import message


def as_csv(workbook: Path, sheet: str | int | None, skip: int, folder: Path) -> tuple[Path, str]:
    """The sheet (name, or number from 1; default the first) as a UTF-8 CSV, and its name.

    The first row after `skip` is the header; every row has as many cells. Raises SemaforoError.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook.open("rb").close()
        with CalamineWorkbook.from_path(str(workbook)) as book:
            name = _sheet_name(workbook, book.sheet_names, sheet)
            page = book.get_sheet_by_name(name)
            target = folder / f"{len(list(folder.iterdir()))}-{workbook.stem}.csv"
            with target.open("w", encoding="utf-8", newline="") as out:
                writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
                wrote = 0
                for row in list(page.to_python(skip_empty_area=False))[skip:]:
                    writer.writerow([_cell(value) for value in row])
                    wrote += 1
    except OSError as error:
        raise SemaforoError(
            [Fault("unreadable-file", Place(str(workbook)), reason_of(error))]
        ) from None
    except (CalamineError, ValueError):
        what = message("The workbook cannot be read: it is damaged, locked or of another kind.")
        fix = message("Open it in the spreadsheet program and save it as .xlsx or .csv.")
        raise SemaforoError([Fault("unreadable-file", Place(str(workbook)), what, fix)]) from None
    if not wrote:
        what = message('The sheet "{name}" is empty.', name=name)
        raise SemaforoError([Fault("empty-file", Place(str(workbook)), what)])
    return target, name


def _cell(value: object) -> str:
    match value:
        case time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case str() | int() | float() | bool() | date():
            return text_of(value) or ""
    return ""


def _sheet_name(workbook: Path, names: list[str], sheet: str | int | None) -> str:
    if sheet is None and names:
        return names[0]
    if isinstance(sheet, int) and 1 <= sheet <= len(names):
        return names[sheet - 1]
    if sheet in names:
        return str(sheet)
    what = message('There is no sheet "{name}".', name=sheet)
    fix = near(str(sheet), names) or message("The sheets are: {names}.", names=", ".join(names))
    raise SemaforoError([Fault("unknown-sheet", Place(str(workbook)), what, fix)])
