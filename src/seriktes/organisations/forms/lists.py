from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.files import FileFault
from seriktes.common.forms import BaseForm
from seriktes.exchange.definitions.faults import sentence

# More rows than this are a matter for the command line: the result is kept with the list.
MOST_ROWS = 20_000


class ListForm(BaseForm):
    file = forms.FileField(
        label=_("List"),
        help_text=_(
            "CSV or XLSX with a column for the name. Columns for the city, the internet domain and the BIN help. The headings "
            "may be Kazakh, Russian or English."
        ),
    )

    def refuse(self, fault: FileFault) -> None:
        self.add_error("file", sentence(fault.code, fault.values))
