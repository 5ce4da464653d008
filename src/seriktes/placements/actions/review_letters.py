"""The letter to a student whose words about a host are not shown to others, and why."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from seriktes.common.outbox import post_letter
from seriktes.placements.enums import ReviewState
from seriktes.placements.models import HostReview
from seriktes.placements.queries.signing import reader_of


def tell_of_review(pk: int) -> None:
    """Nobody else is told: reviews have no name."""
    review = HostReview.objects.select_related("placement__student__user", "host").get(pk=pk)
    if review.state != ReviewState.DECLINED:
        return
    for reader in reader_of(review.placement.student):
        with translation.override(reader.language):
            told = {"host": review.host.name, "reason": review.reason}
            post_letter(
                to=reader.email, language=reader.language, recipient_name=reader.name,
                subject=_("Your words about a host are not shown: %(host)s") % told,
                text=_("The university read what you wrote for other students about %(host)s and does not show it. The "
                       "reason: %(reason)s") % told,
                action_url=settings.SITE_URL + review.placement.get_absolute_url(), action_label=_("Open the placement"),
                reason=_("You get this letter because you wrote about the host of your placement."),
            )  # fmt: skip
