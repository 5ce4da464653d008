"""The texts of an agreement: what is merged into a template, and which version is the one to approve and to sign."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from babel import Locale, dates
from django.db.models import Case, QuerySet, TextField, Value, When
from django.db.models.fields.json import KT
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Languages
from seriktes.documents.definitions.examples import AGREEMENT_EXAMPLE
from seriktes.documents.enums import DocumentState
from seriktes.documents.models import Document, DocumentVersion
from seriktes.documents.queries.record import versions_with_signatures
from seriktes.organisations.enums import ChannelKind
from seriktes.organisations.models import Channel, Identifier, NamedInThree, Organisation, PostHolding
from seriktes.organisations.models.organisation import FALLBACK
from seriktes.organisations.queries.access import Viewer
from seriktes.organisations.queries.register import national_scheme
from seriktes.partnerships.definitions.refusals import FIELDS
from seriktes.partnerships.enums import AgreementState
from seriktes.partnerships.models import Agreement, Signatory
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.coverage import WERE_IN_FORCE
from seriktes.partnerships.queries.lifecycle import UNSIGNED
from seriktes.partnerships.workflow import CHANGE, SIGN
from seriktes.procedures.models import Event

# A day as a contract writes it.
_DAY_PATTERNS = {"kk": "y 'жылғы' d MMMM", "ru": "d MMMM y 'года'", "en": "d MMMM y"}
AMENDMENT = "agreement:amendment"
TO_SIGN = (DocumentState.FROZEN, DocumentState.SIGNED)
EXAMPLE: dict[str, Any] = {
    **AGREEMENT_EXAMPLE,
    "commitments": [
        {
            "party": AGREEMENT_EXAMPLE["parties"][1]["name"],
            "what": "Үлгі көмек",
            "schedule": [{"due_on": AGREEMENT_EXAMPLE["ends_on"], "amount": "1000000", "measure": "KZT"}],
        }
    ],
    "amended": {"number": "ҮЛ-0", "title": AGREEMENT_EXAMPLE["title"], "signed_on": AGREEMENT_EXAMPLE["signed_on"]},
}


def purpose_code(agreement: Agreement) -> str:
    """Amendments have templates of their own, whatever they amend."""
    return AMENDMENT if agreement.amends_id else f"agreement:{agreement.kind}"


# --- What is merged ---------------------------------------------------------------------------------------------------
def fields_of_agreement(agreement: Agreement) -> dict[str, Any]:
    """The values of EXAMPLE for this agreement; what is not filled in is empty. A constant number of queries."""
    signatories = list(_signatories(agreement))
    bodies = [one.party.organisation for one in signatories]
    numbers, addresses, holders = _numbers(bodies), _addresses(bodies), _holders(signatories)
    place = next((body.city for body in bodies if body.city), "")
    amended = agreement.amends
    return {
        "number": agreement.number,
        "title": named(agreement),
        "place": _same(place),
        "signed_on": in_words(agreement.signed_on),
        "starts_on": in_words(agreement.starts_on),
        "ends_on": in_words(agreement.ends_on),
        "subject": _same(agreement.purpose),
        "notice_days": "" if agreement.notice_days is None else str(agreement.notice_days),
        "amount": "" if agreement.amount is None else f"{agreement.amount.normalize():f}",
        "currency": agreement.currency,
        "parties": [
            {
                "name": named(one.party.organisation),
                "number": numbers.get(one.party.organisation_id, ""),
                "address": _same(addresses.get(one.party.organisation_id, one.party.organisation.city)),
                "signatory": one.name or holders.get(one.post_id or 0, ""),
                "post": named(one.post) if one.post else _same(""),
                "authority": _same(one.authority),
            }
            for one in signatories
        ],
        "commitments": _commitments(agreement),
        "amended": {
            "number": amended.number if amended else "",
            "title": named(amended) if amended else _same(""),
            "signed_on": in_words(amended.signed_on if amended else None),
        },
    }


def in_words(day: date | None) -> dict[str, str]:
    """The day in each language as a contract writes it; empty where it is not set."""
    if day is None:
        return _same("")
    return {
        code: str(dates.format_date(day, pattern, locale=Locale.parse(code))) for code, pattern in _DAY_PATTERNS.items()
    }


def named(record: NamedInThree) -> dict[str, str]:
    """The name in each language, in another where one is missing; the same whoever reads."""
    return {
        code: next(
            (name for other in FALLBACK[code] if (name := getattr(record, f"name_{other}"))),
            getattr(record, "name_other", ""),
        )
        for code in Languages.values
    }


def _same(text: str) -> dict[str, str]:
    """What the record has in one wording only stands in each column; the office translates it in the text."""
    return dict.fromkeys(Languages.values, text)


def _signatories(agreement: Agreement) -> Iterable[Signatory]:
    return agreement.signatories.select_related("party__organisation", "post").order_by("party")


def _numbers(bodies: Iterable[Organisation]) -> dict[int, str]:
    rows = Identifier.objects.filter(organisation__in=list(bodies), scheme=national_scheme(), archived_at__isnull=True)
    return dict(rows.order_by("is_preferred", "pk").values_list("organisation", "value"))


def _addresses(bodies: Iterable[Organisation]) -> dict[int, str]:
    rows = Channel.objects.filter(organisation__in=list(bodies), kind=ChannelKind.ADDRESS, archived_at__isnull=True)
    return dict(rows.order_by("-pk").values_list("organisation", "value"))


def _holders(signatories: Iterable[Signatory]) -> dict[int, str]:
    """Who holds the posts that sign, where no name was entered."""
    posts = [one.post_id for one in signatories if one.post_id and not one.name]
    rows = PostHolding.objects.filter(post__in=posts, ends_on__isnull=True).select_related("person")
    return {row.post_id: named(row.person)["kk"] for row in rows.order_by("starts_on", "pk")}


def _commitments(agreement: Agreement) -> list[dict[str, Any]]:
    rows = agreement.commitments.filter(withdrawn_at__isnull=True).select_related("party__organisation")
    return [
        {
            "party": named(row.party.organisation),
            "what": row.what,
            "schedule": [
                {
                    "due_on": in_words(part.due_on),
                    "amount": f"{part.amount.normalize():f}",
                    "measure": row.currency or row.unit,
                }
                for part in row.instalments.all()
            ],
        }
        for row in rows.prefetch_related("instalments").order_by("pk")
    ]


# --- Who may ----------------------------------------------------------------------------------------------------------
def parties_of_agreement(agreement: Agreement) -> list[Organisation]:
    """The organisations that sign, each once."""
    return list(dict.fromkeys(one.party.organisation for one in _signatories(agreement)))


def may_change_texts(user: Any, agreement: Agreement) -> bool:
    """Who drafts the agreement makes its texts; an approved one may also be signed by those who sign for a side."""
    may = access.permissions_in(user, agreement.partnership_id)
    return CHANGE in may or (agreement.state == AgreementState.APPROVED and SIGN in may)


def may_record_for(user: Viewer, agreement: Agreement, organisation_id: int) -> bool:
    """Whether the user may say that this side signed: the office that keeps the agreement, or that side itself."""
    if access.sees_all(user, SIGN) or access.may_in_partnership(user, CHANGE, agreement.partnership_id):
        return True
    return organisation_id in access.sides_with(user, SIGN, agreement.partnership_id)


def is_open_for_texts(agreement: Agreement, *, approved: str | None = None) -> bool:
    """Drafts; and what was signed outside the register, of which the register only keeps copies. `approved` is its
    `approved_hash`, for those who have read it."""
    if agreement.archived_at is not None:
        return False
    if agreement.state == AgreementState.DRAFT:
        return True
    return agreement.state in WERE_IN_FORCE and not (approved_hash(agreement) if approved is None else approved)


# --- The text that counts ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Texts:
    """`documents` in the order in which they were begun: the first is the agreement, others are annexes to it."""

    documents: list[Document] = field(default_factory=list)
    # Of the first document, the newest first.
    versions: list[DocumentVersion] = field(default_factory=list)
    latest: DocumentVersion | None = None
    # The version that is frozen for approval and signature.
    frozen: DocumentVersion | None = None

    @property
    def main(self) -> Document | None:
        return self.documents[0] if self.documents else None

    @property
    def is_ahead(self) -> bool:
        """Whether there is a wording newer than the frozen one."""
        return self.latest is not None and self.frozen is not None and self.latest.number > self.frozen.number


def texts_of(agreement: Agreement, *, signed: bool = False) -> Texts:
    """One query, with signatures (`signed`) too."""
    rows = DocumentVersion.objects.filter(
        document__subject_type=agreement._meta.label_lower, document__subject_id=agreement.pk
    ).order_by("document", "-number")
    read = versions_with_signatures(rows) if signed else list(rows.select_related("document"))
    documents = list({version.document_id: version.document for version in read}.values())
    versions = [version for version in read if version.document_id == documents[0].pk]
    frozen = next((one for one in versions if one.state in TO_SIGN), None)
    return Texts(documents, versions, versions[0] if versions else None, frozen)


PASSAGES = ("agreement.submitted", "agreement.taken_back", "agreement.refused")


def approved_hash(agreement: Agreement) -> str:
    """Of the bytes that were sent for approval last; empty where none were, or where they were taken back since."""
    return next(iter(hash_sent(Event.objects.about(agreement))), None) or ""


def hash_sent(events: QuerySet[Event]) -> QuerySet[Event, Any]:
    """The same as one value of the events of an agreement."""
    told = Case(When(kind="agreement.submitted", then=KT("data__sha256")), default=Value(""), output_field=TextField())
    passed = events.filter(kind__in=PASSAGES).order_by("-at", "-id")
    return passed.annotate(sent=told).values_list("sent", flat=True)[:1]


def drift_now(agreement: Agreement) -> list[str]:
    """The fields of which the record says something else than was merged into the latest text. Only until it is signed.

    Who has signed goes by the name in the signature: that changes no text.
    """
    if agreement.state not in UNSIGNED:
        return []
    document = Document.objects.about(agreement).order_by("pk").first()
    version = document.versions.order_by("-number").first() if document is not None else None
    if version is None or not version.merged:
        return []
    now: Mapping[str, Any] = fields_of_agreement(agreement)
    signed = [one.signed_on is not None for one in _signatories(agreement)]
    # In the order of the record: PostgreSQL keeps the keys of JSON in one of its own.
    merged = {name: version.merged[name] for name in (*now, *version.merged) if name in version.merged}
    drifted = [
        name
        for name, value in merged.items()
        if name not in ("signed_on", "amended") and _without_signed(name, now.get(name, value), signed)
        != _without_signed(name, value, signed)
    ]  # fmt: skip
    if list(version.languages) != list(agreement.languages):
        drifted.append("languages")
    return drifted


def drift_words(names: Iterable[str]) -> list[str]:
    return [str(field_words(name)) for name in names]


def field_words(name: str) -> str | Promise:
    """What the record calls a field of its templates, such as `parties[].name.kk`."""
    head = name.partition(".")[0].removesuffix("[]")
    return FIELDS.get(_CALLED.get(head, head), _MERGED_ONLY.get(head, head))


def _without_signed(name: str, value: Any, signed: Sequence[bool]) -> Any:
    if name != "parties" or len(value) != len(signed):
        return value
    return [{**party, "signatory": ""} if is_signed else party for party, is_signed in zip(value, signed, strict=True)]


# Names in templates, by the field of the record that they are of; and those that are of none.
_CALLED = {"title": "names", "subject": "purpose", "parties": "signatories", "amended": "amends"}
_MERGED_ONLY = {"place": _("place of signing"), "signed_on": _("signed on")}
