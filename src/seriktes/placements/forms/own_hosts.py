"""Forms of hosts that students found. They validate; the actions write."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm, DayField, NameField
from seriktes.organisations.enums import OrganisationKind
from seriktes.organisations.models import Organisation
from seriktes.placements.actions.own_hosts import WRITABLE
from seriktes.placements.forms.placements import PickMixin, PlanMixin
from seriktes.placements.models import Cohort, HostProposal

# Instead of a record: the organisation that the student wrote down is added to the register.
NEW = "new"


class ProposalForm(PlanMixin, PickMixin, BaseForm):
    """The organisation, what is done there, and who supervises. `is_new`: no record of the register is meant."""

    is_new = forms.BooleanField(
        label=_("It is not in the register"), required=False,
        help_text=_("Then write its whole name, and its BIN if it has one. The office looks for it once more."),
    )  # fmt: skip
    host_number = NameField(
        label=_("BIN of the organisation"), max_length=20, required=False,
        help_text=_("Twelve figures, as on its papers. Empty for an organisation abroad."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "numeric"}),
    )  # fmt: skip
    title = NameField(label=_("What it is about"), max_length=300)
    about = forms.CharField(
        label=_("About the work, and how you found it"), max_length=3000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    supervisor_name = NameField(label=_("Who supervises you there"), max_length=200)
    supervisor_email = forms.EmailField(
        label=_("E-mail of the supervisor"), help_text=_("Links to sign and to confirm go there; no account is needed.")
    )
    starts_on = DayField(label=_("From"), required=False, help_text=_("Empty: as the cohort."))
    ends_on = DayField(label=_("To"), required=False)
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    headings = (
        (_("Where"), ("host_query", "host", "is_new", "host_number")),
        (_("What and when"), ("title", "about", ("starts_on", "ends_on"))),
        (_("Who supervises at the host"), (("supervisor_name", "supervisor_email"),)),
    )
    COLUMNS = ("host_number", "title", "about", "supervisor_name", "supervisor_email", "starts_on", "ends_on")

    def __init__(
        self, *args: Any, hosts: Sequence[Organisation], cohort: Cohort, proposal: HostProposal | None = None, **kwargs: Any
    ) -> None:  # fmt: skip
        initial: dict[str, Any] = {}
        plan: list[tuple[str, int]] = []
        if proposal is not None:
            host = proposal.host
            initial = {name: getattr(proposal, name) for name in self.COLUMNS} | {
                "host_query": host.name if host else proposal.host_name, "is_new": host is None,
                "expected_version": proposal.version,
            }  # fmt: skip
            plan = [(text, share) for text, share in proposal.tasks]
        super().__init__(*args, initial=initial, **kwargs)
        self.cohort = cohort
        self.offer(
            "host", _("Organisation"), _("Its name or official number; the beginning is enough if it is in the register."), hosts
        )  # fmt: skip
        self.offer_plan(plan)
        self.order_fields(["host_query", "host", "is_new", "host_number", "title", "about"])

    def check_pick(self, name: str) -> None:
        """What is new is found nowhere, and which one of the found is meant is not asked."""
        if self.cleaned_data.get("is_new"):
            self.errors.pop(name, None)
        else:
            super().check_pick(name)

    def values(self, language: str) -> dict[str, Any]:
        data = self.cleaned_data
        values = {name: data[name] for name in WRITABLE if name in self.COLUMNS}
        values |= {"tasks": self.plan() or [], "language": language}
        if data.get("is_new"):
            return values | {"host": None, "host_name": data["host_query"]}
        return values | {"host": self.picked("host"), "host_name": "", "host_number": ""}


class ApproveForm(BaseForm):
    """Which record is meant, where the student named none; and how the host was looked at, where nobody had."""

    host = forms.ChoiceField(label=_("Which organisation is meant"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(
        label=_("Kind of organisation, if it is added"),
        choices=OrganisationKind.choices,
        initial=OrganisationKind.COMPANY,
    )
    looked_at = forms.CharField(
        label=_("How the host was looked at"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example: called the supervisor, saw the workplace, found the company in the state register. It "
                    "stands in the record of the host."),
    )  # fmt: skip
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, proposal: HostProposal, hosts: Sequence[Organisation], vetted: frozenset[int], may_add: bool,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, initial={"expected_version": proposal.version}, **kwargs)
        self.hosts = {str(one.pk): one for one in hosts}
        if proposal.host is not None:
            del self.fields["host"], self.fields["kind"]
        else:
            choices = [(str(one.pk), str(one)) for one in hosts]
            if may_add:
                choices.append((NEW, _("none of these: add “%(name)s” to the register") % {"name": proposal.host_name}))
            else:
                del self.fields["kind"]
            field = self.fields["host"]
            field.choices = choices  # type: ignore[attr-defined]
        # Asked only where some of the records that may be meant have not been vetted.
        if proposal.host is not None and proposal.host_id in vetted:
            del self.fields["looked_at"]
        else:
            self.fields["looked_at"].required = proposal.host is not None

    @property
    def is_new(self) -> bool:
        return self.cleaned_data.get("host") == NEW

    def picked(self) -> Organisation | None:
        return self.hosts.get(self.cleaned_data.get("host", ""))
