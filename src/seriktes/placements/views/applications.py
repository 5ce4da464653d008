"""A student's application: begun, its list ranked, its documents handed in, submitted; and its page."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.formats import format_moment
from seriktes.common.once import sent_once
from seriktes.common.paging import asked_page, page_at
from seriktes.common.refusals import words_of
from seriktes.documents.actions.attachments import CONTENT_TYPES
from seriktes.documents.actions.files import FileDamaged, content_of
from seriktes.documents.views.access import download
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.placements.actions import applications as actions
from seriktes.placements.actions.choice_letters import tell_student
from seriktes.placements.actions.leaving import student_leaves
from seriktes.placements.definitions.choice_refusals import CannotApply
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import ApplicationState, CohortState, PositionState
from seriktes.placements.forms.choice import ApplicationForm, ConfirmForm, DocumentForm, WhyForm, moved
from seriktes.placements.models import Application, ApplicationDocument, Cohort
from seriktes.placements.queries import access, choice
from seriktes.placements.queries.results import is_without_match, result_for
from seriktes.placements.queries.why import told_why
from seriktes.placements.views.choice_sight import (
    application_for,
    crumbs_of,
    kept_application_for,
    own_application_for,
    status_of,
)
from seriktes.placements.views.sight import form_page
from seriktes.procedures.queries.timeline import timeline_of

PER_PAGE = 40


# --- Begun ------------------------------------------------------------------------------------------------------------
@login_required
@require_POST
def begin(request: SignedInRequest, pk: int) -> HttpResponse:
    """The draft of the reader; where there is an application that was not withdrawn, it is opened."""
    cohort = get_object_or_404(access.cohorts_visible_to(request.user).select_related("programme"), pk=pk)
    own = choice.own_person(request.user)
    if own is None or cohort.programme.organisation_id not in access.studies_at(request.user):
        raise Http404
    standing = Application.objects.filter(cohort=cohort, student=own).exclude(state=ApplicationState.WITHDRAWN)
    there = standing.first()
    if there is not None:
        return redirect(there)
    try:
        made = actions.begin_application(cohort=cohort, student=own, by=request.user, at=timezone.now())
    except CannotApply as refused:
        messages.error(request, words_of(refused))
        return redirect("placements:applications")
    return redirect("placements:application_edit", made.pk)


# --- Written ----------------------------------------------------------------------------------------------------------
def _form(request: SignedInRequest, application: Application) -> ApplicationForm:
    wishes = list(application.wishes.select_related("position__host").order_by("rank", "pk"))
    return ApplicationForm(request.POST or None, application=application, wishes=wishes)


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    application = own_application_for(request, pk)
    if not choice.list_is_open(application, timezone.localdate()):
        messages.info(request, _("The list can no longer be changed."))
        return redirect(application)
    form, status = _form(request, application), 0
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, application, form)
            if "send" in request.POST and saved.state == ApplicationState.DRAFT:
                actions.submit_application(application=saved, by=request.user, at=timezone.now())
        except EditedElsewhere as elsewhere:
            form.add_error(None, words_of(elsewhere))
            form.data = {**request.POST.dict(), "expected_version": str(elsewhere.record.version)}
            status = 409
        except CannotApply as refused:
            application.refresh_from_db()
            form.data = {**request.POST.dict(), "expected_version": str(application.version)}
            _add_refusal(form, refused)
        else:
            return _after_save(request, application)
    couple = choice.couple_of(application)
    context = {
        "application": application, "cohort": application.cohort, "form": form, "couple": couple,
        "is_draft": application.state == ApplicationState.DRAFT, "documents": choice.documents_of(application),
        "ranks_together": couple is not None and choice.is_agreed(couple),
        "unmet": choice.unmet_by(application, timezone.localdate()) if application.level or "level" not in form.fields else [],
        "breadcrumbs": crumbs_of(application),
    }  # fmt: skip
    return render(request, "placements/application_edit.html", context, status=status or status_of(form))


def _save(request: SignedInRequest, application: Application, form: ApplicationForm) -> Application:
    given = form.list_given()
    for name, step in (("up", -1), ("down", 1)):
        if request.POST.get(name, "").isdigit():
            given = moved(given, int(request.POST[name]), step)
    couple = choice.couple_of(application)
    is_joint = couple is not None and choice.is_agreed(couple)
    return actions.save_application(
        application=application, values=form.values(), wishes=None if is_joint else given, by=request.user,
        at=timezone.now(), expected_version=form.cleaned_data["expected_version"],
    )  # fmt: skip


def _after_save(request: SignedInRequest, application: Application) -> HttpResponse:
    if "send" in request.POST:
        messages.success(request, _("The application is submitted. You can change it until the lists close."))
        return redirect(application)
    if "up" not in request.POST and "down" not in request.POST:
        messages.success(request, _("Saved."))
    return redirect("placements:application_edit", application.pk)


def _add_refusal(form: ApplicationForm, refused: CannotApply) -> None:
    if refused.reason == "missing":
        for name in refused.details:
            form.add_error(str(name), _("Needed before the application is submitted."))
        return
    form.add_error(None, words_of(refused))


@login_required
@require_POST
def autosave(request: SignedInRequest, pk: int) -> HttpResponse:
    """The draft as it stands in the browser: what is valid is kept. For the script of the page; answers in JSON."""
    application = own_application_for(request, pk)
    form = _form(request, application)
    form.is_valid()
    version, now = form.cleaned_data.get("expected_version"), timezone.now()
    if version is None:
        return JsonResponse({"words": str(words_of(CannotApply("wrong_state")))}, status=422)
    couple = choice.couple_of(application)
    wishes = None if couple is not None and choice.is_agreed(couple) else form.list_given()
    try:
        saved = actions.save_application(
            application=application, values=form.values(), wishes=wishes, by=request.user, at=now,
            expected_version=version, by_itself=True,
        )  # fmt: skip
    except EditedElsewhere as elsewhere:
        return JsonResponse({"words": words_of(elsewhere)}, status=409)
    except CannotApply as refused:
        status = 409 if refused.reason in ("lists_closed", "wrong_state") else 422
        return JsonResponse({"words": words_of(refused)}, status=status)
    said = {"moment": format_moment(now)}
    left_out = [str(form.fields[name].label) for name in form.errors if name in form.fields]
    words = _("Saved at %(moment)s.") % said
    if left_out:
        words = _("Saved at %(moment)s, but not: %(fields)s.") % {**said, "fields": ", ".join(left_out)}
    return JsonResponse({"version": saved.version, "words": words, "unsaved": bool(left_out)})


# --- Positions to choose from -----------------------------------------------------------------------------------------
@login_required
def choose(request: SignedInRequest, pk: int) -> HttpResponse:
    """All positions of the cohort, with a button that puts one at the end of the list."""
    application = own_application_for(request, pk)
    if not choice.list_is_open(application, timezone.localdate()):
        return redirect(application)
    if request.method == "POST":
        return _add(request, application)
    rows = choice.choosable(application.cohort).select_related("host").order_by("host__name_ru", "pk")
    words = " ".join(request.GET.get("q", "").split())[:200]
    for word in words.split():
        rows = rows.filter(
            choice.named("name", word) | choice.named("host__name", word) | choice.named_plain("about", word)
        )
    total = rows.count()
    page = page_at(asked_page(request), total, PER_PAGE)
    first = (page.number - 1) * PER_PAGE
    listed = set(application.wishes.values_list("position_id", flat=True))
    context = {
        "application": application, "cohort": application.cohort, "total": total, "shown_page": page, "q": words,
        "rows": [{"position": row, "is_listed": row.pk in listed} for row in rows[first : first + PER_PAGE]],
        "count": len(listed), "breadcrumbs": crumbs_of(application),
    }  # fmt: skip
    return render(request, "placements/application_choose.html", context)


def _add(request: SignedInRequest, application: Application) -> HttpResponse:
    asked = request.POST.get("position", "")
    now = list(application.wishes.values_list("position_id", "rank"))
    position = (
        choice.choosable(application.cohort).filter(pk=int(asked)).first()
        if asked.isdigit() and len(asked) < 16
        else None
    )
    if position is None:
        raise Http404
    if position.pk not in {one for one, _rank in now}:
        wishes = [*now, (position.pk, max((rank for _one, rank in now), default=0) + 1)]
        try:
            actions.save_application(
                application=application,
                values={},
                wishes=wishes,
                by=request.user,
                at=timezone.now(),
                expected_version=None,
            )
        except CannotApply as refused:
            messages.error(request, words_of(refused))
        else:
            messages.success(request, _("“%(position)s” stands at the end of your list.") % {"position": position.name})
    query = request.GET.urlencode()
    return redirect(f"{request.path}{'?' + query if query else ''}")


# --- Read -------------------------------------------------------------------------------------------------------------
@login_required
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    application = application_for(request, pk)
    user, today = request.user, timezone.localdate()
    is_own, is_kept = choice.is_own(user, application), access.may(user, access.KEEP, application)
    result = result_for(application) if is_own or is_kept or access.sees_all(user) else None
    sees_list = is_own or is_kept or access.sees_all(user)
    wishes = application.wishes.select_related("position__host").order_by("rank", "pk")
    if not sees_list:
        # A host reads who wishes its own positions, and nothing of the others.
        wishes = wishes.filter(position__host__in=access.own_organisations(user, access.OFFER))
    couple = choice.couple_of(application) if sees_list else None
    placements = access.placements_visible_to(user).filter(cohort=application.cohort, student=application.student)
    placement = placements.exclude(state__in=choice.LOST).select_related("position", "host").first()
    context = {
        "application": application, "cohort": application.cohort, "is_own": is_own, "is_kept": is_kept,
        "is_open": choice.list_is_open(application, today) and is_own, "wishes": wishes, "sees_list": sees_list,
        "documents": choice.documents_of(application), "result": result, "why": told_why(result) if result else [],
        "placement": placement,
        "is_placed_by_hand": sees_list and result is None and application.state == ApplicationState.SUBMITTED
        and (placement is not None or is_without_match(application.cohort)),
        "couple": couple if is_own or is_kept else None,
        "other": choice.other_of(couple, application) if couple else None,
        "seed": getattr(application.cohort, "choice", None),
        "unmet": choice.unmet_by(application, today) if is_kept else [],
        "may_withdraw": is_own and application.state in choice.ALIVE,
        "may_apply": is_own and application.state == ApplicationState.WITHDRAWN
        and choice.applying_is_open(application.cohort, today),
        "may_refuse": is_kept and _may_refuse(application),
        "may_readmit": is_kept and application.state == ApplicationState.REFUSED,
        "gone": [wish for wish in wishes if wish.position.state != PositionState.APPROVED],
        "timeline": timeline_of(application, before=request.GET.get("before", ""), for_partners=not sees_list)
        if sees_list else None,
        "breadcrumbs": crumbs_of(),
    }  # fmt: skip
    return render(request, "placements/application.html", context)


def _may_refuse(application: Application) -> bool:
    return (
        application.state == ApplicationState.SUBMITTED
        and application.cohort.state not in (CohortState.ENDED, CohortState.CANCELLED)
        and not choice.is_placed(application)
    )


@login_required
def move(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    """Submitted or withdrawn by the student; not admitted, or admitted after all, by the office."""
    if way in ("submit", "withdraw"):
        return _own_move(request, own_application_for(request, pk), way)
    if way not in ("refuse", "readmit"):
        raise Http404
    application = kept_application_for(request, pk)
    is_refusal = way == "refuse"
    if application.state != (ApplicationState.SUBMITTED if is_refusal else ApplicationState.REFUSED):
        raise Http404
    act = actions.refuse_application if is_refusal else actions.readmit_application

    def do(form: Any) -> None:
        moved_ = act(
            application=application, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now(),
            expected_version=form.cleaned_data["expected_version"],
        )  # fmt: skip
        tell_student(moved_, "refused" if is_refusal else "readmitted", reason=moved_.refusal)

    return form_page(
        request, None, WhyForm(request.POST or None, version=application.version, is_needed=is_refusal), do,
        done=_("Done. The student is told."), back=application.get_absolute_url(), danger=is_refusal,
        lead=application.student.name, title=_("Do not admit") if is_refusal else _("Admit after all"),
        submit=_("Do not admit") if is_refusal else _("Admit after all"),
    )  # fmt: skip


def _own_move(request: SignedInRequest, application: Application, way: str) -> HttpResponse:
    data, version = request.POST or None, application.version
    if way == "submit":
        if application.state != ApplicationState.DRAFT:
            raise Http404
        return form_page(
            request, None, ConfirmForm(data, version=version), lambda form: actions.submit_application(
                application=application, by=request.user, at=timezone.now(),
                expected_version=form.cleaned_data["expected_version"],
            ),
            done=_("The application is submitted. You can change it until the lists close."),
            back=application.get_absolute_url(), title=_("Submit the application"), submit=_("Submit"),
            lead=str(application.cohort),
        )  # fmt: skip
    if application.state not in choice.ALIVE:
        raise Http404
    is_placed = choice.is_placed(application)

    def withdraw(form: Any) -> None:
        given = {
            "application": application,
            "reason": form.cleaned_data["reason"],
            "by": request.user,
            "at": timezone.now(),
        }
        if is_placed:
            student_leaves(**given)
        else:
            actions.withdraw_application(**given, expected_version=form.cleaned_data["expected_version"])

    confirm = _("Your place goes to somebody else. This cannot be taken back.") if is_placed else ""
    return form_page(
        request, None, WhyForm(data, version=version, is_needed=application.submitted_at is not None), withdraw,
        done=_("The application is withdrawn."), back=application.get_absolute_url(), danger=True, confirm=confirm,
        title=_("Withdraw the application"), submit=_("Withdraw"), lead=str(application.cohort),
    )  # fmt: skip


# --- Documents --------------------------------------------------------------------------------------------------------
@login_required
@sent_once
def document_add(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    application = own_application_for(request, pk)
    asked = next((one for one in choice.documents_of(application) if one["code"] == code), None)
    if asked is None or not choice.list_is_open(application, timezone.localdate()):
        raise Http404

    def add(form: Any) -> None:
        file = form.cleaned_data["file"]
        actions.add_document(
            application=application, code=code, name=file.name, content=file.read(actions.LARGEST_FILE + 1), by=request.user,
            at=timezone.now(),
        )  # fmt: skip

    form = DocumentForm(request.POST or None, request.FILES or None, label=asked["name"])
    return form_page(
        request, None, form, add, done=_("The document is handed in."), multipart=True, title=asked["name"],
        submit=_("Hand in"), back=_edit_url(application), lead=str(application.cohort),
    )  # fmt: skip


def _edit_url(application: Application) -> str:
    return f"{application.get_absolute_url()}edit/"


@login_required
@require_POST
def document_remove(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    application = own_application_for(request, pk)
    row = get_object_or_404(application.documents.select_related("application__cohort__programme"), code=code)
    try:
        actions.remove_document(document=row, by=request.user, at=timezone.now())
    except Refusal as refused:
        messages.error(request, words_of(refused))
    return redirect("placements:application_edit", application.pk)


@login_required
def document(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """As it was handed in, always as a download."""
    application = application_for(request, pk)
    return document_response(get_object_or_404(application.documents, code=code))


def document_response(row: ApplicationDocument) -> HttpResponse:
    try:
        content = content_of(row)
    except (FileNotFoundError, FileDamaged) as gone:
        raise Http404 from gone
    response = download(content, row.name, CONTENT_TYPES.get(row.name.rpartition(".")[2], "application/octet-stream"))
    response["Cache-Control"] = "private, no-store"
    return response


# --- Where one can apply ----------------------------------------------------------------------------------------------
def cohorts_open_to(request: SignedInRequest) -> list[Cohort]:
    return list(choice.open_cohorts(request.user, timezone.localdate()).order_by("applications_until", "pk")[:20])
