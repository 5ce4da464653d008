"""What hangs on a post, and what hangs on none: for handovers, and for the index of orphans."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from seriktes.organisations.models import Post, PostHolding
from seriktes.organisations.queries.access import Viewer
from seriktes.partnerships.enums import AgreementState, PartnershipStage
from seriktes.partnerships.models import Agreement, Commitment, Partnership, Party
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.commitments import owed

LIVING = (
    AgreementState.DRAFT, AgreementState.IN_APPROVAL, AgreementState.APPROVED, AgreementState.SIGNED,
    AgreementState.ACTIVE, AgreementState.SUSPENDED,
)  # fmt: skip


def running(partnerships: QuerySet[Partnership]) -> QuerySet[Partnership]:
    return partnerships.exclude(stage=PartnershipStage.ENDED).filter(archived_at__isnull=True)


def partnerships_of_post(post: Post) -> QuerySet[Partnership]:
    """Running partnerships that the post owns on its side, or in which it promised or signs something still alive."""
    owns = Party.objects.filter(partnership=OuterRef("pk"), post=post, left_on__isnull=True)
    promised = Commitment.objects.filter(
        agreement__partnership=OuterRef("pk"), post=post, withdrawn_at__isnull=True, agreement__state__in=LIVING
    )
    signs = Agreement.objects.filter(
        partnership=OuterRef("pk"), signatories__post=post, signatories__signed_on__isnull=True, state__in=LIVING
    )
    return running(Partnership.objects.all()).filter(Exists(owns) | Exists(promised) | Exists(signs))


@dataclass(frozen=True)
class Held:
    """One relation that passes on with the post."""

    partnership: Partnership
    promises: list[Commitment]
    contacts: list[Party]
    # (day, agreement): the ends and last days for notice that lie ahead.
    next_dates: list[tuple[date, Agreement]]


def held_by_post(post: Post, on: date) -> list[Held]:
    """Every relation of the post with what is open in it; five queries, however many relations."""
    partnerships = list(partnerships_of_post(post).order_by("pk"))
    pks = [partnership.pk for partnership in partnerships]
    held = {row.pk: Held(row, [], [], []) for row in partnerships}
    promises = Commitment.objects.filter(agreement__partnership__in=pks, party__organisation=post.organisation_id)
    for promise in owed(promises, on).select_related("agreement", "party"):
        held[promise.agreement.partnership_id].promises.append(promise)
    others = Party.objects.filter(partnership__in=pks, left_on__isnull=True).exclude(organisation=post.organisation_id)
    for party in others.select_related("organisation", "post").order_by("pk"):
        held[party.partnership_id].contacts.append(party)
    ending = Agreement.objects.filter(partnership__in=pks, state__in=LIVING, ends_on__gte=on, archived_at__isnull=True)
    for agreement in ending.order_by("ends_on", "pk"):
        if agreement.ends_on is not None:
            held[agreement.partnership_id].next_dates.append((agreement.ends_on, agreement))
    return list(held.values())


# --- Orphans ----------------------------------------------------------------------------------------------------------
def orphaned_parties(on: date) -> QuerySet[Party]:
    """Sides of running partnerships that nobody looks after: no post, a closed one, or one that is vacant.

    Only of organisations that keep their side in the register, that is, have posts here at all.
    """
    holding = PostHolding.objects.filter(post=OuterRef("post"), starts_on__lte=on).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    )
    has_posts = Post.objects.filter(organisation=OuterRef("organisation"), closed_on__isnull=True)
    return (
        Party.objects.filter(left_on__isnull=True, partnership__in=running(Partnership.objects.all()).values("pk"))
        .filter(Exists(has_posts) | Q(post__isnull=False))
        .filter(Q(post__isnull=True) | Q(post__closed_on__lte=on) | ~Exists(holding))
    )


def orphans_for_user(user: Viewer, on: date) -> QuerySet[Party]:
    """Orphaned sides of the organisations whose partnerships the user keeps; all of them for those who see all."""
    parties = orphaned_parties(on).select_related("partnership", "organisation", "post").order_by("partnership", "pk")
    if access.sees_all(user):
        return parties
    return parties.filter(organisation__in=access.own_organisations(user, "partnerships.keep_party"))
