"""A page more at the end of a PDF that was made elsewhere. Its own bytes stay as they were; the page is appended."""

import io

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject

from seriktes.documents.definitions.refusals import Refused


def with_page(content: bytes, page: bytes) -> bytes:
    """`content` with the first page of `page` after its last."""
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
        source = PdfFileReader(io.BytesIO(page))
        box = source.root["/Pages"]["/Kids"][0]["/MediaBox"]
        form = writer.import_page_as_xobject(source)
        stream = writer.add_object(generic.StreamObject(stream_data=b"q /Last Do Q"))
        resources = generic.DictionaryObject(
            {generic.pdf_name("/XObject"): generic.DictionaryObject({generic.pdf_name("/Last"): form})}
        )
        writer.insert_page(PageObject(contents=stream, media_box=box, resources=resources))
        out = io.BytesIO()
        writer.write(out)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, NotImplementedError, AssertionError) as error:
        raise Refused("pdf_broken") from error
    return out.getvalue()
