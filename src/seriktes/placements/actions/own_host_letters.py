"""Letters about hosts that students found, in each reader's language, sent when the transaction has ended."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from seriktes.common.afterwards import afterwards
from seriktes.common.outbox import post_letter
from seriktes.placements.models import HostProposal
from seriktes.placements.queries.theses import recipients_of


def tell_student(what: str, proposal: HostProposal) -> None:
    """`approve`, `return` or `decline`."""
    afterwards(_tell_student, what, proposal.pk)


def _tell_student(what: str, pk: int) -> None:
    proposal = HostProposal.objects.select_related("cohort__programme", "student__user", "host", "placement").get(pk=pk)
    for reader in recipients_of(proposal.student):
        with translation.override(reader.language):
            subject, text = _words(what, proposal)
            page = proposal.placement or proposal
            post_letter(
                to=reader.email, language=reader.language, recipient_name=reader.name, subject=subject, text=text,
                action_url=settings.SITE_URL + page.get_absolute_url(), action_label=_("Open the page"),
                reason=_("You get this letter because you have proposed a host for your placement."),
            )  # fmt: skip


def _words(what: str, proposal: HostProposal) -> tuple[str, str]:
    told = {
        "host": proposal.host.name if proposal.host else proposal.host_name, "reason": proposal.reason,
        "cohort": str(proposal.cohort),
    }  # fmt: skip
    if what == "approve":
        return (
            _("Approved: %(host)s") % told,
            _("The university has approved the host that you found, %(host)s (%(cohort)s). Your placement there is planned; "
              "the learning agreement follows.") % told,
        )  # fmt: skip
    if what == "return":
        return (
            _("To be mended: %(host)s") % told,
            _(
                "Your proposal to do your placement at %(host)s (%(cohort)s) came back to you. What is to be mended: %(reason)s"
            )
            % told,
        )
    return (
        _("Declined: %(host)s") % told,
        _("You cannot do your placement at %(host)s (%(cohort)s). The reason: %(reason)s You can propose another host.")
        % told,
    )
