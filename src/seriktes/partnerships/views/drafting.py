"""Writing an agreement down: a draft, its changes, who signs it; and one that was signed outside the register."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.models import Languages
from seriktes.common.once import sent_once
from seriktes.common.parameters import whole_number
from seriktes.common.refusals import words_of
from seriktes.documents.actions.documents import start_document, upload_version
from seriktes.documents.definitions.refusals import Refused
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.partnerships.actions import agreements as actions
from seriktes.partnerships.definitions.refusals import CannotAgree
from seriktes.partnerships.enums import AgreementKind, AgreementState
from seriktes.partnerships.forms.agreements import LABELS, AgreementForm, OldAgreementForm, SignatoriesForm
from seriktes.partnerships.models import Agreement, Partnership, Party
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.agreements import sides_now
from seriktes.partnerships.queries.lifecycle import COLUMNS, editable_columns, modes_for_user
from seriktes.partnerships.queries.texts import purpose_code
from seriktes.partnerships.views.agreements import agreement_for, agreement_for_change, trail
from seriktes.partnerships.workflow import CHANGE
from seriktes.procedures.definitions.workflow import Mode


def partnership_for_drafting(request: SignedInRequest, pk: int) -> Partnership:
    partnership = get_object_or_404(access.partnerships_inside(request.user), pk=pk)
    if partnership.archived_at is not None or CHANGE not in access.permissions_in(request.user, pk):
        raise Http404
    return partnership


def status_of(*forms: Any) -> int:
    return 422 if any(form.is_bound and form.errors for form in forms) else 200


@login_required
@sent_once
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    """A draft; `?amends=` and `?supersedes=` name the agreement that it changes or replaces."""
    partnership = partnership_for_drafting(request, pk)
    draft = _blank(request, partnership)
    form = AgreementForm(request.POST or None, instance=draft, columns=None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.draft_agreement(
                partnership=partnership, values=form.values, by=request.user, at=timezone.now()
            )
        except CannotAgree as refused:
            form.add_error(_field_of(form, refused), words_of(refused))
        else:
            messages.success(request, _("The draft is begun. Say who signs, and make the text."))
            return redirect(made)
    context = {
        "form": form, "partnership": partnership, "title": _title(draft), "submit": _("Begin the draft"),
        "cancel_url": partnership.get_absolute_url(), "breadcrumbs": trail(partnership), "lead": str(partnership),
        "enter_url": reverse("partnerships:agreement_enter", args=[pk]),
    }  # fmt: skip
    return render(request, "partnerships/agreement_form.html", context, status=status_of(form))


def _title(draft: Agreement) -> str:
    if draft.amends_id:
        return _("Draft an amendment")
    return _("Draft what takes its place") if draft.supersedes_id else _("Draft an agreement")


def _blank(request: SignedInRequest, partnership: Partnership) -> Agreement:
    draft = Agreement(partnership=partnership, currency="")
    for name in ("amends", "supersedes"):
        asked = whole_number(request.GET.get(name, ""))
        other = partnership.agreements.filter(pk=asked).first() if asked else None
        if other is not None:
            setattr(draft, name, other)
            draft.kind, draft.languages = other.kind, other.languages
            draft.framework_id = other.framework_id
            if name == "supersedes":
                for column in ("name_kk", "name_ru", "name_en", "purpose", "notice_days", "renews", "extension_months",
                               "extensions_at_most"):  # fmt: skip
                    setattr(draft, column, getattr(other, column))
    return draft


# Which field of the form a refusal is about.
_ABOUT = {
    "out_of_order": "ends_on", "notice_longer_than_term": "notice_days", "starts_before_signature": "starts_on", "signed_after_end": "ends_on",
    "outlives_framework": "ends_on", "amends_outside": "starts_on", "overlapping_amendments": "amends",
    "no_currency": "currency", "negative_sum": "amount", "in_future": "terminated_on",
    "before_signature": "terminated_on", "terminated_late": "terminated_on", "foreign_framework": "framework", "not_a_framework": "framework",
    "framework_not_signed": "framework", "not_amendable": "amends", "superseded_already": "supersedes",
}  # fmt: skip


def _field_of(form: Any, refused: CannotAgree) -> str | None:
    name = _ABOUT.get(refused.reason)
    return name if name in form.fields else None


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the table of fields lets this reader edit now; the rest is shown with the reason why not."""
    agreement = agreement_for_change(request, pk)
    columns = editable_columns(request.user, agreement)
    if not columns or agreement.archived_at is not None:
        raise Http404
    form = AgreementForm(request.POST or None, instance=agreement, columns=columns)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_agreement(
                agreement=Agreement.objects.get(pk=pk), values=form.values, by=request.user, at=timezone.now(),
                expected_version=form.cleaned_data["expected_version"],
            )  # fmt: skip
        except (CannotAgree, EditedElsewhere) as refused:
            form.add_error(_field_of(form, refused) if isinstance(refused, CannotAgree) else None, words_of(refused))
        else:
            messages.success(request, _("The agreement is saved."))
            return redirect("partnerships:agreement", pk=pk)
    now = agreement_for(request, pk)
    context = {
        "form": form, "agreement": now, "frozen": _frozen(request, now), "title": _("Change the agreement"),
        "submit": _("Save"), "cancel_url": now.get_absolute_url(), "breadcrumbs": trail(now.partnership, now),
        "lead": now.name,
    }  # fmt: skip
    return render(
        request, "partnerships/agreement_form.html", context, status=409 if form.changed_elsewhere else status_of(form)
    )


