from datetime import datetime

from django.utils import timezone
from django_tasks import task

from seriktes.organisations.actions import duplicates
from seriktes.organisations.actions.consents import unpublish_expired
from seriktes.organisations.actions.lists import find_list as find
from seriktes.organisations.models import MatchedList


def unpublish_people(due_at: datetime) -> None:
    """Take people out of the public whose consent to publication ended yesterday or before."""
    unpublish_expired(timezone.localdate(due_at))


def propose_duplicates(_due_at: datetime) -> None:
    """Search the register for duplicates."""
    duplicates.propose_duplicates(now=timezone.now())


@task()
def find_list(pk: int) -> None:
    """Search for a list that was handed in on a page."""
    find(handed_in=MatchedList.objects.select_related("by").get(pk=pk), now=timezone.now())
