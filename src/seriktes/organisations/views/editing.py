"""Adding and editing an organisation: the record itself, and whether the public sees it."""

from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.models import Languages
from seriktes.common.once import sent_once
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.actions.organisations import (
    CannotEdit,
    create_organisation,
    publish_organisation,
    unpublish_organisation,
    update_organisation,
)
from seriktes.organisations.actions.particulars import IdentifierTaken
from seriktes.organisations.forms.organisations import AddForm, RecordForm
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.organisations.queries.likely import likely_same_for_user
from seriktes.organisations.queries.register import national_scheme

REFUSALS = {
    CannotEdit.NAMELESS: gettext_lazy("The record needs its official name in at least one language."),
    CannotEdit.YEAR: gettext_lazy("The year lies in the future. Enter the year of foundation."),
    CannotEdit.MERGED: gettext_lazy("This record was merged into another one meanwhile. Nothing was saved."),
}


def organisation_for_change(request: SignedInRequest, pk: int, permission: str) -> Organisation:
    """The organisation, if the user may see it and do this to it; else there is no such page."""
    organisation = get_object_or_404(organisations_visible_to(request.user), pk=pk)
    if not request.user.has_perm(permission, organisation):
        raise Http404
    return organisation


def taken_words(taken: IdentifierTaken) -> str:
    if taken.other is None:
        return _("Another organisation has this number already. Check it, or ask the office that runs the register.")
    return _("This number belongs to %(name)s. If that is the same organisation, use its record.") % {
        "name": taken.other
    }


@login_required
@sent_once
def add(request: SignedInRequest) -> HttpResponse:
    """Before anything is saved, the reader sees what may be the same organisation."""
    if not request.user.has_perm("organisations.add_organisation"):
        raise Http404
    form = AddForm(request.POST or None)
    likely: list[Organisation] = []
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data.get("number", "")
        if not form.cleaned_data["none_of_these"]:
            likely = likely_same_for_user(
                request.user, names=form.names().values(), scheme=national_scheme(), number=number
            )
        if not likely:
            try:
                organisation = create_organisation(
                    kind=form.cleaned_data["kind"],
                    names=form.names(),
                    identifiers=[(national_scheme(), number)] if number else [],
                    region=form.cleaned_data["region"],
                    city=form.cleaned_data["city"],
                    by=request.user,
                    on=timezone.localdate(),
                )
            except IdentifierTaken as taken:
                form.add_error("number", taken_words(taken))
            else:
                messages.success(request, _("The organisation is in the register. It is not published yet."))
                return redirect(organisation)
    return render(request, "organisations/add.html", {"form": form, "likely": likely}, status=_status(form))


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = organisation_for_change(request, pk, "organisations.change_organisation")
    today = timezone.localdate()
    form = RecordForm(request.POST or None, organisation=organisation, today=today)
    differences: list[SimpleNamespace] = []
    if request.method == "POST" and form.is_valid():
        try:
            update_organisation(
                organisation=organisation,
                values=form.values(),
                names=form.names(),
                renamed=form.cleaned_data["renamed"],
                expected_version=form.cleaned_data["expected_version"],
                by=request.user,
                on=today,
            )
        except EditedElsewhere as other:
            organisation = Organisation.objects.get(pk=other.record.pk)
            differences = _differences(form, organisation)
            # The next attempt is made in the knowledge of the other edit.
            form.data = {**request.POST.dict(), "expected_version": str(organisation.version)}
        except CannotEdit as refused:
            form.add_error(None, REFUSALS[refused.reason])
        else:
            messages.success(request, _("The record is saved."))
            return redirect(organisation)
    missing = [label for code, label in Languages.choices if not getattr(organisation, f"name_{code}")]
    return render(
        request,
        "organisations/edit.html",
        {"organisation": organisation, "form": form, "differences": differences, "missing": missing},
        status=409 if differences else _status(form),
    )


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


def _differences(form: RecordForm, organisation: Organisation) -> list[SimpleNamespace]:
    """Field by field: what the record holds now, and what the reader is about to save."""
    now = RecordForm(organisation=organisation, today=form.today).initial
    mine = {**form.values(), **{f"name_{code}": name for code, name in form.names().items()}}
    return [
        SimpleNamespace(label=form.fields[name].label, field=form[name], now=_words(form, name, now[name]), mine=_words(form, name, value))
        for name, value in mine.items()
        if (now[name] or "") != (value or "")
    ]  # fmt: skip


def _words(form: RecordForm, name: str, value: Any) -> str:
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(value, value) if value not in ("", None) else "—")


@login_required
@require_POST
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = organisation_for_change(request, pk, "organisations.publish_organisation")
    publish_organisation(organisation=organisation, by=request.user)
    messages.success(request, _("The record is published: everybody can find it."))
    return redirect(organisation)


@login_required
@require_POST
def unpublish(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = organisation_for_change(request, pk, "organisations.publish_organisation")
    unpublish_organisation(organisation=organisation, by=request.user)
    messages.success(request, _("The record is no longer public. Your members still see it."))
    return redirect(organisation)
