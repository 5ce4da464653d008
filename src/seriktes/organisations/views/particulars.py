"""What hangs on an organisation: other names, numbers, contacts, relations; and its units."""

from collections.abc import Callable
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
from seriktes.common.parameters import whole_number
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.actions.organisations import CannotEdit, add_name, archive_name
from seriktes.organisations.actions.particulars import (
    AnotherNumber,
    CannotRelate,
    IdentifierTaken,
    add_channel,
    add_identifier,
    add_relation,
    archive_channel,
    archive_identifier,
    end_relation,
)
from seriktes.organisations.actions.units import CannotArrange, add_unit, close_unit, rearrange_unit
from seriktes.organisations.forms.organisations import (
    OUTSIDE,
    ChannelForm,
    IdentifierForm,
    NameForm,
    RelationForm,
    UnitForm,
)
from seriktes.organisations.models import Channel, Identifier, Organisation, OrganisationName, Relation, Unit
from seriktes.organisations.queries.search import found_for_user
from seriktes.organisations.queries.units import tree_of_units
from seriktes.organisations.views.editing import REFUSALS, organisation_for_change, taken_words

CHANGE = "organisations.change_organisation"
FORMS: dict[str, type[Any]] = {
    "name": NameForm, "identifier": IdentifierForm, "channel": ChannelForm, "relation": RelationForm
}  # fmt: skip
RELATION_REFUSALS = {
    CannotRelate.SELF: gettext_lazy("An organisation has no relation to itself."),
    CannotRelate.TWICE: gettext_lazy("This relation is on record already."),
    CannotRelate.NOBODY: gettext_lazy("Name the other organisation."),
}
UNIT_REFUSALS = {
    CannotArrange.NAMELESS: gettext_lazy("Enter the name in at least one of the three languages."),
    CannotArrange.FOREIGN: gettext_lazy("This unit belongs to another organisation."),
    CannotArrange.CYCLE: gettext_lazy("A unit cannot be part of itself or of its own parts. Choose another place."),
    CannotArrange.CLOSED: gettext_lazy("That unit is closed. Choose one that is open."),
    CannotArrange.HAS_PARTS: gettext_lazy("The unit has open parts. Close or move them first."),
}


@login_required
def particulars(request: SignedInRequest, pk: int) -> HttpResponse:
    """One page, four small forms; each saves by itself."""
    organisation = organisation_for_change(request, pk, CHANGE)
    asked = request.POST.get("what", "") if request.method == "POST" else ""
    forms: dict[str, Any] = {}
    for what, form_class in FORMS.items():
        data = request.POST if what == asked else None
        found = _found(request, organisation) if what == "relation" and data else []
        options = {"found": found} if what == "relation" else {}
        forms[what] = form_class(data, prefix=what, **options)
    bound = forms.get(asked)
    if bound is not None and bound.is_valid() and _ADD[asked](request, organisation, bound):
        messages.success(request, _("Saved."))
        return redirect("organisations:particulars", organisation.pk)
    rows = {"archived_at__isnull": True}
    return render(
        request,
        "organisations/particulars.html",
        {
            "organisation": organisation,
            "forms": forms,
            "names": organisation.names.filter(**rows).order_by("kind", "language", "pk"),
            "identifiers": organisation.identifiers.filter(**rows).order_by("scheme", "pk"),
            "channels": organisation.channels.filter(**rows).order_by("kind", "pk"),
            "relations": organisation.relations.filter(**rows).select_related("other").order_by("kind", "pk"),
        },
        status=422 if bound is not None and bound.errors else 200,
    )


def _found(request: SignedInRequest, organisation: Organisation) -> list[Organisation]:
    found = found_for_user(request.user, request.POST.get("relation-query", ""), limit=8).organisations
    return [one for one in found if one.pk != organisation.pk]


def _add_name(request: SignedInRequest, organisation: Organisation, form: NameForm) -> bool:
    add_name(organisation=organisation, by=request.user, on=timezone.localdate(), **form.cleaned_data)
    return True


def _add_identifier(request: SignedInRequest, organisation: Organisation, form: IdentifierForm) -> bool:
    try:
        add_identifier(organisation=organisation, by=request.user, on=timezone.localdate(), **form.cleaned_data)
    except IdentifierTaken as taken:
        form.add_error("value", taken_words(taken))
    except AnotherNumber as other:
        told = _("The organisation has the number %(number)s of this kind already. Archive it first if it is wrong.")
        form.add_error("value", told % {"number": other.current.value})
    return not form.errors


