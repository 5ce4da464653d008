"""Who may see which challenges, answers and enquiries: the one truth for pages, lists, search, feeds, files and API."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from seriktes.challenges.enums import ChallengeState, EnquiryState, Visibility
from seriktes.challenges.models import Answer, AnswerAuthor, Challenge, ChallengeInvitation, Enquiry
from seriktes.organisations.enums import KINDS_OF_SIDE, Side
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import Viewer, grants_for_user
from seriktes.procedures.queries.clocks import posts_of_user

VIEW, POST, DECIDE = "challenges.view_own", "challenges.post_challenge", "challenges.decide_answers"
PROPOSE, ANSWER, HANDLE = "challenges.propose_experts", "challenges.answer_challenge", "challenges.handle_enquiries"
# What the post that looks after a record may do with it, whatever role its holder has in the organisation.
GIVEN_BY_POST = frozenset({VIEW, POST, DECIDE, HANDLE, ANSWER})
# States of a challenge that others than the asker know of.
TOLD = (ChallengeState.OPEN, ChallengeState.DECIDING, ChallengeState.DECIDED, ChallengeState.WITHDRAWN)


def own_organisations(user: Viewer, permission: str = VIEW) -> list[int]:
    return grants_for_user(user).organisations_with(permission)


def sees_all(user: Viewer, permission: str = VIEW) -> bool:
    return permission in grants_for_user(user).everywhere


def posts_held(user: Viewer) -> frozenset[int]:
    """The user's posts of today, own and lent; read once a request and kept on the user object."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    kept: frozenset[int] | None = getattr(user, "_posts_held", None)
    if kept is None:
        kept = user._posts_held = frozenset(posts_of_user(user, timezone.localdate()))  # type: ignore[attr-defined]
    return kept


def is_of_university(user: Viewer) -> bool:
    """Member of a university, a branch campus or a research institute; read once a request."""
    own = list(grants_for_user(user).own)
    if not own:
        return False
    kept: bool | None = getattr(user, "_of_university", None)
    if kept is None:
        kinds = KINDS_OF_SIDE[Side.UNIVERSITY]
        kept = Organisation.objects.filter(pk__in=own, kind__in=kinds).exists()
        user._of_university = kept  # type: ignore[union-attr]
    return kept


# --- Challenges -------------------------------------------------------------------------------------------------------
def challenges_visible_to(user: Viewer) -> QuerySet[Challenge]:
    """What is published to the user's circle, what the user or the own side is invited to or answered, and the own
    side's, drafts too."""
    if sees_all(user):
        return Challenge.objects.all()
    return Challenge.objects.filter(_told_to(user) | _own(user)) if user.is_authenticated else public_challenges()


def public_challenges() -> QuerySet[Challenge]:
    """What anybody may read: the board without signing in, the feed, search engines."""
    return Challenge.objects.filter(_told(), _shown_asker(), visibility=Visibility.PUBLIC)


def challenges_told_to(user: Viewer) -> QuerySet[Challenge]:
    """Those of others that the user may read: without drafts and without rights of the asking side."""
    return Challenge.objects.filter(_told_to(user)) if user.is_authenticated else public_challenges()


def _told() -> Q:
    # Also what is in the archive: whoever has its address, or looks for past ones, still reads what was asked.
    return Q(state__in=TOLD, published_at__isnull=False)


def _shown_asker() -> Q:
    # Whose organisation is hidden is known to those who are invited, and to nobody by way of the board.
    return Q(organisation__is_public=True)


def _told_to(user: Viewer) -> Q:
    circles = [Visibility.PUBLIC, Visibility.MEMBERS]
    if is_of_university(user):
        circles.append(Visibility.UNIVERSITIES)
    open_to = Q(visibility__in=circles) & _shown_asker()
    return _told() & (open_to | Q(pk__in=_invited(user).values("challenge")) | Q(pk__in=_answered(user)))


