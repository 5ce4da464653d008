"""What the actions refuse, as problem details."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from seriktes.common.api.problems import Problem, invalid_value
from seriktes.common.packs import InvalidIdentifier, Text
from seriktes.organisations.actions.consents import CannotRecordConsent
from seriktes.organisations.actions.duplicates import AlreadyAsked, AlreadyDecided
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.actions.invitations import CannotInvite
from seriktes.organisations.actions.members import CannotKeepMember
from seriktes.organisations.actions.merging import CannotMerge
from seriktes.organisations.actions.organisations import CannotEdit
from seriktes.organisations.actions.particulars import AnotherNumber, CannotRelate, IdentifierTaken, InvalidChannel
from seriktes.organisations.actions.people import CannotKeepPerson
from seriktes.organisations.actions.posts import CannotKeepPost
from seriktes.organisations.actions.units import CannotArrange

# (exception, reason) → (pointer to the value that is at fault, or none when it is the record; sentence)
_SENTENCES: Mapping[tuple[type[Exception], str], tuple[str, Text]] = {
    (CannotEdit, CannotEdit.MERGED): ("", _("This record was merged into another. Change the kept record.")),
    (CannotEdit, CannotEdit.NAMELESS): ("/names", _("Write the name in at least one of the three languages.")),
    (CannotEdit, CannotEdit.OFFICIAL): ("/kind", _("Official names are changed with the record itself.")),
    (CannotEdit, CannotEdit.YEAR): (
        "/established", _("The year lies in the future, or before any that can be meant. Send the year of foundation."),
    ),
    (CannotRelate, CannotRelate.SELF): ("/other", _("An organisation is not related to itself.")),
    (CannotRelate, CannotRelate.TWICE): ("", _("This relation is in the register already.")),
    (CannotRelate, CannotRelate.NOBODY): ("/other", _("Say which organisation it is: by its number or by its name.")),
    (CannotArrange, CannotArrange.NAMELESS): ("/names", _("Write the name in at least one of the three languages.")),
    (CannotArrange, CannotArrange.FOREIGN): ("/parent", _("The unit belongs to another organisation.")),
    (CannotArrange, CannotArrange.CYCLE): ("/parent", _("A unit cannot hang under one of its own parts.")),
    (CannotArrange, CannotArrange.CLOSED): ("/parent", _("The unit above is closed.")),
    (CannotArrange, CannotArrange.HAS_PARTS): ("", _("The unit has open parts. Close or move them first.")),
    (CannotMerge, CannotMerge.SAME): ("/archived", _("A record cannot be merged into itself.")),
    (CannotMerge, CannotMerge.ALREADY): ("", _("One of the two records was merged already, or the merge was undone.")),
    (CannotMerge, CannotMerge.NEWER): ("", _("One of the two records was merged again since. Undo that merge first.")),
    (CannotMerge, CannotMerge.OCCUPIED): (
        "", _("The kept record was given the same value again since, so that the merge cannot be undone."),
    ),
    (CannotRecordConsent, CannotRecordConsent.FUTURE): (
        "/valid_from", _("A consent begins on the day it is given, not later."),
    ),
    (CannotRecordConsent, CannotRecordConsent.EMPTY): ("/data", _("Name at least one kind of data.")),
    (CannotRecordConsent, CannotRecordConsent.ENDED): (
        "/valid_until", _("The last day is past: such a consent allows nothing any more."),
    ),
    (CannotRecordConsent, CannotRecordConsent.WITHDRAWN): ("", _("This consent was withdrawn already.")),
    (CannotRecordConsent, CannotRecordConsent.NOT_WITHDRAWN): ("", _("This consent was not withdrawn.")),
    (CannotRecordConsent, CannotRecordConsent.DONE): ("", _("This was marked already.")),
    (CannotInvite, CannotInvite.ROLE): ("/role", _("You cannot give this role here. Choose another.")),
    (CannotInvite, CannotInvite.MEMBER): ("", _("This person holds the role already.")),
    (CannotInvite, CannotInvite.WAITING): (
        "", _("An invitation to this address waits already. Send it again from the list of members."),
    ),
    (CannotInvite, CannotInvite.CLOSED): ("", _("This invitation was accepted or withdrawn already.")),
    (CannotKeepMember, CannotKeepMember.ROLE): ("/role", _("You cannot give or take this role. Ask an administrator.")),
    (CannotKeepMember, CannotKeepMember.ENDED): ("", _("This membership has ended already.")),
    (CannotKeepMember, CannotKeepMember.TWICE): ("", _("This person holds the role already.")),
    (CannotKeepMember, CannotKeepMember.LAST): (
        "", _("Nobody else of the organisation could invite members afterwards. Send `although_last` if you want to go on."),
    ),
    (CannotKeepPost, CannotKeepPost.NAMELESS): ("/names", _("Write the name in at least one of the three languages.")),
    (CannotKeepPost, CannotKeepPost.CLOSED): ("", _("This post is closed.")),
    (CannotKeepPost, CannotKeepPost.ELSEWHERE): ("/unit", _("The unit belongs to another organisation.")),
    (CannotKeepPost, CannotKeepPost.HELD): ("", _("Somebody holds the post then. End that first, or choose other days.")),
    (CannotKeepPost, CannotKeepPost.BEFORE_START): (
        "/ends_on", _("The last day lies before the first. Correct one of the two."),
    ),
    (CannotKeepPost, CannotKeepPost.ENDED): ("", _("This has ended already.")),
    (CannotKeepPerson, CannotKeepPerson.NAMELESS): ("/names", _("Write the name in at least one of the three languages.")),
    (CannotKeepPerson, CannotKeepPerson.ORCID_TAKEN): (
        "", _("Another record has this ORCID. If both are one person, merge the records instead."),
    ),
    (CannotKeepPerson, CannotKeepPerson.MERGED): ("", _("This record was merged into another. Change the kept record.")),
    (CannotKeepPerson, CannotKeepPerson.ENDED): ("", _("This has ended already.")),
    (CannotKeepPerson, CannotKeepPerson.BEFORE_START): (
        "/ends_on", _("The last day lies before the first. Correct one of the two."),
    ),
    (CannotKeepPerson, CannotKeepPerson.ELSEWHERE): ("/unit", _("The unit belongs to another organisation.")),
    (CannotKeepPerson, CannotKeepPerson.TWICE): (
        "", _("The person is there already in this capacity. End that affiliation first, or leave it as it is."),
    ),
}  # fmt: skip


def _reasoned(error: Any) -> Problem:
    pointer, sentence = _SENTENCES[type(error), error.reason]
    return (
        invalid_value(pointer, sentence, error.reason)
        if pointer
        else Problem("conflict", sentence, reason=error.reason)
    )


def _edited(error: EditedElsewhere) -> Problem:
    return Problem(
        "edited-elsewhere",
        _("Somebody changed the record since you read it. Read it again, and send your change with the new ETag."),
        version=error.record.version,
    )


def _taken(error: IdentifierTaken) -> Problem:
    sentence = _("The number belongs to another record already. Check which record it belongs to, or merge the two.")
    return Problem(
        "conflict", sentence, reason="identifier_taken", organisation=error.other.pk if error.other else None
    )


PROBLEMS: dict[type[Exception], Callable[[Any], Problem]] = {
    EditedElsewhere: _edited,
    IdentifierTaken: _taken,
    AnotherNumber: lambda error: Problem(
        "conflict",
        _("An organisation has one number of this kind. Archive the one it has if that is wrong."),
        reason="another_number",
        scheme=error.current.scheme,
        value=error.current.value,
    ),
    AlreadyDecided: lambda error: Problem(
        "conflict",
        _("Somebody else has decided on this pair."),
        reason="already_decided",
        decision=error.proposal.status,
    ),
    AlreadyAsked: lambda error: Problem(
        "conflict", _("Somebody has asked about this pair already."), reason="already_asked", proposal=error.proposal.pk
    ),
    InvalidIdentifier: lambda error: invalid_value("/value", error.message, error.code),
    InvalidChannel: lambda error: invalid_value("/value", error.message),
    **dict.fromkeys(
        (
            CannotEdit,
            CannotRelate,
            CannotArrange,
            CannotMerge,
            CannotKeepPerson,
            CannotRecordConsent,
            CannotInvite,
            CannotKeepMember,
            CannotKeepPost,
        ),
        _reasoned,
    ),
}
