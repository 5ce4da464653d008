"""The contract of a stipend, signed in the register of documents, and the certificate of release."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.models import User
from seriktes.documents.actions.documents import draft_from_template, freeze
from seriktes.documents.actions.samples import Sample
from seriktes.documents.actions.signing import COUNTED, record_paper, record_signature
from seriktes.documents.definitions.purposes import DocumentPurpose
from seriktes.documents.definitions.refusals import Refused
from seriktes.documents.enums import Origin
from seriktes.documents.models import DocumentVersion
from seriktes.placements.actions.certificates import template_for
from seriktes.placements.actions.log import log
from seriktes.placements.actions.stipends import lock_stipend, save, sign_by_document
from seriktes.placements.definitions import stipend_texts as texts
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.models import Stipend
from seriktes.placements.queries import stipend_texts as queries


def _check_signing(version: DocumentVersion) -> None:
    if not queries.is_open_for_texts(version.document.subject):
        raise Refused("not_to_be_signed")
    now = queries.fields_of_stipend(version.document.subject)
    if version.origin == Origin.TEMPLATE and {**now, "made_on": ""} != {**version.merged, "made_on": ""}:
        # The terms were changed since the text was made.
        raise Refused("not_approved_text")


def _offer(version: DocumentVersion, by: User | None, at: datetime) -> None:
    stipend = lock_stipend(version.document.subject)
    if stipend.offered_at is None:
        stipend.offered_at = at
        save(stipend)
    log("stipend.offered", stipend, by=by, at=at, organisation=stipend.grantor_id)


def _reflect(version: DocumentVersion, by: User | None, at: datetime) -> None:
    counted = version.signatures.filter(verdict__in=COUNTED, withdrawn_at__isnull=True)
    on = counted.aggregate(last=Max("signed_on"))["last"] or timezone.localdate(at)
    try:
        sign_by_document(stipend=version.document.subject, on=on, by=by, at=at)
    except Refusal as refused:
        raise Refused("not_to_be_signed") from refused


PURPOSES = (
    DocumentPurpose(
        code=queries.CONTRACT, label=_("contract on a stipend"), subject_type="placements.stipend",
        fields=queries.fields_of_stipend, example=queries.EXAMPLE, visible_to=queries.papers_visible_to,
        may_change=queries.may_change, parties=queries.grantor_of, allows_change=queries.is_open_for_texts,
        field_words=queries.field_words, takes_people=True, is_signed=queries.is_signed, check_signing=_check_signing,
        on_signed=_reflect, on_frozen=_offer,
    ),
    # Nobody signs it: what it is worth is that everybody can check it at the printed address.
    DocumentPurpose(
        code=queries.CERTIFICATE, label=_("certificate of release"), subject_type="placements.stipend",
        fields=queries.fields_of_stipend, example=queries.EXAMPLE, visible_to=queries.papers_visible_to,
        may_change=queries.may_change, allows_change=queries.is_released, field_words=queries.field_words,
        is_public=lambda _stipend: True,
    ),
)  # fmt: skip
SAMPLES = tuple(
    Sample(
        f"stipend-{'-'.join(languages)}", languages, texts.NAMES, texts.NAME, texts.TITLE, texts.ROWS, texts.HEADINGS,
        texts.WARNING, (queries.CONTRACT,),
    )
    for languages in (("kk", "ru"), ("kk", "ru", "en"))
)  # fmt: skip


@transaction.atomic
def student_signs(
    *, stipend: Stipend, content: bytes, filename: str, on: date | None, by: User | None, at: datetime
) -> None:
    """The student's own signature under the frozen contract: a signature file, or on paper on a day. Raises Refused."""
    version = queries.version_to_sign(stipend)
    if version is None:
        raise Refused("not_frozen")
    student = stipend.student
    if content:
        record_signature(
            version=version, content=content, filename=filename, by=by, at=at,
            names=[*student.names_by_language.values()],
        )  # fmt: skip
    else:
        record_paper(
            version=version,
            organisation=None,
            signer_name=student.name,
            signed_on=on or timezone.localdate(at),
            by=by,
            at=at,
        )


@transaction.atomic
def make_certificate(*, stipend: Stipend, by: User, at: datetime) -> DocumentVersion:
    """A frozen PDF that anybody can check; made again, it is a new document and the earlier one stays."""
    if not queries.is_released(stipend):
        raise Refusal("wrong_state")
    template = template_for(stipend.grantor, queries.CERTIFICATE, at)
    title = f"{texts.CERTIFICATE_NAME['kk']} № {stipend.number or stipend.pk}"
    version = draft_from_template(subject=stipend, template=template, title=title, by=by, at=at)
    version = freeze(version=version, by=by, at=at)
    log(
        "stipend.certificate_made", stipend, by=by, at=at, organisation=stipend.grantor_id,
        values={"document": version.document_id, "sha256": version.sha256},
    )  # fmt: skip
    return version
