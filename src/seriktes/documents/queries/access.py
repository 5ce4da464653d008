"""Who may see what: a document is seen by those who see its record; its domain is asked."""

from collections import defaultdict

from django.db.models import Q, QuerySet

from seriktes.documents.definitions.purposes import DocumentPurpose, find_purpose, purposes
from seriktes.documents.models import Document, Template
from seriktes.organisations.queries.access import Viewer, grants_for_user


def documents_visible_to(user: Viewer) -> QuerySet[Document]:
    """The documents of the records that the user sees. A purpose that nobody registers is seen by nobody."""
    by_question: dict[tuple[str, object], list[str]] = defaultdict(list)
    for purpose in purposes():
        by_question[purpose.subject_type, purpose.visible_to].append(purpose.code)
    seen = Q(pk__in=[])
    for (subject_type, visible_to), codes in by_question.items():
        subjects = visible_to(user).order_by().values("pk")  # type: ignore[operator]
        seen |= Q(purpose__in=codes, subject_type=subject_type, subject_id__in=subjects)
    return Document.objects.filter(seen)


def may_change_document(user: Viewer, document: Document) -> bool:
    """Whether the user drafts, freezes and records signatures of it."""
    purpose = find_purpose(document.purpose)
    return purpose is not None and may_change_about(user, purpose, document.subject)


def may_change_about(user: Viewer, purpose: DocumentPurpose, subject: object) -> bool:
    return user.is_authenticated and bool(purpose.may_change(user, subject))


def templates_visible_to(user: Viewer) -> QuerySet[Template]:
    """Those for all, and those of one's own organisations."""
    if not user.is_authenticated:
        return Template.objects.none()
    grants = grants_for_user(user)
    if "documents.manage_templates" in grants.everywhere:
        return Template.objects.all()
    return Template.objects.filter(Q(organisation__isnull=True) | Q(organisation__in=list(grants.own)))


def templates_for_user(user: Viewer, purpose: str) -> QuerySet[Template]:
    """Open templates for a purpose, the organisation's own before those for all."""
    return templates_visible_to(user).filter(purpose=purpose, closed_on__isnull=True).order_by("-organisation", "pk")
