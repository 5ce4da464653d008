from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from seriktes.accounts.adapters import INVITED_ADDRESS
from seriktes.accounts.models import SignedInRequest, User
from seriktes.accounts.roles import ROLE_BY_CODE
from seriktes.common.mail import MailNotSent
from seriktes.common.once import sent_once
from seriktes.exchange.exports import export_response
from seriktes.organisations.actions import invitations, members
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.forms.members import EndMembershipForm, InvitationForm, NewAccountForm, RoleForm
from seriktes.organisations.models import Invitation, Membership, Organisation
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.organisations.queries.members import (
    KEEPING,
    OpenedLink,
    account_of,
    can_end_membership,
    can_give_role,
    can_see_members,
    invitations_of,
    is_last_keeper,
    members_of,
    opened_link,
    roles_to_give,
)
from seriktes.organisations.tables.members import MEMBER_COLUMNS

INVITE_REFUSALS = {
    invitations.CannotInvite.ROLE: gettext_lazy("You cannot give this role here. Choose another."),
    invitations.CannotInvite.MEMBER: gettext_lazy("This person holds the role already."),
    invitations.CannotInvite.WAITING: gettext_lazy(
        "An invitation to this address waits already. Send it again from the list of members."
    ),
    invitations.CannotInvite.CLOSED: gettext_lazy("This invitation was accepted or withdrawn already."),
}
MEMBER_REFUSALS = {
    members.CannotKeepMember.ROLE: gettext_lazy("You cannot give or take this role. Ask an administrator."),
    members.CannotKeepMember.ENDED: gettext_lazy("This membership has ended already."),
    members.CannotKeepMember.TWICE: gettext_lazy("This person holds the role already."),
    members.CannotKeepMember.LAST: gettext_lazy(
        "Nobody else of the organisation could invite members afterwards. Tick the box if you want to go on, or "
        "invite somebody else first."
    ),
}
NOT_SENT = gettext_lazy(
    "The invitation is saved, but the mail server did not take the letter. Send it again from the list of members."
)


