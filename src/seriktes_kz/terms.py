"""Terms that Kazakhstan's laws set in working days, and places of laws that data files cite."""

from django.utils.translation import gettext_lazy as _

from seriktes.common.packs import Citation, LegalTerm

# Law of 21.05.2013 "On personal data and their protection", text with the amendments of 2025-26.
CONSENT_TERMS = {
    "stopped": LegalTerm(15, _("Law of 21.05.2013 on personal data and their protection, article 8(7)")),
    "unpublished": LegalTerm(1, _("Law of 21.05.2013 on personal data and their protection, article 6")),
}
# Where the official terms of the glossary stand.
CITATIONS = {
    # Text of a working copy; in force six months after it was published, that is from about July 2026.
    "Digital Code, art. 47(4)": Citation(
        _("Digital Code, article 47(4)"), _("Digital Code of 09.01.2026 № 255-VIII, article 47(4)")
    ),
    "Digital Code, art. 49(2)": Citation(
        _("Digital Code, article 49(2)"), _("Digital Code of 09.01.2026 № 255-VIII, article 49(2)")
    ),
    # Read in a text of about 2016; later changes have not been read.
    "Education, art. 38": Citation(
        _("Law “On education”, article 38"),
        _("Law of 27.07.2007 “On education”, article 38, in its text of about 2016"),
    ),
    "KL 103-VIII, art. 1": Citation(
        _("Law № 103-VIII, article 1"), _("Law of 01.07.2024 № 103-VIII on science and technological policy, article 1")
    ),
}
