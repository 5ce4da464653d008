import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from seriktes.common.bulk import count_for_planner, indexes_set_aside, insert_rows
from seriktes.organisations.models import Organisation, Person

NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = %s ORDER BY name",
    "postgresql": "SELECT indexname FROM pg_indexes WHERE tablename = %s ORDER BY indexname",
}


def indexes() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(NAMES[connection.vendor], [Person._meta.db_table])
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.django_db
def test_indexes_are_gone_meanwhile_and_stand_again():
    before = indexes()
    with indexes_set_aside(Person, Organisation):
        assert "person_sort_kk" in before
        assert "person_sort_kk" not in indexes()
        Person.objects.bulk_create(Person(name_kk=f"Адам {place}") for place in range(3))
    count_for_planner(Person)
    assert (indexes(), Person.objects.count()) == (before, 3)


@pytest.mark.django_db
def test_an_index_that_the_rows_break_is_told():
    orcid = "0000-0002-1825-0097"
    with pytest.raises(IntegrityError), transaction.atomic(), indexes_set_aside(Person):
        Person.objects.bulk_create(Person(name_kk="Адам", orcid=orcid) for _ in range(2))
    assert Person.objects.count() == 0


@pytest.mark.django_db
def test_rows_are_inserted_as_django_would_and_numbers_go_on():
    first = Person.objects.create(name_kk="Бірінші")
    made = [Person(name_kk=f"Адам {place}", provenance={"name_kk": {"on": "2026-11-22"}}) for place in range(3)]
    insert_rows(made)
    insert_rows([])
    last = Person.objects.create(name_kk="Соңғы")
    assert [row.pk for row in made] == [first.pk + 1, first.pk + 2, first.pk + 3]
    assert last.pk > made[-1].pk
    for row in made:
        read = Person.objects.get(pk=row.pk)
        values = {field.attname: getattr(row, field.attname) for field in Person._meta.concrete_fields}
        assert {name: getattr(read, name) for name in values} == values
        assert read.created_at is not None
    made[0].name_kk = "Жаңа"
    made[0].save()
    assert Person.objects.filter(name_kk="Жаңа").count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_breaks_off_leaves_the_indexes_as_they_were():
    before = indexes()
    with pytest.raises(TransactionManagementError), indexes_set_aside(Person):
        pass

    def break_off():
        with transaction.atomic(), indexes_set_aside(Person):
            Person.objects.create(name_kk="Адам")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert (indexes(), Person.objects.count()) == (before, 0)
