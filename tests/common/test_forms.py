"""The error summary leads to the control that mends the error; a lost update is refused."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import get_resolver
from django.utils import translation

from seriktes.accounts.models import User
from seriktes.common.forms import BaseForm, DayField, ErrorLink, FormMixin, RecordsField, SumField, VersionedForm


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


class Enquiry(BaseForm):
    autocomplete = {"email": "email"}

    email = forms.EmailField(label="E-mail")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False, help_text="Short.")

    def clean(self):
        if self.cleaned_data.get("note") == "no":
            raise forms.ValidationError("Say more.")


def test_each_error_has_the_id_of_its_first_control():
    links = list(Enquiry({"email": "x", "note": "no"}).error_links())
    assert links == [
        ErrorLink("id_email", "E-mail", "Enter a valid email address."),
        ErrorLink("id_kind_0", "Kind", "This field is required."),
        ErrorLink("", "", "Say more."),
    ]


def test_the_targets_of_the_summary_are_on_the_page():
    form = Enquiry({"email": "x"})
    page = str(form)
    assert [f'id="{link.target}"' in page for link in form.error_links()] == [True, True]


def test_help_stands_before_the_control_and_the_error_is_tied_to_it():
    page = str(Enquiry({"email": "x", "kind": "a"}))
    assert page.index("id_note_helptext") < page.index('name="note"')
    assert 'aria-describedby="id_email_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'autocomplete="email"' in page


class Parted(Enquiry):
    headings = (("Who writes", (("email", "kind"),)), ("Nothing of it is asked", ("gone",)))


def test_many_fields_stand_under_their_headings_and_none_is_lost():
    parts = [(part.heading, [[field.name for field in row] for row in part.rows]) for part in Parted().parts()]
    assert parts == [("", [["note"]]), ("Who writes", [["email", "kind"]])]
    page = str(Parted({"email": "x"}))
    assert page.index("error-summary") < page.index('name="note"') < page.index("<legend>Who writes</legend>")
    assert page.index('class="fields-row"') < page.index('name="email"')
    assert "Nothing of it is asked" not in page


def test_what_the_page_draws_by_itself_is_not_drawn_twice():
    class Apart(Parted):
        drawn_apart = ("no",)

    assert 'name="note"' not in str(Apart())


def test_a_form_without_errors_has_no_summary():
    assert "error-summary" not in str(Enquiry())
    assert str(Enquiry()).count("(optional)") == 1


class Rename(VersionedForm):
    class Meta:
        model = User
        fields = ()


@pytest.mark.parametrize(("expected", "valid"), [("1", True), ("0", False), ("", True)])
def test_an_edit_of_an_older_version_is_refused(expected, valid):
    user = User(pk=1)
    user.version = 1
    form = Rename({"expected_version": expected}, instance=user)
    assert form.is_valid() is valid
    assert form.changed_elsewhere is not valid


def test_after_a_refusal_the_form_carries_the_version_that_was_seen():
    user = User(pk=1)
    user.version = 7
    form = Rename({"expected_version": "3"}, instance=user)
    form.is_valid()
    assert 'value="7"' in str(form)


@pytest.mark.parametrize("day", ["0001-01-01", "0206-11-22", "1899-12-31", "2201-01-01", "9999-12-31"])
def test_a_year_with_a_slip_in_it_is_refused(day):
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        DayField().clean(day)
    assert refused.value.messages == ["Check the year: it lies outside 1900–2200."]


@pytest.mark.parametrize("day", ["1900-01-01", "2200-12-31"])
def test_years_within_are_days(day):
    assert DayField().clean(day).isoformat() == day


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["9" * 23, "-1", "x", ""])
def test_a_key_that_no_record_can_have_is_an_unknown_choice(key):
    with pytest.raises(ValidationError) as refused:
        RecordsField(queryset=User.objects.all()).clean([key])
    assert [error.code for error in refused.value.error_list] == ["invalid_pk_value"]


def forms_of_the_project(base=FormMixin):
    for form in base.__subclasses__():
        yield form
        yield from forms_of_the_project(form)


def test_every_form_refuses_a_year_with_a_slip_and_a_key_that_no_record_can_have():
    get_resolver().url_patterns  # noqa: B018  loads every view, and so every form
    found = {form for form in forms_of_the_project() if form.__module__.startswith("seriktes.")}
    assert len(found) > 50
    unguarded = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in found
        for name, field in form.base_fields.items()
        if (isinstance(field, forms.DateField) and not isinstance(field, DayField))
        or (isinstance(field, forms.ModelMultipleChoiceField) and not isinstance(field, RecordsField))
    ]
    assert unguarded == []


@pytest.mark.parametrize(
    ("language", "written", "value"),
    [
        ("ru", "9 000 000", "9000000"), ("ru", "9\u00a0000\u00a0000", "9000000"), ("ru", "9\u202f000\u202f000,5", "9000000.5"),
        ("kk", "12 500,50", "12500.5"), ("kk", "12500.50", "12500.5"), ("en", "9,000,000", "9000000"), ("en", "9,000", "9000"),
        ("en", "12,500.50", "12500.5"), ("ru", "", None),
    ],
)  # fmt: skip
def test_a_sum_is_taken_as_people_write_it(language, written, value):
    with translation.override(language):
        assert SumField(required=False).clean(written) == (None if value is None else Decimal(value))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("value", [Decimal("9000000.00"), Decimal("9000.00"), Decimal("12500.50"), Decimal(0)])
def test_a_sum_is_shown_so_that_it_can_be_sent_back(language, value):
    field = SumField()
    with translation.override(language):
        shown = field.prepare_value(value)
        assert field.clean(shown) == value
        assert not field.has_changed(value, shown)
        assert not shown.endswith((".00", ",00"))


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("en", "nine", "Write the sum in figures, such as 9,000,000 or 12,500.50."),
        ("en", "1.234.5", "Write the sum in figures"), ("ru", "9,000", "Напишите сумму цифрами"),
        ("en", "-5", "A sum cannot be less than nothing."), ("en", "1" * 17, "The sum is too large."),
        ("en", "1" * 40, "Write the sum in figures"),
    ],
)  # fmt: skip
def test_what_is_no_sum_is_refused_in_words(language, written, said):
    with translation.override(language):
        with pytest.raises(ValidationError) as refused:
            SumField().clean(written)
        (message,) = refused.value.messages
        assert said in message


class Reported(BaseForm):
    needed_when = {"reason": "(needed to refuse)"}

    reason = forms.CharField(label="Why", required=False)
    note = forms.CharField(label="Note", required=False)


def test_a_field_that_is_needed_at_times_is_not_called_optional():
    shown = str(Reported())
    assert '<label for="id_reason">Why <span class="optional">(needed to refuse)</span></label>' in shown
    assert '<label for="id_note">Note <span class="optional">(optional)</span></label>' in shown


class Measured(BaseForm):
    hours = forms.DecimalField(max_digits=6, decimal_places=2)


@pytest.mark.parametrize(("kept", "shown"), [("30.0", "30"), ("7.50", "7.5"), ("100.00", "100"), ("0.00", "0")])
def test_a_number_stands_in_its_field_without_the_noughts_of_its_column(kept, shown):
    field = Measured(initial={"hours": Decimal(kept)})["hours"]
    assert f'value="{shown}"' in str(field)
