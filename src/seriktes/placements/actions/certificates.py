"""Certificates and records of work: a PDF in several languages with an address by which everybody can check it."""

import io
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from docx import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.documents.actions.documents import draft_from_template, freeze
from seriktes.documents.actions.templates import add_template
from seriktes.documents.definitions.purposes import DocumentPurpose
from seriktes.documents.models import DocumentVersion, Template, TemplateVersion
from seriktes.organisations.models import Organisation
from seriktes.placements.actions.log import log
from seriktes.placements.definitions import certificate_texts, thesis_texts
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import PlacementState
from seriktes.placements.models import Placement
from seriktes.placements.queries.access import placements_visible_to
from seriktes.placements.queries.certificates import (
    CERTIFICATE,
    EXAMPLE,
    LABELS,
    fields_of_placement,
    is_over,
    may_make,
)

NAMES = {**certificate_texts.NAMES, **thesis_texts.NAMES}
TEXTS = {**certificate_texts.TEXTS, **thesis_texts.TEXTS}


def document_purposes() -> list[DocumentPurpose]:
    """Nobody signs them: what they are worth is that everybody can check them at the printed address. Their titles name
    no person, so that the open page may show them."""
    return [
        DocumentPurpose(
            code=code, label=label, subject_type="placements.placement", fields=fields_of_placement, example=EXAMPLE,
            visible_to=placements_visible_to, may_change=may_make, allows_change=is_over,
            is_public=lambda _placement: True,
        )
        for code, label in LABELS.items()
    ]  # fmt: skip


@transaction.atomic
def make_document(*, placement: Placement, purpose: str, by: User, at: datetime) -> DocumentVersion:
    """The document as a frozen PDF, from the university's own template or the shipped one; made again, it is a new
    document and the earlier one stays. Raises Refusal: the placement is not over, or was broken off and has no
    certificate."""
    if not is_over(placement) or (purpose == CERTIFICATE and placement.state != PlacementState.COMPLETED):
        raise Refusal("not_completed")
    template = template_for(placement.cohort.programme.organisation, purpose, at)
    title = title_of(placement, purpose)
    version = draft_from_template(subject=placement, template=template, title=title, by=by, at=at)
    version = freeze(version=version, by=by, at=at)
    log(
        "placement.certificate_made", placement, by=by, at=at, data={"name": NAMES[purpose.partition(":")[2]]},
        values={"document": version.document_id, "sha256": version.sha256},
    )  # fmt: skip
    return version


def title_of(placement: Placement, purpose: str) -> str:
    """In the first language of the university's documents."""
    with override(Languages.KAZAKH):
        told = {"name": NAMES[purpose.partition(":")[2]]["kk"], "number": placement.number or placement.pk}
        return _("%(name)s № %(number)s") % told


def template_for(university: Organisation, purpose: str, at: datetime) -> TemplateVersion:
    """The university's own, else the one for all."""
    rows = Template.objects.filter(purpose=purpose, closed_on__isnull=True)
    own = rows.filter(organisation=university).order_by("-pk").first()
    template = own or rows.filter(organisation__isnull=True).order_by("-pk").first()
    version = template.versions.first() if template else None
    return version or keep_shipped(purpose, at)


def keep_shipped(purpose: str, at: datetime) -> TemplateVersion:
    """The shipped template for all organisations, kept when it is needed first."""
    code = purpose.partition(":")[2]
    return add_template(
        names=NAMES[code], purpose=purpose, languages=list(Languages.values), organisation=None, content=shipped(code),
        filename=f"{code}.docx", by=None, at=at,
    )  # fmt: skip


def shipped(code: str) -> bytes:
    """A DOCX with fields: a column a language, a row a paragraph."""
    languages = Languages.values
    document = Docx()
    for clear in ("author", "comments"):
        setattr(document.core_properties, clear, "")
    document.core_properties.title = " / ".join(NAMES[code][one] for one in languages)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(11)
    style.paragraph_format.space_after = Pt(4)
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    table = document.add_table(rows=0, cols=len(languages))
    table.style = "Table Grid"
    for place, row in enumerate(TEXTS[code]):
        for cell, language in zip(table.add_row().cells, languages, strict=True):
            paragraph = cell.paragraphs[0]
            for number, line in enumerate(row[language].split("\n")):
                run = paragraph.add_run(line)
                run.bold = place < 2
                if number < row[language].count("\n"):
                    run.add_break()
            if place < 2:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
