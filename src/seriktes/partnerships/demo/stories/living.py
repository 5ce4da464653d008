"""Partnerships that live: with promises that are late all the same, and activities that wait for somebody's word."""

from datetime import timedelta
from typing import Any

from seriktes.organisations.models import AlumniLink
from seriktes.partnerships.actions import activities, agreements, partnerships, sides
from seriktes.partnerships.demo.telling import Teller
from seriktes.partnerships.enums import AgreementKind, CommitmentKind, Ground, Initiator
from seriktes.partnerships.models import Agreement, Partnership

LEADS, TAKES_PART, SUPERVISES, GUEST = "lead", "takes_part", "supervises", "guest"


def workshop(tell: Teller) -> Partnership:
    """Five years with one company: opened by a graduate, renewed by itself, amended, published; much waits here."""
    cast, firm = tell.cast, tell.company(0)
    partnership = tell.partnership(
        ("Дәнекерлеу шеберханасы және өндірістік тәжірибе", "Сварочная мастерская и производственная практика",
         "Welding workshop and placements"),
        cast.office, cast.personnel, began=tell.first_of(62), forms=["education", "employment", "research"],
        stages={"talks": tell.first_of(62) + timedelta(20), "agreeing": tell.first_of(61), "active": tell.first_of(60)},
        initiator=Initiator.ALUMNI, ground=Ground.CONTACT, region=firm.region, number="С-001",
        ground_note="Түлек кәсіпорынға алғашқы кездесуді ұйымдастырды.",
        note="Цех открыт для студентов по вторникам; пропуска заказывать за два дня.",
    )  # fmt: skip
    framework = tell.recorded(
        partnership, AgreementKind.FRAMEWORK,
        ("Ынтымақтастық туралы негіздемелік келісім", "Рамочное соглашение о сотрудничестве",
         "Framework agreement on co-operation"),
        signed=tell.first_of(60), months=24, notice_days=60, renews=True, number="Р-17",
        purpose="Студенттердің тәжірибесі, бірлескен зертхана және мамандардың біліктілігін арттыру.",
    )  # fmt: skip
    _amend(tell, framework)
    _placements(tell, partnership)
    _research(tell, partnership)
    _done(tell, partnership)
    _waiting(tell, partnership)
    graduate = AlumniLink.objects.filter(organisation=tell.university(0)).order_by("pk").first()
    if graduate is not None:
        # The consent is younger than the partnership: the graduate is named from then on.
        partnerships.link_alumni(partnership=partnership, link=graduate, by=tell.officer, at=tell.at(tell.ago(4)))
    _publish(tell, partnership)
    return partnership


def _amend(tell: Teller, framework: Agreement) -> None:
    starts = tell.first_of(20)
    tell.days_pass(starts - timedelta(41))
    framework.refresh_from_db()
    amendment = agreements.draft_amendment(
        agreement=framework, signers=tell.signers(framework.partnership), by=tell.officer,
        at=tell.at(starts - timedelta(40)),
        values={"name_kk": "Дуальды оқыту туралы № 1 қосымша келісім", "name_en": "Amendment No. 1 on dual education",
                "name_ru": "Дополнительное соглашение № 1 о дуальном обучении", "starts_on": starts, "number": "Р-17/1"},
    )  # fmt: skip
    tell.submit(amendment, day=starts - timedelta(30))
    tell.sign(amendment, starts - timedelta(12), starts - timedelta(8))
    tell.days_pass(starts)


def _placements(tell: Teller, partnership: Partnership) -> None:
    starts = tell.first_of(14)
    agreement = tell.recorded(
        partnership, AgreementKind.INTERNSHIP,
        ("Студенттерді тағылымдамадан өткізу туралы үшжақты шарт", "Трёхсторонний договор о стажировке студентов",
         "Tripartite agreement on student placements"),
        signed=starts - timedelta(5), starts=starts, months=36, number="С-24", notice_days=30,
    )  # fmt: skip
    places = tell.promise(
        agreement, tell.company(0), CommitmentKind.PLACES, "Токарьлар мен дәнекерлеушілерге тағылымдама орындары",
        [(tell.first_of(8), 12), (tell.first_of(-4), 12), (tell.first_of(-16), 12)], day=starts, measure="орын",
        post=tell.cast.personnel,
    )  # fmt: skip
    tell.deliver(places, 12, tell.first_of(8) - timedelta(6), note="12 студент", confirmed=tell.first_of(8))
    hours = tell.promise(
        agreement, tell.university(0), CommitmentKind.HOURS, "Преподаватели ведут курс для рабочих завода",
        [(tell.ago(6), 72), (tell.ago(-6), 72)], day=starts, measure="сағат",
    )  # fmt: skip
    tell.deliver(hours, 72, tell.ago(7), note="Курс «Чтение чертежей»", confirmed=tell.ago(6, 20))


