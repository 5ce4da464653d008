"""Terms that Kazakhstan's laws set in working days."""

from django.utils.translation import gettext_lazy as _

from seriktes.common.packs import LegalTerm

# Law of 21.05.2013 "On personal data and their protection", text with the amendments of 2025-26.
CONSENT_TERMS = {
    "stopped": LegalTerm(15, _("Law of 21.05.2013 on personal data and their protection, article 8(7)")),
    "unpublished": LegalTerm(1, _("Law of 21.05.2013 on personal data and their protection, article 6")),
}
