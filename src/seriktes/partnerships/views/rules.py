"""How strictly an organisation keeps the rules on the dates of its agreements."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.organisations.views.editing import organisation_for_change
from seriktes.partnerships.actions.levels import set_rule_levels
from seriktes.partnerships.definitions.checks import RULES
from seriktes.partnerships.forms.partnerships import RulesForm
from seriktes.partnerships.models import RuleLevel


@login_required
def rules(request: SignedInRequest, pk: int) -> HttpResponse:
    """For those who keep the organisation's record."""
    organisation = organisation_for_change(request, pk, "organisations.change_organisation")
    levels = dict(RuleLevel.objects.filter(organisation=organisation).values_list("rule", "level"))
    form = RulesForm(request.POST or None, levels=levels)
    if request.method == "POST" and form.is_valid():
        set_rule_levels(organisation=organisation, levels=form.cleaned_data, by=request.user)
        messages.success(request, _("Saved. Where sides of a partnership differ, the strictest counts."))
        return redirect("partnerships:rules", organisation.pk)
    fixed = [rule.label for rule in RULES if rule.fixed]
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request, "partnerships/rules.html", {"organisation": organisation, "form": form, "fixed": fixed}, status=status
    )