def _organisation(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(organisations_visible_to(request.user), pk=pk)


def _kept_organisation(request: HttpRequest, pk: int) -> Organisation:
    organisation = _organisation(request, pk)
    if not request.user.has_perm(KEEPING, organisation):
        raise Http404
    return organisation


@login_required
def members_page(request: SignedInRequest, pk: int) -> HttpResponseBase:
    organisation = _organisation(request, pk)
    if not can_see_members(request.user, organisation):
        raise Http404
    today = timezone.localdate()
    keeps = request.user.has_perm(KEEPING, organisation)
    if "format" in request.GET:
        columns = MEMBER_COLUMNS if keeps else [column for column in MEMBER_COLUMNS if column.code != "email"]
        return export_response(request, rows=members_of(organisation, today), columns=columns, filename="members")
    givable = {role.code for role in roles_to_give(request.user, organisation)}
    rows = [
        {
            "membership": membership,
            "role": membership.role_class,
            "may_change": membership.role in givable,
            "may_end": membership.role in givable or membership.user_id == request.user.pk,
        }
        for membership in members_of(organisation, today)
    ]
    now = timezone.now()
    return render(
        request,
        "organisations/members.html",
        {
            "organisation": organisation,
            "rows": rows,
            "former": [
                {"membership": row, "role": row.role_class} for row in members_of(organisation, today, former=True)[:50]
            ]
            if keeps
            else [],
            "invitations": [
                {
                    "invitation": row,
                    "role": ROLE_BY_CODE[row.role],
                    "expired": row.expires_at <= now,
                    "may_send": row.role in givable,
                }
                for row in invitations_of(organisation)
            ]
            if keeps
            else [],
            "keeps": keeps,
            "breadcrumbs": [(organisation.name, organisation.get_absolute_url())],
        },
    )


@login_required
@sent_once
def invite(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = _kept_organisation(request, pk)
    roles = roles_to_give(request.user, organisation)
    form = InvitationForm(request.POST or None, roles=roles)
    members_url = reverse("organisations:members", args=[pk])
    if request.method == "POST" and form.is_valid():
        try:
            invitations.invite(organisation=organisation, by=request.user, now=timezone.now(), **form.cleaned_data)
        except invitations.CannotInvite as refusal:
            form.add_error(None, INVITE_REFUSALS[refusal.reason])
        except MailNotSent:
            messages.error(request, NOT_SENT)
            return redirect(members_url)
        else:
            messages.success(request, _("The invitation is sent to %(email)s.") % {"email": form.cleaned_data["email"]})
            return redirect(members_url)
    context = {
        "form": form,
        "roles": roles,
        "organisation": organisation,
        "cancel_url": members_url,
        "breadcrumbs": [(organisation.name, organisation.get_absolute_url()), (_("Members"), members_url)],
    }
    return render(request, "organisations/invite.html", context)


def _kept_invitation(request: HttpRequest, pk: int) -> Invitation:
    invitation = get_object_or_404(Invitation.objects.select_related("organisation"), pk=pk)
    _kept_organisation(request, invitation.organisation_id)
    return invitation


@login_required
@require_POST
def invitation_resend(request: SignedInRequest, pk: int) -> HttpResponse:
    invitation = _kept_invitation(request, pk)
    try:
        invitations.resend_invitation(invitation=invitation, by=request.user, now=timezone.now())
    except invitations.CannotInvite as refusal:
        messages.warning(request, INVITE_REFUSALS[refusal.reason])
    except MailNotSent:
        messages.error(request, NOT_SENT)
    else:
        messages.success(request, _("The invitation is sent again. The older link opens nothing any more."))
    return redirect("organisations:members", invitation.organisation_id)


@login_required
@require_POST
def invitation_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    invitation = _kept_invitation(request, pk)
    try:
        invitations.withdraw_invitation(invitation=invitation, by=request.user, now=timezone.now())
    except invitations.CannotInvite as refusal:
        messages.warning(request, INVITE_REFUSALS[refusal.reason])
    else:
        messages.success(request, _("The invitation is withdrawn. Its link opens nothing any more."))
    return redirect("organisations:members", invitation.organisation_id)


def _membership(request: HttpRequest, pk: int) -> Membership:
    membership = get_object_or_404(Membership.objects.select_related("organisation", "user"), pk=pk)
    if not can_see_members(request.user, membership.organisation) and membership.user_id != request.user.pk:
        raise Http404
    return membership


@login_required
def membership_role(request: SignedInRequest, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    organisation = membership.organisation
    if not can_give_role(request.user, organisation, membership.role):
        raise Http404
    roles = roles_to_give(request.user, organisation)
    initial = {"role": membership.role, "expected_version": membership.version}
    is_last = is_last_keeper(membership, timezone.localdate())
    form = RoleForm(request.POST or None, roles=roles, is_last=is_last, initial=initial)
    members_url = reverse("organisations:members", args=[organisation.pk])
    if request.method == "POST" and form.is_valid():
        try:
            members.change_role(membership=membership, by=request.user, at=timezone.now(), **form.cleaned_data)
        except members.CannotKeepMember as refusal:
            form.add_error(None, MEMBER_REFUSALS[refusal.reason])
        except EditedElsewhere:
            form.add_error(None, _("Somebody else changed this membership meanwhile. Look at the list of members."))
        else:
            messages.success(request, _("The role is changed."))
            return redirect(members_url)
    context = {
        "form": form,
        "roles": roles,
        "membership": membership,
        "cancel_url": members_url,
        "breadcrumbs": [(organisation.name, organisation.get_absolute_url()), (_("Members"), members_url)],
    }
    return render(request, "organisations/membership_role.html", context)


@login_required
def membership_end(request: SignedInRequest, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    if not can_end_membership(request.user, membership):
        raise Http404
    organisation = membership.organisation
    is_last = is_last_keeper(membership, timezone.localdate())
    form = EndMembershipForm(request.POST if request.method == "POST" else None, is_last=is_last)
    members_url = reverse("organisations:members", args=[organisation.pk])
    if request.method == "POST" and form.is_valid():
        try:
            members.end_membership(
                membership=membership,
                by=request.user,
                at=timezone.now(),
                although_last=form.cleaned_data.get("although_last", False),
            )
        except members.CannotKeepMember as refusal:
            form.add_error(None, MEMBER_REFUSALS[refusal.reason])
        else:
            messages.success(request, _("The membership is ended."))
            still_sees = can_see_members(User.objects.get(pk=request.user.pk), organisation)
            return redirect(members_url if still_sees else settings.LOGIN_REDIRECT_URL)
    context = {
        "form": form,
        "membership": membership,
        "role": membership.role_class,
        "is_last": is_last,
        "is_own": membership.user_id == request.user.pk,
        "cancel_url": members_url,
        "breadcrumbs": [(organisation.name, organisation.get_absolute_url()), (_("Members"), members_url)],
    }
    return render(request, "organisations/membership_end.html", context)


# --- The link of an invitation --------------------------------------------------------------------------------------
@never_cache
@sensitive_post_parameters("password", "again")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Says what the invitation is; only a POST accepts it."""
    opened = opened_link(token, timezone.now())
    if opened.state != "open" or opened.invitation is None:
        return _closed_link(request, opened)
    email = opened.invitation.email
    has_account = account_of(email) is not None
    form = NewAccountForm(request.POST or None, email=email)
    if request.method == "POST":
        if isinstance(request.user, User):
            return _accept(request, request.user, token)
        if not has_account and form.is_valid():
            return _accept_new(request, token, form)
    context = {
        "invitation": opened.invitation,
        "role": ROLE_BY_CODE[opened.invitation.role],
        "form": form,
        "has_account": has_account,
        "is_other": request.user.is_authenticated and request.user.email != email,
        "providers": _providers(),
        "token": token,
        "sign_in_url": f"{reverse(settings.LOGIN_URL)}?next={request.path}",
    }
    return render(request, "organisations/invitation.html", context)


@require_POST
def invitation_sign_in(request: HttpRequest, token: str, provider: str) -> HttpResponse:
    """On to the university's own identity provider, which may make the account of the invited address, and back."""
    opened = opened_link(token, timezone.now())
    if opened.state != "open" or opened.invitation is None:
        return _closed_link(request, opened)
    if provider not in {app["provider_id"] for app in _providers()}:
        raise Http404
    request.session[INVITED_ADDRESS] = opened.invitation.email
    back = urlencode({"process": "login", "next": reverse("organisations:invitation", args=[token])})
    return redirect(f"{reverse('openid_connect_login', args=[provider])}?{back}")


def _providers() -> list[dict[str, str]]:
    return list(settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"])


def _accept(request: HttpRequest, user: User, token: str) -> HttpResponse:
    try:
        membership = invitations.accept_invitation(token=token, by=user, now=timezone.now())
    except invitations.CannotAccept as refusal:
        if refusal.reason == invitations.CannotAccept.OTHER_ACCOUNT:
            return redirect(request.path)
        return _closed_link(request, opened_link(token, timezone.now()))
    return _welcome(request, membership.organisation)


def _accept_new(request: HttpRequest, token: str, form: NewAccountForm) -> HttpResponse:
    try:
        user = invitations.accept_with_new_account(
            token=token, name=form.cleaned_data["name"], password=form.cleaned_data["password"], now=timezone.now()
        )
    except invitations.CannotAccept as refusal:
        if refusal.reason == invitations.CannotAccept.HAS_ACCOUNT:
            return redirect(request.path)
        return _closed_link(request, opened_link(token, timezone.now()))
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return _welcome(request, user.memberships.get().organisation)


def _welcome(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    messages.success(request, _("Welcome. You are now a member of %(name)s.") % {"name": organisation.name})
    return redirect("portal:desk")


def _closed_link(request: HttpRequest, opened: OpenedLink) -> HttpResponse:
    """A link that opens nothing says why. One that was altered tells nothing about any invitation."""
    status = 404 if opened.state == "altered" else 410
    context = {
        "state": opened.state,
        "organisation": opened.invitation.organisation if opened.invitation else None,
        "inviter": opened.invitation.by if opened.invitation else None,
    }
    return render(request, "organisations/invitation_closed.html", context, status=status)