def _research(tell: Teller, partnership: Partnership) -> None:
    """Money in four parts: one came in time, one half, one is overdue, one lies ahead."""
    starts = tell.first_of(17)
    agreement = tell.recorded(
        partnership, AgreementKind.CONTRACT_RESEARCH,
        ("Тозуға төзімді жабындарды зерттеу шарты", "Договор на исследование износостойких покрытий",
         "Contract research on wear-resistant coatings"),
        signed=starts, months=24, number="Н-05", amount=24_000_000, currency="KZT", notice_days=45,
        languages=("kk", "ru", "en"),
    )  # fmt: skip
    money = tell.promise(
        agreement, tell.company(0), CommitmentKind.MONEY, "Оплата этапов исследования",
        [(tell.ago(13), 6_000_000), (tell.ago(7), 6_000_000), (tell.ago(1, 10), 6_000_000), (tell.ago(-5), 6_000_000)],
        day=starts, measure="KZT", post=tell.cast.personnel,
    )  # fmt: skip
    tell.deliver(money, 6_000_000, tell.ago(13, 4), note="Счёт № 1", confirmed=tell.ago(13))
    tell.deliver(money, 3_000_000, tell.ago(7), note="Счёт № 2, половина", confirmed=tell.ago(6, 25))
    report = tell.promise(
        agreement, tell.university(0), CommitmentKind.IN_KIND, "Есеп: жабындардың сынақ хаттамалары",
        [(tell.ago(12), 1), (tell.ago(0, 12), 1)], day=starts, measure="есеп", post=tell.cast.office,
    )  # fmt: skip
    tell.deliver(report, 1, tell.ago(12, 6), confirmed=tell.ago(11, 20))


def _done(tell: Teller, partnership: Partnership) -> None:
    teachers, cast = tell.cast.teachers, tell.cast
    company = tell.company(0)
    table: list[tuple[str, str, int, int, dict[str, Any]]] = [
        ("guest_teaching", "Дәнекерлеу тігісін бақылау: инженердің дәрісі", 57, 1, {"hours": 4, "participants": 48}),
        ("internship", "Производственная практика, 10 студентов", 53, 28, {"participants": 10, "hours": 1120}),
        ("curriculum_review", "Пересмотр программы «Машиностроение»", 47, 5, {"hours": 20}),
        ("internship", "Өндірістік тәжірибе, 14 студент", 41, 28, {"participants": 14, "hours": 1568}),
        ("equipment_gift", "Передача двух сварочных постов", 38, 1, {"amount": 4_800_000, "currency": "KZT"}),
        ("hackathon", "Хакатон «Ақылды цех»", 30, 2, {"participants": 64, "place": "Қиялкент, № 3 цех"}),
        ("faculty_secondment", "Оқытушының зауыттағы тағылымдамасы", 27, 60, {"hours": 320}),
        ("contract_research", "Исследование покрытий, этап 1", 14, 90, {"amount": 6_000_000, "currency": "KZT"}),
        ("dual_education", "Дуальды оқыту, бірінші топ", 12, 120, {"participants": 16, "hours": 4800}),
        ("shared_laboratory", "Измерения на общем трибометре", 6, 21, {"hours": 84}),
        ("career_fair", "Жас мамандар жәрмеңкесі", 2, 1, {"participants": 210, "place": "Қиялкент"}),
    ]  # fmt: skip
    for place, (kind, title, months, days, values) in enumerate(table):
        taught = [(teachers[place % len(teachers)], LEADS)] if teachers else []
        people = [*taught, (cast.supervisor, SUPERVISES)] if kind in ("internship", "dual_education") else taught
        if kind == "dual_education":
            people = [*people, (cast.student, TAKES_PART)]
        tell.activity(
            partnership, kind, title, tell.ago(months, 3), days=days, people=people,
            reporter=company if place % 3 == 2 else None, region=company.region, **values,
        )  # fmt: skip


