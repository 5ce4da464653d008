"""Files of a brief, and the acknowledgement of confidentiality before they are read."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.challenges.actions.challenges import lock_challenge, save
from seriktes.challenges.actions.log import log
from seriktes.challenges.definitions.refusals import CannotChallenge
from seriktes.challenges.enums import Confidentiality
from seriktes.challenges.models import Acknowledgement, Challenge, ChallengeFile
from seriktes.challenges.workflow import ASKER, CHALLENGE_FIELDS
from seriktes.documents.actions.attachments import ending_of
from seriktes.documents.actions.files import safe_name, sha256_of
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import grants_for_user

LARGEST_FILE = 20 * 1024 * 1024
FILES_AT_MOST = 20


@transaction.atomic
def add_file(*, challenge: Challenge, name: str, content: bytes, by: User | None, at: datetime) -> ChallengeFile:
    """Keep the file with its SHA-256, looked at by content whatever it is called. Raises CannotChallenge."""
    challenge = lock_challenge(challenge)
    _check_state(challenge)
    ending = ending_of(name, content) if len(content) <= LARGEST_FILE else ""
    if not ending:
        raise CannotChallenge("file_type", [name])
    if challenge.files.count() >= FILES_AT_MOST:
        raise CannotChallenge("too_many_files")
    digest = sha256_of(content)
    if challenge.files.filter(sha256=digest).exists():
        raise CannotChallenge("file_twice")
    row = ChallengeFile(challenge=challenge, name=safe_name(name, f".{ending}"), sha256=digest, by=by, at=at)
    row.file.save(row.name, ContentFile(content), save=False)
    row.save()
    save(challenge)
    log("challenge.file_added", challenge, by=by, at=at, data={"name": row.name, "sha256": digest})
    return row


@transaction.atomic
def remove_file(*, file: ChallengeFile, by: User | None, at: datetime) -> None:
    challenge = lock_challenge(file.challenge)
    _check_state(challenge)
    storage, stored = file.file.storage, str(file.file.name)
    file.delete()
    save(challenge)
    log("challenge.file_removed", challenge, by=by, at=at, data={"name": file.name, "sha256": file.sha256})
    transaction.on_commit(lambda: storage.delete(stored))


def _check_state(challenge: Challenge) -> None:
    if CHALLENGE_FIELDS.refused(challenge.state, ASKER, ["files"]):
        raise CannotChallenge("frozen", ["files"])


@transaction.atomic
def acknowledge(*, challenge: Challenge, user: User, words: str, at: datetime) -> Acknowledgement:
    """`words` are those that the reader saw: others than today's are refused, so that nobody acknowledges unread ones."""
    challenge = lock_challenge(challenge)
    if challenge.confidentiality != Confidentiality.ACKNOWLEDGED:
        raise CannotChallenge("nothing_to_acknowledge")
    if _plain(words) != _plain(challenge.confidentiality_note):
        raise CannotChallenge("other_words")
    row, is_new = Acknowledgement.objects.get_or_create(
        challenge=challenge, user=user, words=challenge.confidentiality_note, defaults={"at": at}
    )
    if is_new:
        own = Organisation.objects.filter(pk__in=list(grants_for_user(user).own)).order_by("pk").first()
        log(
            "challenge.acknowledged", challenge, by=user, at=at, organisation=own,
            data={"name": own or user.name, "acknowledgement": row.pk},
        )  # fmt: skip
    return row


def _plain(words: str) -> str:
    # A browser sends its line ends as CR LF.
    return "\n".join(line.rstrip() for line in words.strip().splitlines())


def note_reading(*, file: ChallengeFile, by: User | None) -> None:
    """Who read a confidential file stands in the audit log."""
    if file.challenge.confidentiality == Confidentiality.ACKNOWLEDGED:
        record_event(
            kind="challenges.file.read", by=by, target=file.challenge, values={"file": file.name, "sha256": file.sha256}
        )
