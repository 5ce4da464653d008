"""The texts of learning agreements in the register of documents: what they may become, and the shipped sample."""

from django.utils.translation import gettext_lazy as _

from seriktes.documents.actions.samples import Sample
from seriktes.documents.definitions.purposes import DocumentPurpose
from seriktes.placements.actions.signing import check_signing, is_signed, reflect_lost_signature, reflect_signature
from seriktes.placements.definitions import agreement_texts as texts
from seriktes.placements.definitions.signing import PURPOSE
from seriktes.placements.queries.agreement_texts import (
    EXAMPLE,
    agreements_visible_to,
    field_words,
    fields_of_agreement,
    is_open_for_texts,
    may_change_texts,
    parties_of,
)

LEARNING_AGREEMENT = DocumentPurpose(
    code=PURPOSE,
    label=_("learning agreement"),
    subject_type="placements.learningagreement",
    fields=fields_of_agreement,
    example=EXAMPLE,
    visible_to=agreements_visible_to,
    may_change=may_change_texts,
    parties=parties_of,
    field_words=field_words,
    allows_change=is_open_for_texts,
    check_signing=check_signing,
    takes_people=True,
    is_signed=is_signed,
    on_signature=reflect_signature,
    on_signature_lost=reflect_lost_signature,
)
SAMPLES = tuple(
    Sample(
        f"learning-agreement-{'-'.join(languages)}", languages, texts.NAMES, texts.NAME, texts.TITLE, texts.ROWS,
        texts.HEADINGS, texts.WARNING, (PURPOSE,),
    )
    for languages in (("kk", "ru"), ("kk", "ru", "en"))
)  # fmt: skip