def _frozen(request: SignedInRequest, agreement: Agreement) -> list[tuple[Any, Any]]:
    """The fields that are frozen or for others to edit, with what they hold."""
    columns = [
        column
        for name, mode in modes_for_user(request.user, agreement).items()
        if mode in (Mode.FROZEN, Mode.VIEW) and name != "signatories"
        for column in COLUMNS.get(name, (name,))
    ]
    return [(LABELS.get(column, column), _shown(agreement, column)) for column in columns]


def _shown(agreement: Agreement, column: str) -> Any:
    if column == "languages":
        return ", ".join(str(word) for code, word in Languages.choices if code in agreement.languages)
    display = getattr(agreement, f"get_{column}_display", None)
    value = display() if display else getattr(agreement, column)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value


@login_required
def signatories(request: SignedInRequest, pk: int) -> HttpResponse:
    agreement = agreement_for(request, pk)
    mode = modes_for_user(request.user, agreement)["signatories"]
    if mode not in (Mode.EDIT, Mode.REQUIRED):
        raise Http404
    standing = list(agreement.signatories.select_related("party__organisation"))
    fixed = agreement.state != AgreementState.DRAFT
    parties = [one.party for one in standing] if fixed else list(sides_now(agreement.partnership_id))
    form = SignatoriesForm(request.POST or None, parties=parties, signatories=standing, fixed=fixed)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_signatories(agreement=agreement, signers=form.signers, by=request.user, at=timezone.now())
        except CannotAgree as refused:
            form.add_error(None, words_of(refused))
        else:
            messages.success(request, _("Who signs is saved."))
            return redirect(agreement)
    context = {"form": form, "agreement": agreement, "breadcrumbs": trail(agreement.partnership, agreement)}
    return render(request, "partnerships/signatories.html", context, status=status_of(form))


@login_required
@sent_once
def enter(request: SignedInRequest, pk: int) -> HttpResponse:
    """An agreement that was signed on paper, perhaps years ago, with its scan."""
    partnership = partnership_for_drafting(request, pk)
    parties = list(Party.objects.filter(partnership=partnership).select_related("organisation").order_by("pk"))
    blank = Agreement(partnership=partnership, kind=AgreementKind.MEMORANDUM)
    form = OldAgreementForm(request.POST or None, request.FILES or None, instance=blank, parties=parties)
    if request.method == "POST" and form.is_valid():
        try:
            made = _enter(request, partnership, form)
        except (CannotAgree, Refused) as refused:
            field = "scan" if isinstance(refused, Refused) else _field_of(form, refused)
            form.add_error(field, words_of(refused))
        else:
            messages.success(request, _("The agreement is entered with its dates."))
            return redirect(made)
    context = {
        "form": form, "partnership": partnership, "title": _("Enter a signed agreement"), "submit": _("Enter it"),
        "lead": _("For agreements that were signed outside the register. Their dates say where they stand now."),
        "cancel_url": partnership.get_absolute_url(), "breadcrumbs": trail(partnership), "multipart": True,
    }  # fmt: skip
    return render(request, "partnerships/agreement_form.html", context, status=status_of(form))


@transaction.atomic
def _enter(request: SignedInRequest, partnership: Partnership, form: OldAgreementForm) -> Agreement:
    now = timezone.now()
    made = actions.record_signed_agreement(
        partnership=partnership, values=form.values, signatures=form.signatures, by=request.user, at=now,
        terminated_on=form.cleaned_data["terminated_on"], termination_reason=form.cleaned_data["termination_reason"],
    )  # fmt: skip
    scan = form.cleaned_data["scan"]
    if scan is not None:
        document = start_document(
            subject=made, purpose=purpose_code(made), title=made.name or str(made.get_kind_display()), by=request.user
        )
        upload_version(
            document=document, content=scan.content, filename=scan.name, languages=list(made.languages),
            by=request.user, at=now, note=_("Scan of the signed text"),
        )  # fmt: skip
    return made
