import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from seriktes.exchange.actions import execute_run, start_run
from seriktes.exchange.models import ImportQuestion, ImportRun, SavedMapping
from seriktes.organisations.models import Organisation

pytestmark = pytest.mark.django_db
CSV = "Название;БИН;Вид\nТОО «Вымышленный Свет»;000140001813;компания\nБез вида;;\n".encode("cp1251")
AUTHORS = {"partnership_officer", "career_centre", "administrator", "librarian"}
READERS = AUTHORS | {"auditor"}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


@pytest.fixture
def officer(world, client):
    client.force_login(world["partnership_officer"])
    return world["partnership_officer"]


def upload(client, content=CSV, name="list.csv", kind="organisations"):
    data = {"kind": kind, "format": "auto", "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("exchange:import_new"), data)


def finish(run: ImportRun) -> ImportRun:
    return execute_run(run=ImportRun.objects.get(pk=run.pk))


def columns(*codes):
    """What the columns hold, from left to right."""
    return {f"column_{place}": code for place, code in enumerate(codes)}


def test_a_file_goes_from_upload_to_the_register(client, officer):
    response = upload(client)
    run = ImportRun.objects.get()
    assert response.url == reverse("exchange:import_columns", args=[run.pk])
    page = client.get(response.url)
    assert page.context["columns"] == ["Название", "БИН", "Вид"]
    assert [page.context["form"].fields[f"column_{place}"].initial for place in range(3)] == ["name_ru", "bin", "kind"]
    chosen = columns("name_ru", "bin", "kind") | {"save_as": "our list"}
    assert client.post(response.url, chosen).url == reverse("exchange:import_run", args=[run.pk])
    assert client.get(reverse("exchange:import_run", args=[run.pk])).status_code == 200
    before = Organisation.objects.count()
    run = finish(run)
    assert (run.dry_run, run.created, run.rejected) == (True, 1, 1)
    assert Organisation.objects.count() == before
    assert SavedMapping.objects.get().columns == {"name_ru": "Название", "bin": "БИН", "kind": "Вид"}
    page = client.get(reverse("exchange:import_run", args=[run.pk]))
    assert [fault.row for fault in page.context["faults"]] == [3]
    response = client.post(reverse("exchange:import_carry_out", args=[run.pk]))
    real = ImportRun.objects.get(trial=run)
    assert response.url == reverse("exchange:import_run", args=[real.pk])
    real = finish(real)
    assert (real.dry_run, real.created, real.rejected) == (False, 1, 1)
    assert Organisation.objects.count() == before + 1
    again = client.post(reverse("exchange:import_carry_out", args=[run.pk]))
    assert again.url == response.url
    rows = client.get(reverse("exchange:import_rows", args=[real.pk, "created"]))
    assert [row["label"] for row in rows.context["rows"]] == ["ТОО «Вымышленный Свет»"]
    rejected = client.get(reverse("exchange:import_rejected", args=[real.pk]))
    lines = b"".join(rejected.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].split(";")[:3] == ["Название", "БИН", "Вид"]
    assert lines[1].startswith("Без вида;;;")


def test_a_trial_in_which_every_row_was_rejected_offers_no_writing(client, officer):
    response = upload(client, "Название;БИН;Вид\nБез вида;;\n".encode())
    client.post(response.url, columns("name_ru", "bin", "kind"))
    run = finish(ImportRun.objects.get())
    assert (run.created, run.rejected) == (0, 1)
    page = client.get(reverse("exchange:import_run", args=[run.pk])).content.decode()
    assert reverse("exchange:import_carry_out", args=[run.pk]) not in page


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "a.csv"), (bytes(range(256)) * 10, "a.csv"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls")],
)
def test_a_file_that_cannot_be_read_is_refused_in_the_form(client, officer, content, name):
    response = upload(client, content, name)
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"file"}
    assert not ImportRun.objects.exists()


def test_a_file_over_the_limit_is_refused(client, officer, settings):
    settings.UPLOAD_LIMIT_BYTES = 10
    assert set(upload(client).context["form"].errors) == {"file"}


def test_people_are_not_read_from_the_registry(client, officer):
    assert set(upload(client, b'[{"id": 1}]', "x.json", "people").context["form"].errors) == {"file"}


def test_an_unknown_encoding_is_asked_for(client, officer):
    response = upload(client, "naïve;Öl\nfaçade;élève\n".encode("cp1252"))
    page = client.get(response.url)
    assert page.context["encoding_form"] is not None
    page = client.get(response.url + "?encoding=cp1252")
    assert page.context["columns"] == ["naïve", "Öl"]


def test_two_columns_cannot_hold_one_field(client, officer):
    response = upload(client)
    page = client.post(response.url, columns("name_ru", "name_ru"))
    assert set(page.context["form"].errors) == {"column_1"}
    assert set(client.post(response.url, columns("", "", "")).context["form"].errors) == {"__all__"}


