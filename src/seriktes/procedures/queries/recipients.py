"""Who is told of what lies on a post: its holder, else the post's mailbox, else those who keep the organisation."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings

from seriktes.accounts.roles import ROLES
from seriktes.organisations.models import Post
from seriktes.organisations.queries.access import memberships_in_force
from seriktes.procedures.models import Delegation
from seriktes.procedures.queries.clocks import KEEPING, holdings_on

# Of a holding, what tells of whom and where.
_TOLD = (
    "post", "person",
    *(f"person__{name}" for name in ("name_kk", "name_ru", "name_en", "email", "user")),
    *(f"person__user__{name}" for name in ("email", "language", "name", "is_active")),
)  # fmt: skip
KEEPERS = [role.code for role in ROLES if KEEPING in role.own]


@dataclass(frozen=True)
class Recipient:
    """One address. `language` is that of the account; a mailbox gets the language of the installation."""

    email: str
    language: str = field(compare=False)
    name: str = field(default="", compare=False)


def recipients_of_posts(posts: Collection[int], on: date) -> dict[int, list[Recipient]]:
    """For each post its holder and, while it is lent, the holder of the other post; else its mailbox. Three queries.

    A post that nobody holds and that has no mailbox is left out.
    """
    if not posts:
        return {}
    lent = Delegation.objects.filter(post__in=posts, starts_on__lte=on, ends_on__gte=on, withdrawn_at__isnull=True)
    stands_in = defaultdict(list)
    for post, delegate in lent.values_list("post_id", "delegate_id"):
        stands_in[post].append(delegate)
    wanted = {*posts, *(delegate for delegates in stands_in.values() for delegate in delegates)}
    holders: dict[int, Recipient] = {}
    holdings = holdings_on(on).filter(post__in=wanted).select_related("person__user").only(*_TOLD)
    for holding in holdings:
        person, user = holding.person, holding.person.user
        if user is not None and user.is_active:
            holders[holding.post_id] = Recipient(user.email, user.language, user.name)
        elif person.email:
            holders[holding.post_id] = Recipient(person.email.casefold(), settings.LANGUAGE_CODE, person.name)
    boxes = dict(Post.objects.filter(pk__in=posts).exclude(email="").values_list("pk", "email"))
    found: dict[int, list[Recipient]] = {}
    for post in posts:
        told = [holders[one] for one in (post, *stands_in[post]) if one in holders]
        if not told and post in boxes:
            told = [Recipient(boxes[post].casefold(), settings.LANGUAGE_CODE)]
        if told:
            found[post] = list(dict.fromkeys(told))
    return found


def keepers_of(organisations: Collection[int], on: date) -> dict[int, list[Recipient]]:
    """Members who keep the posts of each organisation: those who hold a post of it themselves, else all. Two queries."""
    if not organisations:
        return {}
    with_post = set(
        holdings_on(on)
        .filter(post__organisation__in=organisations, person__user__isnull=False)
        .values_list("post__organisation_id", "person__user_id")
    )
    keepers: dict[int, list[tuple[bool, Recipient]]] = defaultdict(list)
    members = memberships_in_force(on).filter(organisation__in=organisations, role__in=KEEPERS, user__is_active=True)
    for member in members.select_related("user").order_by("pk"):
        user = member.user
        holds = (member.organisation_id, user.pk) in with_post
        keepers[member.organisation_id].append((holds, Recipient(user.email, user.language, user.name)))
    return {
        pk: list(dict.fromkeys([one for holds, one in found if holds] or [one for _, one in found]))
        for pk, found in keepers.items()
    }
