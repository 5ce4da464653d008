"""Who may see which evidence of expertise, and who may change it: the one truth for pages, search, exports and API.

A published record that is not archived is for everybody, as long as the organisation that offers it is published too.
Whoever keeps the evidence of an organisation sees all of that organisation's, and everybody what names them.
"""

from collections.abc import Collection, Iterable
from functools import partial

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, OuterRef, Q, QuerySet

from seriktes.expertise.enums import Standing
from seriktes.expertise.models import AuthorQuestion, Evidence, EvidencePerson, EvidenceUnit
from seriktes.expertise.queries.among import ids_among, people_seen, rows_among
from seriktes.organisations.enums import ConsentEventKind, OrganisationStatus
from seriktes.organisations.models import Affiliation, Consent, Organisation, Person
from seriktes.organisations.queries.access import Viewer, grants_for_user

CHANGE, DECIDE = "expertise.change_evidence", "expertise.decide_authors"
# Of a person whose name stands on a record.
_TOLD = ("id", "name_kk", "name_ru", "name_en", "orcid")
# Auditors read everything without changing it.
READS_ALL = "accounts.view_audit"


def sees_all(user: Viewer) -> bool:
    everywhere = grants_for_user(user).everywhere
    return CHANGE in everywhere or READS_ALL in everywhere


def kept_organisations(user: Viewer, permission: str = CHANGE) -> list[int]:
    """Ids of the organisations whose evidence the user keeps (or for which the permission holds)."""
    return grants_for_user(user).organisations_with(permission)


def keeps_any(user: Viewer) -> bool:
    """Whether the user keeps evidence of anybody, or reads it all: whoever does sees records that are not published."""
    return sees_all(user) or bool(kept_organisations(user))


def published() -> Q:
    """What everybody may see."""
    return Q(is_public=True, archived_at__isnull=True, merged_into__isnull=True) & (
        Q(organisation__isnull=True) | Q(organisation__is_public=True)
    )


def of_organisations(organisations: Collection[int]) -> Q:
    """Offered by one of these, or come from one of them."""
    units = EvidenceUnit.objects.filter(organisation__in=organisations, archived_at__isnull=True)
    return Q(organisation__in=organisations) | Q(pk__in=units.values("evidence"))


def naming_user(user: Viewer) -> Q:
    rows = EvidencePerson.objects.filter(person__user=user.pk, archived_at__isnull=True).exclude(
        standing=Standing.REFUSED
    )
    return Q(pk__in=rows.values("evidence"), archived_at__isnull=True)


def evidence_visible_to(user: Viewer) -> QuerySet[Evidence]:
    """What was merged into another record is not here: its page leads to the kept one."""
    live = Evidence.objects.filter(merged_into__isnull=True)
    if sees_all(user):
        return live
    shown = published()
    if own := kept_organisations(user):
        shown |= of_organisations(own)
    if user.is_authenticated:
        shown |= naming_user(user)
    return live.filter(shown)


def evidence_kept_by(user: Viewer) -> QuerySet[Evidence]:
    """What the user may change."""
    live = Evidence.objects.filter(merged_into__isnull=True)
    if CHANGE in grants_for_user(user).everywhere:
        return live
    own = kept_organisations(user)
    return live.filter(of_organisations(own)) if own else live.none()


def kept_among(user: Viewer, evidence: Collection[int]) -> set[int]:
    """Of these records, those that the user may change; one query at most."""
    everything, own = CHANGE in grants_for_user(user).everywhere, tuple(sorted(kept_organisations(user)))
    if not everything and not own:
        return set()
    return ids_among(("kept", everything, own), partial(evidence_kept_by, user), evidence)


def may_change(user: Viewer, evidence: Evidence) -> bool:
    return evidence_kept_by(user).filter(pk=evidence.pk).exists()


def organisations_to_keep_for(user: Viewer) -> QuerySet[Organisation]:
    """For which the user may add evidence."""
    live = Organisation.objects.exclude(status=OrganisationStatus.MERGED)
    if CHANGE in grants_for_user(user).everywhere:
        return live
    return live.filter(pk__in=kept_organisations(user))


# --- Names that stand on evidence ------------------------------------------------------------------------------------
def withdrawn_among(people: Iterable[int]) -> set[int]:
    """Of these people, those who withdrew their consent to publication and gave no other; one query."""
    rows = rows_among("withdrawn", _withdrawn, set(people), ("person",), "person_id")
    return {person for (person,) in rows}


def _withdrawn() -> QuerySet[Consent]:
    return Consent.objects.filter(publication=True, person__is_public=False, events__kind=ConsentEventKind.WITHDRAWN)


def people_seen_among(user: Viewer, people: Iterable[int]) -> dict[int, Person]:
    """Of these people, those whose records the user may see, with their names; two queries at most."""
    return {row[0]: Person.from_db(DEFAULT_DB_ALIAS, _TOLD, row) for row in people_seen(user, set(people), _TOLD)}


# --- Questions about authors ----------------------------------------------------------------------------------------
def questions_visible_to(user: Viewer) -> QuerySet[AuthorQuestion]:
    """For whoever decides on the authors of an organisation in which the person works, and for the person."""
    live = AuthorQuestion.objects.filter(
        person__merged_into__isnull=True, row__archived_at__isnull=True, row__evidence__merged_into__isnull=True,
        row__evidence__archived_at__isnull=True,
    )  # fmt: skip
    grants = grants_for_user(user)
    if not user.is_authenticated:
        return live.none()
    if DECIDE in grants.everywhere or READS_ALL in grants.everywhere:
        return live
    shown = Q(person__user=user.pk)
    if own := grants.organisations_with(DECIDE):
        there = Affiliation.objects.filter(person=OuterRef("person"), organisation__in=own, archived_at__isnull=True)
        shown |= Q(Exists(there))
    return live.filter(shown)


def may_decide(user: Viewer, question: AuthorQuestion) -> bool:
    return decidable_by(user).filter(pk=question.pk).exists()


def decidable_by(user: Viewer) -> QuerySet[AuthorQuestion]:
    """Auditors read the questions and decide none."""
    grants = grants_for_user(user)
    if READS_ALL in grants.everywhere and DECIDE not in grants.everywhere:
        own = questions_visible_to(user)
        return own.filter(person__user=user.pk)
    return questions_visible_to(user)


def may_link(user: Viewer, row: EvidencePerson, person: Person) -> bool:
    """Whether the user may say that the printed name is, or is not, that person: the person, whoever decides on authors
    where the person works, and whoever keeps the record for a person that they see."""
    if not user.is_authenticated:
        return False
    if person.user_id == user.pk:
        return True
    grants = grants_for_user(user)
    if DECIDE in grants.everywhere:
        return True
    own = grants.organisations_with(DECIDE)
    if not own:
        return False
    works_there = Affiliation.objects.filter(person=person, organisation__in=own, archived_at__isnull=True).exists()
    return works_there or may_change(user, row.evidence)
