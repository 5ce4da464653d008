"""Files made for tests, and what reading them says."""

import io
import zipfile

import pytest
import xlsxwriter

from seriktes.common.files import FileFault
from seriktes.common.files.tables import Table


def table(content: bytes, format: str = "csv", **options):  # noqa: A002
    return Table(io.BytesIO(content), format, options)


def rows(content: bytes, format: str = "csv", **options):  # noqa: A002
    return list(table(content, format, **options))


def workbook(cells, **options) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(cells):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def code_of(call) -> str:
    with pytest.raises(FileFault) as caught:
        call()
    return caught.value.code


def zipped(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()
