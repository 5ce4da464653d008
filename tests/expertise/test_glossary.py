"""The glossary in the interface: who reads, who keeps, and that the search uses it at once."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from seriktes.accounts.models import AuditEvent
from seriktes.expertise.actions.glossary import CannotKeepTerm, add_term, change_term, set_out_of_use
from seriktes.expertise.models import GlossaryTerm
from seriktes.expertise.queries.finding import find_experts
from seriktes.expertise.queries.glossary import find_line, glossary_in_use, glossary_lines, select
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes_analytics.matching.glossary import shipped_glossary
from tests.expertise.evidence import make

NEW = {"kk": "қызылмия", "ru": "солодка", "en": "liquorice root | licorice", "field": "life"}


@pytest.fixture
def client_as(client, world):
    def signed_in(who):
        client.force_login(world[who], backend="allauth.account.auth_backends.AuthenticationBackend")
        client.cookies["language"] = "en"
        return client

    return signed_in


def crossings(word, source, target):
    return [met for found in glossary_in_use().crossings([word], source, target) for _stems, met in found.alternatives]


def line_of(ru):
    return next(line for line in glossary_lines() if line.ru.split(" | ")[0] == ru)


def test_a_term_added_is_used_by_the_next_question(world):
    add_term(values={"ru": "тестослово", "en": "test bridge | probe"}, by=world["librarian"])
    assert crossings("тестослово", "ru", "en") == ["test bridge", "probe"]
    assert crossings("тестослово", "ru", "kk") == []


def test_a_shipped_entry_changed_here_says_what_the_librarian_said(world):
    line = line_of("теодолит")
    row = change_term(line=line, values={"kk": line.kk, "ru": line.ru, "en": "speeding agent"}, by=world["librarian"])
    assert crossings("теодолит", "ru", "en") == ["speeding agent"]
    assert row.replaces == line.key
    assert len(glossary_lines()) == len(shipped_glossary().entries)


def test_an_entry_out_of_use_bridges_nothing_and_comes_back(world):
    before = crossings("теодолит", "ru", "en")
    set_out_of_use(line=line_of("теодолит"), is_out=True, by=world["librarian"])
    assert crossings("теодолит", "ru", "en") == []
    set_out_of_use(line=line_of("теодолит"), is_out=False, by=world["librarian"])
    assert crossings("теодолит", "ru", "en") == before != []


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"kk": "жалғыз"}, "too_few"),
        ({"kk": "ә" * 301, "ru": "длинно"}, "too_long"),
        ({"kk": " | ", "en": "x"}, "too_few"),
    ],
)
def test_what_cannot_be_a_term_is_refused(world, values, code):
    with pytest.raises(CannotKeepTerm) as refused:
        add_term(values=values, by=world["librarian"])
    assert refused.value.code == code
    assert GlossaryTerm.objects.count() == 0


def test_the_same_term_is_not_kept_twice(world):
    add_term(values={"kk": "сынамасөз", "ru": "пробное слово", "en": "probe word"}, by=world["librarian"])
    with pytest.raises(CannotKeepTerm) as refused:
        add_term(values={"kk": "Сынамасөз", "ru": "Пробное  слово", "en": "probe word | other"}, by=world["librarian"])
    assert refused.value.code == "stands"
    assert refused.value.line.ru == "пробное слово"


def test_the_second_of_two_who_change_one_entry_is_told(world):
    line = line_of("теодолит")
    change_term(line=line, values={"kk": line.kk, "ru": line.ru, "en": "first"}, by=world["librarian"])
    with pytest.raises(EditedElsewhere):
        change_term(line=line, values={"kk": line.kk, "ru": line.ru, "en": "second"}, by=world["librarian"])
    assert find_line(line_of("теодолит").name).en == "first"


def test_each_change_is_in_the_audit_log(world):
    row = add_term(values={"ru": "тестослово", "en": "test bridge"}, by=world["librarian"])
    set_out_of_use(line=find_line(f"own-{row.pk}"), is_out=True, by=world["librarian"])
    told = AuditEvent.objects.filter(target_type="expertise.glossaryterm").order_by("pk")
    assert list(told.values_list("kind", flat=True)) == [
        "expertise.glossaryterm.added", "expertise.glossaryterm.taken_out",
    ]  # fmt: skip


def test_select_puts_the_word_itself_first(db):
    found = select(glossary_lines(), words="Мұнай")
    assert found.lines[0].heads[0] == "мұнай"
    assert all("мұнай" in (line.kk + line.ru + line.en).lower() for line in found.lines)
    assert found.counts["all"] == len(found.lines)
    in_field = select(glossary_lines(), words="Мұнай", field="chemistry")
    assert 0 < len(in_field.lines) == found.fields["chemistry"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("kk", "«Ғылым және технологиялық саясат туралы» ҚР 2024 жылғы 1 шілдедегі № 103-VIII Заңының 1-бабы"),
        ("ru", "Закон РК от 01.07.2024 № 103-VIII «О науке и технологической политике», статья 1"),
        ("en", "Law of 01.07.2024 № 103-VIII on science and technological policy, article 1"),
    ],
)
def test_the_act_of_an_official_term_is_told_in_the_readers_language(client_as, language, told):
    librarian = client_as("librarian")
    librarian.cookies["language"] = language
    assert told in librarian.get(reverse("expertise:glossary"), {"q": "эндаумент-фонд"}).content.decode()
    assert (
        told
        in librarian.get(reverse("expertise:glossary_edit", args=[line_of("эндаумент-фонд").name])).content.decode()
    )


def test_an_act_that_nobody_touched_stays_as_it_is_cited(client_as):
    line = line_of("эндаумент-фонд")
    address, librarian = reverse("expertise:glossary_edit", args=[line.name]), client_as("librarian")
    shown = librarian.get(address).context["form"]["source"].value()
    sent = {"kk": line.kk, "ru": line.ru, "en": "endowment", "source": shown, "expected_version": line.version}
    assert librarian.post(address, sent).status_code == 302
    assert GlossaryTerm.objects.get().source == line.source
    row = find_line(line_of("эндаумент-фонд").name)
    sent |= {"source": "Another act", "expected_version": row.version}
    assert librarian.post(reverse("expertise:glossary_edit", args=[row.name]), sent).status_code == 302
    assert GlossaryTerm.objects.get().source == "Another act"


@pytest.mark.parametrize("who", ["anonymous", "student", "partnership_officer"])
def test_everybody_reads_and_only_librarians_keep(client_as, world, client, who):
    reader = client if who == "anonymous" else client_as(who)
    page = reader.get(reverse("expertise:glossary"), {"q": "теодолит"})
    assert page.status_code == 200
    assert "теодолит" in page.content.decode()
    assert reverse("expertise:glossary_add") not in page.content.decode()
    if who != "anonymous":
        assert reader.get(reverse("expertise:glossary_add")).status_code == 404
        assert reader.post(reverse("expertise:glossary_use", args=[line_of("теодолит").name])).status_code == 404


def test_a_librarian_adds_changes_and_takes_out_on_the_page(client_as, world):
    librarian = client_as("librarian")
    answer = librarian.post(reverse("expertise:glossary_add"), {"ru": "тестослово", "en": "test bridge"}, follow=True)
    assert answer.status_code == 200
    row = GlossaryTerm.objects.get()
    name = f"own-{row.pk}"
    assert librarian.post(reverse("expertise:glossary_edit", args=[name]), {"ru": "тестослово"}).status_code == 422
    librarian.post(
        reverse("expertise:glossary_edit", args=[name]),
        {"ru": "тестослово", "en": "better bridge", "expected_version": row.version},
    )
    librarian.post(reverse("expertise:glossary_use", args=[name]))
    row.refresh_from_db()
    assert (row.en, row.is_out) == ("better bridge", True)


def test_the_file_holds_what_is_in_use_and_reads_back(client, world):
    add_term(values=NEW, by=world["librarian"])
    set_out_of_use(line=line_of("теодолит"), is_out=True, by=world["librarian"])
    content = b"".join(client.get(reverse("expertise:glossary_file")).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(content)))
    assert rows[0] == {**NEW, "source": "", "check": ""}
    assert len(rows) == len(shipped_glossary().entries)
    assert "теодолит" not in {row["ru"].split(" | ")[0] for row in rows}


@pytest.mark.parametrize("query", ["x" * 5000, "\x00", "%", "'; DROP", "🙂", " "])
def test_odd_words_give_a_page(client, db, query):
    assert client.get(reverse("expertise:glossary"), {"q": query}).status_code == 200


def test_an_unknown_kind_or_entry_is_not_found(client_as, world):
    librarian = client_as("librarian")
    assert librarian.get(reverse("expertise:glossary"), {"show": "nonsense"}).status_code == 404
    assert librarian.get(reverse("expertise:glossary_edit", args=["own-999"])).status_code == 404
    assert librarian.get(reverse("expertise:glossary_edit", args=["0123456789abcdef-0"])).status_code == 404


def test_the_search_finds_by_a_term_as_soon_as_it_is_added(world, index):
    document = make(name_en="Zorbing", people=[world.people["lecturer"]])
    index.catch_up()
    assert find_experts(world["anonymous"], "қызылдөңгелету").people == []
    add_term(values={"kk": "қызылдөңгелету", "en": "zorbing"}, by=world["librarian"])
    found = find_experts(world["anonymous"], "қызылдөңгелету").people
    assert [why.evidence for why in found[0].reasons] == [document]
    assert ("қызылдөңгелету", "zorbing", "glossary") in {(m.said, m.met, m.bridge) for m in found[0].reasons[0].matches}


def test_a_form_that_was_opened_before_somebody_else_changed_a_shipped_entry_overwrites_nothing(client_as, world):
    line = line_of("теодолит")
    change_term(line=line, values={"kk": line.kk, "ru": line.ru, "en": "theirs"}, by=world["administrator"])
    address = reverse("expertise:glossary_edit", args=[line.name])
    words = {"kk": line.kk, "ru": line.ru, "en": "mine", "field": "", "source": "", "expected_version": line.version}
    assert client_as("librarian").post(address, words).status_code == 422
    assert GlossaryTerm.objects.get().en == "theirs"