def _invited(user: Viewer) -> QuerySet[ChallengeInvitation]:
    """Invitations of the user's organisations as such, of their experts to whom an office speaks for them, and of the
    user in person."""
    as_organisation = Q(person__isnull=True, organisation__in=own_organisations(user))
    for_experts = Q(organisation__in=own_organisations(user, PROPOSE))
    return ChallengeInvitation.objects.filter(as_organisation | for_experts | Q(person__user=user.pk))


def _answered(user: Viewer) -> QuerySet[Answer]:
    # Whoever answered keeps what was answered in sight, whatever becomes of the circle.
    mine = AnswerAuthor.objects.filter(person__user=user.pk).values("answer")
    answers = Answer.objects.filter(Q(organisation__in=own_organisations(user)) | Q(pk__in=mine))
    return answers.values("challenge")  # type: ignore[return-value]


def _own(user: Viewer, permission: str = VIEW) -> Q:
    """Of the own side, by role or by the post that it lies with."""
    mine = Q(organisation__in=own_organisations(user, permission))
    members = list(grants_for_user(user).own)
    if members and (posts := posts_held(user)):
        mine |= Q(post__in=posts, organisation__in=members)
    return mine


def invitations_of(user: Viewer) -> QuerySet[ChallengeInvitation]:
    """Invitations that the user may answer for: the own ones, and those of organisations for which the user answers
    challenges."""
    if not user.is_authenticated:
        return ChallengeInvitation.objects.none()
    speaks = Q(person__isnull=True, organisation__in=own_organisations(user, ANSWER))
    offices = Q(organisation__in=own_organisations(user, PROPOSE))
    found = ChallengeInvitation.objects.filter(speaks | offices | Q(person__user=user.pk))
    return found.filter(challenge__state__in=TOLD, challenge__archived_at__isnull=True)


def permissions_on(user: Viewer, organisation: int, post: int | None = None) -> frozenset[str]:
    """What the user may do with a record of that organisation that lies with that post: by role, and by the post."""
    grants = grants_for_user(user)
    own = grants.own.get(organisation)
    given = grants.everywhere | (own or frozenset())
    if own is not None and post is not None and GIVEN_BY_POST - given and post in posts_held(user):
        given |= GIVEN_BY_POST
    return given


def may(user: Viewer, permission: str, record: Challenge | Answer | Enquiry) -> bool:
    """For the side to which the record belongs: the asker of a challenge, the answerer, who is enquired of."""
    return permission in permissions_on(user, record.organisation_id, record.post_id)


def is_asker(user: Viewer, challenge: Challenge) -> bool:
    """Whether the user sees the asking side's own view of it."""
    return may(user, VIEW, challenge)


# --- Answers ----------------------------------------------------------------------------------------------------------
def answers_visible_to(user: Viewer) -> QuerySet[Answer]:
    """The own side's and those one wrote, drafts too; those to the own side's challenges once they were sent, for whoever
    decides on them. Nobody else knows that an answer is there: one answerer learns nothing of another."""
    if not user.is_authenticated:
        return Answer.objects.none()
    if sees_all(user):
        return Answer.objects.all()
    mine = AnswerAuthor.objects.filter(answer=OuterRef("pk"), person__user=user.pk)
    written = _own(user) | Q(Exists(mine))
    asked = Challenge.objects.filter(_own(user, DECIDE)).values("pk")
    return Answer.objects.filter(written | Q(submitted_at__isnull=False, challenge__in=asked))


# --- Enquiries --------------------------------------------------------------------------------------------------------
def enquiries_visible_to(user: Viewer) -> QuerySet[Enquiry]:
    """Once the asker confirmed them: the own side's, those about oneself as the expert, and those one asked."""
    if not user.is_authenticated:
        return Enquiry.objects.none()
    known = Enquiry.objects.exclude(state=EnquiryState.UNCONFIRMED)
    if sees_all(user):
        return known
    own = own_organisations(user, HANDLE)
    # Those who answer for an organisation also see what it asked others.
    shown = Q(organisation__in=own) | Q(asking_organisation__in=own) | Q(expert__user=user.pk) | Q(asker=user.pk)
    members = list(grants_for_user(user).own)
    if members and (posts := posts_held(user)):
        shown |= Q(post__in=posts, organisation__in=members)
    return known.filter(shown)
