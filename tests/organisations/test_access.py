import pytest

from seriktes.accounts.models import User
from seriktes.accounts.roles import PERMISSIONS
from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.queries.access import grants_for_user, organisations_visible_to, people_visible_to

pytestmark = pytest.mark.django_db


def test_account_made_on_the_command_line_may_everything(world):
    superuser = User.objects.create_superuser("root@example.org", "long enough secret", name="Root")
    assert grants_for_user(superuser).everywhere == frozenset(PERMISSIONS)
    assert organisations_visible_to(superuser).count() == Organisation.objects.exclude(status="merged").count()
    assert people_visible_to(superuser).count() == Person.objects.filter(merged_into__isnull=True).count()


def test_account_that_may_not_sign_in_may_nothing(world):
    officer = world["partnership_officer"]
    officer.is_active = False
    assert grants_for_user(officer).everywhere == frozenset()