def _add_channel(request: SignedInRequest, organisation: Organisation, form: ChannelForm) -> bool:
    add_channel(organisation=organisation, by=request.user, on=timezone.localdate(), **form.cleaned_data)
    return True


def _add_relation(request: SignedInRequest, organisation: Organisation, form: RelationForm) -> bool:
    choice = form.cleaned_data.get("other")
    try:
        add_relation(
            organisation=organisation,
            kind=form.cleaned_data["kind"],
            other=form.chosen(),
            other_label=form.cleaned_data["query"] if choice in (OUTSIDE, "", None) else "",
            since=form.cleaned_data["since"],
            by=request.user,
            on=timezone.localdate(),
        )
    except CannotRelate as refused:
        form.add_error("query", RELATION_REFUSALS[refused.reason])
    return not form.errors


_ADD: dict[str, Callable[[SignedInRequest, Organisation, Any], bool]] = {
    "name": _add_name, "identifier": _add_identifier, "channel": _add_channel, "relation": _add_relation
}  # fmt: skip


@login_required
@require_POST
def archive(request: SignedInRequest, pk: int, what: str, row: int) -> HttpResponse:
    """Set one row aside; it stays in the history."""
    organisation = organisation_for_change(request, pk, CHANGE)
    models: dict[str, Any] = {
        "name": OrganisationName, "identifier": Identifier, "channel": Channel, "relation": Relation
    }  # fmt: skip
    if what not in models:
        raise Http404
    found = get_object_or_404(models[what], pk=row, organisation=organisation)
    try:
        if what == "name":
            archive_name(name=found, by=request.user)
        elif what == "identifier":
            archive_identifier(identifier=found, by=request.user)
        elif what == "channel":
            archive_channel(channel=found, by=request.user)
        else:
            end_relation(relation=found, by=request.user)
    except CannotEdit as refused:
        messages.error(request, str(REFUSALS[refused.reason]))
    else:
        messages.success(request, _("Set aside. It stays in the history of the record."))
    return redirect("organisations:particulars", organisation.pk)


# --- Units ----------------------------------------------------------------------------------------------------------
@login_required
def units(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = organisation_for_change(request, pk, CHANGE)
    form = UnitForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            add_unit(organisation=organisation, names=form.names(), parent=form.cleaned_data["parent"], by=request.user)
        except CannotArrange as refused:
            form.add_error("parent", UNIT_REFUSALS[refused.reason])
        else:
            messages.success(request, _("The unit is added."))
            return redirect("organisations:units", organisation.pk)
    return render(
        request,
        "organisations/units.html",
        {"organisation": organisation, "form": form, "units": tree_of_units(organisation)},
        status=422 if form.errors else 200,
    )


@login_required
def unit(request: SignedInRequest, pk: int, unit_pk: int) -> HttpResponse:
    """Rename or move one unit."""
    organisation = organisation_for_change(request, pk, CHANGE)
    found = get_object_or_404(Unit, pk=unit_pk, organisation=organisation, closed_on__isnull=True)
    names = {f"name_{code}": name for code, name in found.names_by_language.items()}
    form = UnitForm(request.POST or None, organisation=organisation, initial={**names, "parent": found.parent_id})
    form.fields["parent"].queryset = form.fields["parent"].queryset.exclude(pk=found.pk)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        version = request.POST.get("version", "")
        try:
            rearrange_unit(
                unit=found,
                names=form.names(),
                parent=form.cleaned_data["parent"],
                by=request.user,
                expected_version=whole_number(version),
            )
        except CannotArrange as refused:
            form.add_error("parent", UNIT_REFUSALS[refused.reason])
        except EditedElsewhere:
            form.add_error(
                None, _("Somebody else changed this unit meanwhile. Nothing of yours is saved: look at it again.")
            )
        else:
            messages.success(request, _("The unit is saved."))
            return redirect("organisations:units", organisation.pk)
    context = {"organisation": organisation, "unit": found, "form": form}
    return render(request, "organisations/unit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def unit_close(request: SignedInRequest, pk: int, unit_pk: int) -> HttpResponse:
    organisation = organisation_for_change(request, pk, CHANGE)
    found = get_object_or_404(Unit, pk=unit_pk, organisation=organisation)
    try:
        close_unit(unit=found, by=request.user, on=timezone.localdate())
    except CannotArrange as refused:
        messages.error(request, str(UNIT_REFUSALS[refused.reason]))
    else:
        messages.success(request, _("The unit is closed. It stays in the tree, with the day."))
    return redirect("organisations:units", organisation.pk)
