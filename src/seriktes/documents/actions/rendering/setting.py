"""Blocks to PDF, by typst, in a directory of its own: it reads nothing else, and the same input gives the same bytes."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import qrcode
import typst
from qrcode.constants import ERROR_CORRECT_M

from seriktes.documents.actions.rendering.reading import Reading
from seriktes.documents.definitions.refusals import Refused

HERE = Path(__file__).parent
FONTS = HERE.parent.parent / "fonts"
# Tagged and fit for archives; a picture that the first does not take goes with the second.
STANDARDS: tuple[Literal["a-2a"], Literal["a-2u"]] = ("a-2a", "a-2u")


@dataclass(frozen=True)
class Stamp:
    """What stands at the end of a frozen document: its address as text and QR code, with a sentence a language."""

    address: str
    lines: Sequence[str]


def qr_svg(text: str) -> str:
    """The QR code as SVG, one path, with the quiet zone of four modules."""
    code: Any = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    side = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )


def set_pdf(
    reading: Reading, *, title: str, languages: Sequence[str], at: datetime, foot: str = "", draft: str = "",
    stamp: Stamp | None = None,
) -> bytes:  # fmt: skip
    """`at` is the date inside the PDF. `draft`: a line on top that says that this is no final text."""
    data: dict[str, Any] = {
        "title": title, "author": "Seriktes", "lang": languages[0] if languages else "kk", "page": reading.page,
        "blocks": reading.blocks, "header": reading.header, "footer": reading.footer, "foot": foot, "draft": draft,
        "stamp": {"address": stamp.address, "lines": list(stamp.lines)} if stamp else None,
    }  # fmt: skip
    files = {**reading.pictures, **({"qr.svg": qr_svg(stamp.address).encode()} if stamp else {})}
    return compile_pdf("document.typ", data, files, at)


def compile_pdf(source: str, data: Mapping[str, Any], files: Mapping[str, bytes], at: datetime) -> bytes:
    """`source`: the name of a text beside this module, which reads `data` as JSON from `sys.inputs.document`."""
    with tempfile.TemporaryDirectory(prefix="seriktes-typst-") as place:
        main = Path(place, "document.typ")
        main.write_bytes((HERE / source).read_bytes())
        for name, content in files.items():
            Path(place, name).write_bytes(content)
        failure = ""
        for standard in STANDARDS:
            try:
                pdf = typst.compile(
                    str(main), root=place, font_paths=[str(FONTS)], ignore_system_fonts=True, format="pdf",
                    sys_inputs={"document": json.dumps(data, ensure_ascii=False)}, pdf_standards=[standard],
                    timestamp=int(at.timestamp()), package_path=place, package_cache_path=place,
                )  # fmt: skip
            except (typst.TypstError, RuntimeError) as error:
                failure = str(getattr(error, "message", error))
            else:
                return pdf
    raise Refused("cannot_render", {"what": failure[:200]})
