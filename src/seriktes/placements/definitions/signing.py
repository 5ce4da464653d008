"""Who signs a learning agreement in which order, and what each kind of signature is worth."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.common.packs import get_pack
from seriktes.placements.enums import SigningKind, SigningRole

PURPOSE = "placement:learning_agreement"
ORDER = (SigningRole.HOST, SigningRole.ACADEMIC, SigningRole.DEPARTMENT, SigningRole.STUDENT)
# Who signs for an organisation; the others sign for themselves.
FOR_AN_ORGANISATION = (SigningRole.HOST, SigningRole.DEPARTMENT)
EVERY_KIND = tuple(SigningKind.values)
# Places of acts, as the country pack cites them.
NO_SIGNATURE, EQUALS_HAND, CONTRACT = "Digital Code, art. 47(4)", "Digital Code, art. 49(2)", "Education, art. 38"

# What somebody has done, in a word for lists; an amendment is named as one.
DONE: dict[str, Promise] = {
    SigningKind.KEY: gettext_lazy("electronic signature"),
    SigningKind.PAPER: gettext_lazy("signature on paper"),
    SigningKind.CONFIRMED: gettext_lazy("confirmed, no electronic signature"),
}


def worth_of(kind: str) -> str:
    """What a kind is worth, in the reader's language, with the place of the law where the country pack knows one."""
    if kind == SigningKind.KEY:
        return _with_act(
            EQUALS_HAND,
            _("Equals a handwritten signature, if the key is the signer's own and its certificate holds (%(act)s). The "
              "register checks what it can and says what it could not check."),
            _("An electronic signature. The register checks what it can and says what it could not check."),
        )  # fmt: skip
    if kind == SigningKind.PAPER:
        return _("A handwritten signature on the printed text. The register keeps who saw it, and the scan.")
    return _with_act(
        NO_SIGNATURE,
        _("Shows that whoever reads this mailbox, or was signed in, agreed to exactly this text. It is no electronic "
          "signature (%(act)s); whether the contract needs one, the university decides with its lawyer."),
        _("Shows that whoever reads this mailbox, or was signed in, agreed to exactly this text. It is no electronic "
          "signature."),
    )  # fmt: skip


def contract_words() -> str:
    """What the law asks of the contract, and what of it could not be read."""
    return _with_act(
        CONTRACT,
        _("By law the contract says the duties of the university, the host and the student, and follows the ministry's "
          "standard form (%(act)s). The text of that form was not available: the sample is in words of our own, and a "
          "lawyer has to compare the two."),
        "",
    )  # fmt: skip


def _with_act(code: str, words: str, without: str) -> str:
    citation = get_pack().citations.get(code)
    return words % {"act": citation.full} if citation else without