def test_a_column_that_people_need_is_asked_for(client, officer):
    response = upload(client, "ФИО;Телефон\nНовая;1\n".encode(), kind="people")
    page = client.post(response.url, columns("name_ru", "phone"))
    assert set(page.context["form"].errors) == {"__all__"}


@pytest.mark.parametrize(
    "name", ["import_run", "import_columns", "import_progress", "import_questions", "import_file", "import_rejected"]
)
def test_a_run_is_seen_by_its_author_and_by_auditors(world, client, name):
    run = start_run(
        kind="organisations",
        format="ror",
        filename="x.json",
        file=io.BytesIO(b'[{"id": 1}]'),
        by=world["partnership_officer"],
    )
    execute_run(run=run)
    allowed = set()
    for who, user in world.items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        response = client.get(reverse(f"exchange:{name}", args=[run.pk]))
        for close in response._resource_closers:  # `response.close` would close the test's database too
            close()
        if response.status_code == 200:
            allowed.add(who)
        else:
            expected = {302, 404} if who in READERS or not user.is_authenticated else {404}
            assert response.status_code in expected
    # Only the author says which column holds what; that step is over for this run.
    expected = {"partnership_officer", "administrator", "auditor"}
    assert allowed == (set() if name == "import_columns" else expected)


def test_the_lists_are_for_those_who_import_or_audit(world, client):
    for who, user in world.items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        expected = 302 if not user.is_authenticated else 200 if who in READERS else 404
        assert client.get(reverse("exchange:imports")).status_code == expected, who
        expected = 302 if not user.is_authenticated else 200 if who in AUTHORS else 404
        assert client.get(reverse("exchange:import_new")).status_code == expected, who


def test_the_pages_tell_which_tables_can_be_brought_and_what_they_hold(client, officer):
    start, new = (
        client.get(reverse(f"exchange:{name}"), headers={"accept-language": "en"}).content.decode()
        for name in ("imports", "import_new")
    )
    told = "organisations, people, evidence of expertise, partnerships, agreements, commitments, activities, "
    assert told in start
    assert f'href="{reverse("exchange:import_new")}#tables"' in start
    assert [word in new for word in ('id="tables"', "<summary>Activities</summary>", "Number in the register")] == [
        True
    ] * 3


def test_the_list_asks_few_queries(client, officer, django_assert_max_num_queries):
    counts = []
    for _round in range(2):
        for _number in range(3):
            start_run(kind="organisations", format="ror", filename="x", by=officer)
        with django_assert_max_num_queries(20) as captured:
            client.get(reverse("exchange:imports"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_waiting_import_shows_its_progress_and_can_be_cancelled(client, officer):
    upload(client, b'[{"id": 1}]', "x.json")
    run = ImportRun.objects.get()
    assert run.status == "queued"
    fragment = client.get(reverse("exchange:import_progress", args=[run.pk]))
    assert b"data-progress" in fragment.content
    client.post(reverse("exchange:import_cancel", args=[run.pk]))
    run = finish(run)
    assert (run.status, run.rows) == ("cancelled", 1)
    assert client.get(reverse("exchange:import_progress", args=[run.pk])).content == b""
    again = client.post(reverse("exchange:import_again", args=[run.pk]))
    assert again.status_code == 302


def test_changing_requests_are_posts(client, officer):
    upload(client, b'[{"id": 1}]', "x.json")
    run = ImportRun.objects.get()
    for name in ("import_cancel", "import_carry_out", "import_again"):
        assert client.get(reverse(f"exchange:{name}", args=[run.pk])).status_code == 405


def question(world, officer) -> ImportQuestion:
    organisation = world.organisations["university"]
    run = start_run(kind="organisations", format="csv", filename="x", by=officer, dry_run=False)
    return ImportQuestion.objects.create(
        run=run, target_type="organisations.organisation", target_id=organisation.pk, field="city", current="Алматы",
        proposed="Астана", source="file",
    )  # fmt: skip


@pytest.mark.parametrize(("decision", "city"), [("keep", ""), ("take", "Астана")])
def test_a_question_is_decided_once(world, client, officer, decision, city):
    asked = question(world, officer)
    address = reverse("exchange:import_decide", args=[asked.run_id, asked.pk])
    assert client.get(reverse("exchange:import_questions", args=[asked.run_id])).status_code == 200
    assert client.post(address, {"decision": decision}).status_code == 302
    organisation = Organisation.objects.get(pk=asked.target_id)
    assert organisation.city == city
    asked.refresh_from_db()
    assert (asked.decision, asked.decided_by) == ({"keep": "kept", "take": "taken"}[decision], officer)
    assert client.post(address, {"decision": "take"}).status_code == 302
    assert Organisation.objects.get(pk=asked.target_id).city == city


def test_only_those_who_keep_the_record_decide(world, client, officer):
    asked = question(world, officer)
    ImportQuestion.objects.filter(pk=asked.pk).update(target_id=world.organisations["company"].pk)
    address = reverse("exchange:import_decide", args=[asked.run_id, asked.pk])
    assert client.post(address, {"decision": "take"}).status_code == 404
    assert client.post(address, {"decision": "nonsense"}).status_code == 404