def _waiting(tell: Teller, partnership: Partnership) -> None:
    """One waits for the company (and its supervisor), one for the university (and its teacher), one is disputed, one is
    a draft of the teacher's."""
    cast, company, users = tell.cast, tell.company(0), tell.stage.users
    tell.activity(
        partnership, "internship", "Жазғы тағылымдама, 12 студент", tell.ago(2, 5), days=28, confirmed=False,
        people=[(cast.supervisor, SUPERVISES), (cast.student, TAKES_PART)], participants=12, hours=1344,
        reported=tell.ago(0, 9),
    )  # fmt: skip
    tell.activity(
        partnership, "guest_teaching", "Гостевая лекция начальника цеха", tell.ago(0, 12), confirmed=False,
        reporter=company, people=[(users["faculty_member"].person, TAKES_PART)], hours=2, participants=31,
        reported=tell.ago(0, 6),
    )  # fmt: skip
    disputed = tell.activity(
        partnership, "consultancy", "Термоөңдеу бойынша кеңес беру", tell.ago(1, 15), days=3, confirmed=False, hours=24,
        reported=tell.ago(1, 8),
    )  # fmt: skip
    if disputed is not None:
        activities.dispute_activity(
            activity=disputed, organisation=company, by=users["company_manager"], at=tell.at(tell.ago(0, 24)),
            reason="Консультация была, но 8 часов, а не 24: см. журнал цеха.",
        )  # fmt: skip
    if disputed is not None:
        activities.note_activity(
            partnership=partnership, reporter=tell.university(0), by=users["faculty_member"], at=tell.at(tell.ago(0, 2)),
            values={"kind": "thesis_co_supervision", "title": "Дипломдық жұмысқа бірлескен жетекшілік",
                    "starts_on": tell.ago(3), "ends_on": tell.ago(0, 3), "hours": 18},
        )  # fmt: skip


def _publish(tell: Teller, partnership: Partnership) -> None:
    for party in partnership.parties.select_related("organisation").order_by("pk"):
        organisation = party.organisation
        if not organisation.is_public:
            organisation.is_public = True
            organisation.save(update_fields=["is_public"])
        by = tell.voice(organisation)["by"] or tell.officer
        sides.agree_to_publish(party=party, by=by, at=tell.at(tell.ago(8)))


def council(tell: Teller) -> Partnership:
    """Several sides with a state agency, begun because the agency asked for it; all of them agreed to publish."""
    cast = tell.cast
    association = tell.body(5)
    partnership = tell.partnership(
        ("Өңірлік жұмыс берушілер кеңесі", "Региональный совет работодателей", "Regional council of employers"),
        cast.agency, cast.office, cast.other_office, cast.personnel, association, began=tell.first_of(40),
        forms=["consultancy", "education"], stages={"agreeing": tell.first_of(39), "active": tell.first_of(36)},
        initiator=Initiator.STATE, ground=Ground.INDICATOR, number="К-01", region=tell.body(0).region,
        ground_note="Агенттік көрсеткіші: жұмыс берушілермен келісілген бағдарламалар үлесі (ойдан шығарылған).",
    )  # fmt: skip
    memorandum = tell.recorded(
        partnership, AgreementKind.MEMORANDUM,
        ("Кеңес құру туралы меморандум", "Меморандум о создании совета", "Memorandum on the council"),
        signed=tell.first_of(36), months=60, notice_days=30, languages=("kk", "ru", "en"), number="М-3",
    )  # fmt: skip
    rooms = tell.promise(
        memorandum, tell.body(0), CommitmentKind.IN_KIND, "Отырыстар залы, жылына екі рет",
        [(tell.ago(24), 2), (tell.ago(12), 2), (tell.ago(-2), 2)], day=tell.first_of(36), measure="отырыс",
    )  # fmt: skip
    tell.deliver(rooms, 4, tell.ago(12, 3), confirmed=tell.ago(12))
    for place, (title, months) in enumerate([
        ("Құрылтай отырысы", 35), ("Заседание: перечень компетенций", 23), ("Отырыс: практика базалары", 11),
    ]):  # fmt: skip
        tell.activity(
            partnership, "business_council", title, tell.ago(months), participants=20 + 4 * place, place="Қиялкент"
        )
    tell.activity(
        partnership, "policy_advice", "Предложения к перечню профессий", tell.ago(1), days=5, reporter=tell.body(0),
        confirmed=[tell.university(1)], reported=tell.ago(0, 8), by=tell.stage.users["administrator"],
    )  # fmt: skip
    _publish(tell, partnership)
    return partnership


