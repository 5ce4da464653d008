"""Whoever has no account signs by a link in a letter: reads the frozen text, signs, confirms, or refuses with a reason."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.common.formats import format_day
from seriktes.documents.definitions.findings import sentence_of
from seriktes.documents.definitions.refusals import Refused
from seriktes.documents.enums import Verdict
from seriktes.documents.queries.frozen import DamagedFile, frozen_bytes
from seriktes.placements.actions.log import log
from seriktes.placements.actions.signing import confirm_step, refuse_step, sign_step
from seriktes.placements.actions.signing_letters import LINK
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.definitions.signing import worth_of
from seriktes.placements.enums import LearningAgreementState, SigningKind, SigningState
from seriktes.placements.models import LearningAgreement, SignStep
from seriktes.placements.queries.agreement_texts import amended, frozen_text
from seriktes.placements.queries.signing import kinds_for, readers_of, rule_of, signer_words, step_name
from seriktes.procedures.definitions.links import Choice, Described, LinkAction, LinkFile, LinkRefused, Outcome

SIGN, CONFIRM, ON_PAPER, REFUSE = "sign", "confirm", "paper", "refuse"


def step_of_link(link: Any) -> SignStep | None:
    """The step that the letter asked for, while it is asked and the text is the same; else None."""
    agreement: LearningAgreement = link.record
    if agreement.state != LearningAgreementState.SIGNING or agreement.sha256 != link.arguments.get("sha256"):
        return None
    rows = agreement.steps.filter(pk=link.arguments.get("step"), state=SigningState.ASKED)
    step = rows.select_related(
        "agreement__placement__cohort__programme__organisation", "agreement__placement__student",
        "agreement__placement__host", "organisation", "post", "person__user",
    ).first()  # fmt: skip
    if step is None:
        return None
    # The post may have passed on since, or another address may be asked.
    asked = {one.email.casefold() for one in readers_of(step, timezone.localdate())}
    return step if link.email in asked else None


def kinds_of_link(link: Any) -> list[str]:
    step = step_of_link(link)
    return kinds_for(rule_of(step.agreement.placement.cohort.programme), step.role) if step is not None else []


def describe(link: Any) -> Described | None:
    step = step_of_link(link)
    if step is None:
        return None
    agreement = step.agreement
    placement = amended(agreement.placement, agreement.changes)
    kinds = kinds_for(rule_of(placement.cohort.programme), step.role)
    words = {"student": placement.student.name, "host": placement.host.name}
    before = (
        agreement.steps.filter(round=agreement.round, state=SigningState.SIGNED)
        .select_related("person", "by__person", "post", "organisation")
        .order_by("place")
    )
    facts = [
        (_("You sign as"), str(step.get_role_display())),
        (_("Student"), placement.student.name),
        (_("Host"), placement.host.name),
        (_("University"), placement.cohort.programme.organisation.name),
        (_("Programme"), f"{placement.cohort.programme.name} · {placement.cohort.term}"),
        (_("When"), f"{format_day(placement.starts_on)} – {format_day(placement.ends_on)}"),
        *([(_("Hours in all"), str(placement.hours))] if placement.hours else []),
        *([(_("Why it is amended"), agreement.reason)] if agreement.number else []),
        *([(_("Signed before you"), "; ".join(signer_words(one) for one in before))] if before else []),
        ("SHA-256", agreement.sha256),
    ]
    title = (
        _("Please sign the amendment: %(student)s, %(host)s")
        if agreement.number
        else _("Please sign: %(student)s, %(host)s")
    )
    return Described(
        title=title % words,
        text=_(
            "The learning agreement of %(student)s with %(host)s is written and frozen. Host, academic supervisor, "
            "department and student sign exactly this text, one after the other. It is your turn: read it, then choose "
            "below how you sign."
        ) % words,
        effect="\n".join([
            *(_("“%(choice)s”: %(worth)s") % {"choice": label, "worth": worth_of(kind)}
              for kind, label in _LABELS.items() if kind in kinds),
            _("“I do not sign” tells the university why; it changes the text or talks to you."),
        ]),
        facts=facts,
        choices=_choices(kinds),
    )  # fmt: skip


_LABELS: dict[str, Any] = {
    SigningKind.CONFIRMED: gettext_lazy("I agree to this text"),
    SigningKind.KEY: gettext_lazy("Hand in the signature"),
    SigningKind.PAPER: gettext_lazy("Signed on paper"),
}
_CODES = {SigningKind.CONFIRMED: CONFIRM, SigningKind.KEY: SIGN, SigningKind.PAPER: ON_PAPER}


def _choices(kinds: list[str]) -> list[Choice]:
    offered = [kind for kind in _LABELS if kind in kinds]
    return [
        *(
            Choice(_CODES[SigningKind(kind)], _LABELS[kind], is_primary=place == 0)
            for place, kind in enumerate(offered)
        ),
        Choice(REFUSE, gettext_lazy("I do not sign"), is_primary=False, is_danger=True),
    ]


def text_of(link: Any) -> LinkFile | None:
    """The frozen PDF, exactly the bytes to be signed."""
    step = step_of_link(link)
    version = frozen_text(step.agreement) if step is not None else None
    if version is None:
        return None
    try:
        return LinkFile(f"{version.document.title}.pdf", frozen_bytes(version))
    except DamagedFile:
        return None


def act(link: Any, data: Mapping[str, Any], at: datetime) -> Outcome:
    step = step_of_link(link)
    if step is None:
        raise LinkRefused(settled(link))
    try:
        return _done(link, step, data, at)
    except Refused as refused:
        raise LinkRefused(refused.sentence, "file") from refused
    except Refusal as refused:
        raise LinkRefused(refused.sentence, "reason" if refused.reason == "no_reason" else None) from refused


def _done(link: Any, step: SignStep, data: Mapping[str, Any], at: datetime) -> Outcome:
    if data["choice"] == CONFIRM:
        confirm_step(
            step=step, sha256=link.arguments["sha256"], by=link.used_by if _is_own(link) else None, at=at,
            by_label=link.label, name=link.label,
        )  # fmt: skip
        return Outcome(
            _("Noted: you agree to this text."), _("It is no electronic signature, and the record says so. Thank you.")
        )
    if data["choice"] == SIGN:
        return _sign(step, data, at)
    if data["choice"] == ON_PAPER:
        placement = step.agreement.placement
        log(
            "placement.paper_announced", placement, by=None, at=at, by_label=link.label, organisation=step.organisation_id,
            data={"step": step.pk, "name": step_name(step)},
        )  # fmt: skip
        return Outcome(
            _("Noted: signed on paper."),
            _("Hand the paper to the university. Its office records the signature when it has seen it; then the next signs."),
        )  # fmt: skip
    refuse_step(step=step, reason=data.get("reason") or "", by=None, at=at, by_label=link.label)
    return Outcome(_("Noted: you do not sign this text."), _("The university is told why."))


def _is_own(link: Any) -> bool:
    return link.used_by is not None and link.used_by.email.casefold() == link.email


def _sign(step: SignStep, data: Mapping[str, Any], at: datetime) -> Outcome:
    given = data.get("file")
    if given is None:
        raise LinkRefused(_("Choose the file with the signature."), "file")
    rows = sign_step(step=step, content=given.content, filename=given.name, by=None, at=at)
    if all(row.verdict == Verdict.VALID for row in rows):
        return Outcome(_("Signed."), _("The signature is valid and on record. Thank you."))
    findings = [sentence_of(one) for row in rows for one in row.findings if one["ok"] is not True]
    return Outcome(_("The signature is kept; somebody has to look at it."), " ".join(findings))


def settled(link: Any) -> str | Promise:
    step = SignStep.objects.filter(pk=link.arguments.get("step")).first()
    if step is not None and step.state == SigningState.SIGNED:
        return _("This step is signed already.")
    return _("The text was taken back or changed, or somebody else signs it. Ask the university that sent the link.")


LINKS = (
    LinkAction(
        LINK, gettext_lazy("Read the text and sign"), describe, act,
        form="seriktes.placements.forms.agreements.SignByLinkForm", settled=settled, file=text_of,
    ),
)  # fmt: skip
