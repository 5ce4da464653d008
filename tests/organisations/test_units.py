import pytest

from seriktes.accounts.models import AuditEvent
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.actions.units import CannotArrange, add_unit, close_unit, move_unit, rename_unit
from seriktes.organisations.models import Unit
from tests.world import SINCE


@pytest.fixture
def tree(world):
    """faculty > department > laboratory, and institute beside the faculty."""
    by, university = world["administrator"], world.organisations["university"]
    made = {"by": by, "university": university}
    for key, parent in (
        ("faculty", None),
        ("department", "faculty"),
        ("laboratory", "department"),
        ("institute", None),
    ):
        made[key] = add_unit(organisation=university, names={"en": key}, parent=made.get(parent), by=by)
    return made


def test_adding_is_written_under_the_organisation(tree):
    event = AuditEvent.objects.order_by("-pk").first()
    assert (event.kind, event.target_id) == ("organisations.unit.added", str(tree["university"].pk))


def test_a_unit_never_hangs_under_its_own_part(tree):
    for parent in ("faculty", "department", "laboratory"):
        with pytest.raises(CannotArrange, match="cycle"):
            move_unit(unit=tree["faculty"], parent=tree[parent], by=tree["by"])
    move_unit(unit=tree["department"], parent=tree["institute"], by=tree["by"])
    move_unit(unit=tree["faculty"], parent=tree["laboratory"], by=tree["by"])
    assert Unit.objects.get(pk=tree["faculty"].pk).parent == tree["laboratory"]


def test_a_unit_stays_in_its_organisation(tree, world):
    with pytest.raises(CannotArrange, match="foreign"):
        add_unit(organisation=world.organisations["company"], names={"en": "x"}, parent=tree["faculty"], by=tree["by"])


def test_renaming_tells_the_second_editor(tree):
    rename_unit(unit=tree["faculty"], names={"en": "Faculty", "kk": "Факультет"}, by=tree["by"], expected_version=1)
    with pytest.raises(EditedElsewhere):
        rename_unit(unit=tree["faculty"], names={"en": "Other"}, by=tree["by"], expected_version=1)
    with pytest.raises(CannotArrange, match="nameless"):
        rename_unit(unit=tree["faculty"], names={"en": " "}, by=tree["by"])
    assert Unit.objects.get(pk=tree["faculty"].pk).name_en == "Faculty"


def test_parts_are_closed_before_the_whole(tree):
    with pytest.raises(CannotArrange, match="has_parts"):
        close_unit(unit=tree["department"], by=tree["by"], on=SINCE)
    close_unit(unit=tree["laboratory"], by=tree["by"], on=SINCE)
    close_unit(unit=tree["department"], by=tree["by"], on=SINCE)
    with pytest.raises(CannotArrange, match="closed"):
        move_unit(unit=tree["institute"], parent=Unit.objects.get(pk=tree["department"].pk), by=tree["by"])