def scholarships(tell: Teller) -> Partnership:
    """A scholarship with a period of service, equipment, places and hours; one part is overdue on the university's desk."""
    cast, firm = tell.cast, tell.company(5)
    partnership = tell.partnership(
        ("Тау-кен мамандарын даярлау", "Подготовка горных инженеров", "Training of mining engineers"),
        cast.office, firm, began=tell.first_of(31), forms=["education", "employment"], initiator=Initiator.INDUSTRY,
        stages={"talks": tell.first_of(30), "active": tell.first_of(28)}, ground=Ground.LAW, region=firm.region,
        ground_note="Обязательство недропользователя; акт и статью вносит офис (в демонстрации не указаны).",
    )  # fmt: skip
    agreement = tell.recorded(
        partnership, AgreementKind.DUAL_EDUCATION,
        ("Дуальды оқыту туралы үшжақты шарт", "Трёхсторонний договор о дуальном обучении",
         "Tripartite agreement on dual education"),
        signed=tell.first_of(28), months=48, notice_days=60, amount=36_000_000, currency="KZT",
    )  # fmt: skip
    grants = tell.promise(
        agreement, firm, CommitmentKind.SCHOLARSHIP, "Шәкіртақы: жылына 10 студент, кейін үш жыл қызмет ету",
        [(tell.ago(26), 9_000_000), (tell.ago(14), 9_000_000), (tell.ago(2), 9_000_000), (tell.ago(-10), 9_000_000)],
        day=tell.first_of(28), measure="KZT", service_months=36,
    )  # fmt: skip
    tell.deliver(grants, 9_000_000, tell.ago(26, 2), confirmed=tell.ago(25, 20))
    tell.deliver(grants, 9_000_000, tell.ago(13, 20), note="Опоздание на три недели", confirmed=tell.ago(13))
    tell.deliver(grants, 9_000_000, tell.ago(2, 3))
    rigs = tell.promise(
        agreement, firm, CommitmentKind.EQUIPMENT, "Учебные перфораторы", [(tell.ago(20), 4)], day=tell.first_of(28),
        measure="дана",
    )  # fmt: skip
    tell.deliver(rigs, 4, tell.ago(20, 9), confirmed=tell.ago(20))
    tell.promise(
        agreement, tell.university(0), CommitmentKind.HOURS, "Қызметкерлерге қауіпсіздік курсы",
        [(tell.ago(0, 4), 40), (tell.ago(-8), 40)], day=tell.first_of(28), measure="сағат", post=cast.career,
    )  # fmt: skip
    tell.promise(
        agreement, firm, CommitmentKind.PLACES, "Жұмыс орындары", [(tell.ago(-1), 10)], day=tell.first_of(28),
        measure="орын",
    )  # fmt: skip
    for title, months in (
        ("Дуальное обучение, группа 1", 24),
        ("Дуальды оқыту, 2-топ", 12),
        ("Дуальды оқыту, 3-топ", 4),
    ):
        tell.activity(partnership, "dual_education", title, tell.ago(months), days=90, participants=10, hours=3600)
    tell.activity(partnership, "scholarship", "Вручение стипендий", tell.ago(2), participants=10)
    return partnership


def fund(tell: Teller) -> Partnership:
    """With the science fund: its manager has an activity to confirm and a part of the money to pay."""
    cast = tell.cast
    partnership = tell.partnership(
        ("Коммерцияландыру мектебі", "Школа коммерциализации", "School of commercialisation"),
        cast.office, cast.fund, began=tell.first_of(20), forms=["education", "consultancy"], ground=Ground.NEED,
        stages={"talks": tell.first_of(19), "active": tell.first_of(17)}, initiator=Initiator.UNIVERSITY,
    )  # fmt: skip
    agreement = tell.recorded(
        partnership, AgreementKind.OTHER,
        ("Мектепті бірлесіп өткізу туралы келісім", "Соглашение о совместном проведении школы",
         "Agreement on a joint school"),
        signed=tell.first_of(17), months=36, notice_days=30, extension_months=12, extensions_at_most=1,
    )  # fmt: skip
    money = tell.promise(
        agreement, cast.fund, CommitmentKind.MONEY, "Жетекшілерге төлем",
        [(tell.ago(10), 2_500_000), (tell.ago(0, 3), 2_500_000)], day=tell.first_of(17), measure="KZT", post=cast.fund,
    )  # fmt: skip
    tell.deliver(money, 2_500_000, tell.ago(10, 2), confirmed=tell.ago(9, 25))
    tell.activity(partnership, "training_course", "Мектеп, бірінші легі", tell.ago(11), days=5, participants=25)
    tell.activity(
        partnership, "training_course", "Школа, второй набор", tell.ago(0, 20), days=5, participants=28,
        confirmed=False, reported=tell.ago(0, 7),
    )  # fmt: skip
    return partnership


def other_university(tell: Teller) -> Partnership:
    """Another university with the same company: an approved text waits for the company's signature."""
    cast = tell.cast
    partnership = tell.partnership(
        ("Энергия үнемдеу бағдарламасы", "Программа энергосбережения", "Energy saving programme"),
        cast.other_office, cast.personnel, began=tell.first_of(9), forms=["research", "consultancy"],
        stages={"talks": tell.first_of(7), "agreeing": tell.first_of(3)}, ground=Ground.NEED,
        initiator=Initiator.INDUSTRY,
    )  # fmt: skip
    agreement = tell.draft(
        partnership, AgreementKind.CONSULTANCY,
        ("Энергия аудиті туралы шарт", "Договор об энергоаудите", "Agreement on an energy audit"),
        day=tell.ago(2), starts=tell.first_of(-1), months=12, amount=3_200_000, currency="KZT",
    )  # fmt: skip
    tell.submit(agreement, day=tell.ago(0, 20))
    tell.sign(agreement, tell.ago(0, 13))
    return partnership


STORIES = (workshop, council, scholarships, fund, other_university)
