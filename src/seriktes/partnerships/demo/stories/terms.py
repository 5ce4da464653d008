"""What becomes of agreements: paper only, gaps, notice, extensions, successors, and ends of every kind."""

from datetime import timedelta

from seriktes.partnerships.actions import agreements, partnerships
from seriktes.partnerships.demo.telling import Teller
from seriktes.partnerships.enums import AgreementKind, CommitmentKind, Ground, Initiator
from seriktes.partnerships.models import Partnership

_DAY = timedelta(days=1)
MEMORANDUM = ("Өзара түсіністік туралы меморандум", "Меморандум о взаимопонимании", "Memorandum of understanding")


def paper(tell: Teller) -> Partnership:
    """Signed for an indicator four years ago; nothing confirmed was ever done, one report nobody confirmed."""
    firm = tell.company(1)
    partnership = tell.partnership(
        ("Гүл шаруашылығы бойынша меморандум", "Меморандум по цветоводству", "Memorandum on floriculture"),
        tell.cast.office, firm, began=tell.first_of(50), forms=["education"], ground=Ground.INDICATOR,
        initiator=Initiator.UNIVERSITY, stages={"agreeing": tell.first_of(49), "active": tell.first_of(48)},
        ground_note="Жоспар: жылына он меморандум.",
    )  # fmt: skip
    tell.recorded(partnership, AgreementKind.MEMORANDUM, MEMORANDUM, signed=tell.first_of(48), months=60, number="М-12")
    tell.activity(partnership, "career_fair", "Фирма обещала прийти на ярмарку", tell.ago(30), confirmed=False)
    return partnership


def gaps(tell: Teller) -> Partnership:
    """Work went on for two years in which no agreement was in force."""
    partnership = tell.partnership(
        ("Су сапасын бақылау", "Контроль качества воды", "Water quality monitoring"),
        tell.cast.office, tell.company(2), began=tell.first_of(58), forms=["research", "education"],
        stages={"active": tell.first_of(57)}, ground=Ground.NEED, initiator=Initiator.INDUSTRY,
    )  # fmt: skip
    tell.recorded(
        partnership, AgreementKind.CONSULTANCY, ("Кеңес беру шарты", "Договор о консультациях", "Consultancy agreement"),
        signed=tell.first_of(57), months=12,
    )  # fmt: skip
    for place, months in enumerate((52, 40, 33, 14, 5)):
        tell.activity(
            partnership, "collaborative_research", f"Су сынамаларын талдау, {place + 1}-топтама", tell.ago(months),
            days=6, hours=30, reporter=tell.company(2) if place % 2 else None,
        )  # fmt: skip
    tell.recorded(
        partnership, AgreementKind.CONTRACT_RESEARCH,
        ("Су сапасын зерттеу шарты", "Договор на исследование качества воды", "Contract research on water quality"),
        signed=tell.first_of(18), months=36, notice_days=30, amount=9_500_000, currency="KZT",
    )  # fmt: skip
    return partnership


def notice(tell: Teller) -> Partnership:
    """It goes on by itself unless somebody gives notice within some days; a second one ends soon: notice was given."""
    partnership = tell.partnership(
        ("Логистика орталығы", "Логистический центр", "Logistics centre"),
        tell.cast.office, tell.company(3), began=tell.first_of(30), forms=["employment", "education"],
        stages={"talks": tell.first_of(29), "active": tell.first_of(26)}, ground=Ground.CONTACT,
        initiator=Initiator.INDUSTRY,
    )  # fmt: skip
    # A whole number of months, so that it can go on for as long; notice is due in nine days.
    ends = tell.on + timedelta(39)
    starts = tell.ago(24, -39) + _DAY
    tell.recorded(
        partnership, AgreementKind.FRAMEWORK,
        ("Логистика бойынша негіздемелік келісім", "Рамочное соглашение по логистике", "Framework agreement on logistics"),
        signed=starts - timedelta(4), starts=starts, months=None, ends_on=ends, notice_days=30, renews=True,
    )  # fmt: skip
    ending = tell.recorded(
        partnership, AgreementKind.INTERNSHIP,
        ("Қойма тағылымдамасы", "Стажировка на складе", "Warehouse placements"),
        signed=tell.first_of(12), months=None, ends_on=tell.on + timedelta(16), notice_days=30,
    )  # fmt: skip
    agreements.give_notice(
        agreement=ending, party=tell.party(partnership, tell.company(3)), on=tell.ago(2), by=tell.officer,
        at=tell.at(tell.ago(2)),
    )  # fmt: skip
    tell.activity(partnership, "internship", "Қоймадағы тәжірибе", tell.ago(9), days=21, participants=6, hours=720)
    tell.activity(partnership, "training_course", "Курс «Учёт запасов»", tell.ago(3), days=4, participants=18)
    return partnership


def extended(tell: Teller) -> Partnership:
    """The option to extend was used once and can be used once more; the end is near."""
    partnership = tell.partnership(
        ("Деректерді талдау курстары", "Курсы анализа данных", "Data analysis courses"),
        tell.cast.office, tell.company(4), began=tell.first_of(28), forms=["education"], ground=Ground.NEED,
        stages={"active": tell.first_of(26)}, initiator=Initiator.INDUSTRY,
    )  # fmt: skip
    starts = tell.ago(23, 4)
    agreement = tell.recorded(
        partnership, AgreementKind.OTHER, ("Курстар туралы шарт", "Договор о курсах", "Agreement on courses"),
        signed=starts, months=12, extension_months=12, extensions_at_most=2, notice_days=10,
    )  # fmt: skip
    agreements.extend_agreement(agreement=agreement, months=12, by=tell.officer, at=tell.at(tell.ago(12)))
    for months in (20, 14, 8, 2):
        tell.activity(partnership, "training_course", "Деректерді талдау курсы", tell.ago(months), days=10, hours=40)
    return partnership


def superseded(tell: Teller) -> Partnership:
    """A framework took the place of a memorandum; an agreement stands under it."""
    partnership = tell.partnership(
        ("Металлургия зертханасы", "Металлургическая лаборатория", "Metallurgy laboratory"),
        tell.cast.office, tell.company(6), began=tell.first_of(45), forms=["research"], ground=Ground.CONTACT,
        stages={"talks": tell.first_of(44), "active": tell.first_of(42)}, initiator=Initiator.UNIVERSITY,
    )  # fmt: skip
    memorandum = tell.recorded(
        partnership, AgreementKind.MEMORANDUM, MEMORANDUM, signed=tell.first_of(42), months=60, notice_days=30
    )
    starts = tell.first_of(16)
    successor = agreements.draft_successor(
        agreement=memorandum, signers=tell.signers(partnership), by=tell.officer, at=tell.at(starts - timedelta(50)),
        values={"kind": AgreementKind.FRAMEWORK, "name_kk": "Зертхана туралы негіздемелік келісім",
                "name_ru": "Рамочное соглашение о лаборатории", "name_en": "Framework agreement on the laboratory",
                "starts_on": starts, "ends_on": tell.end(starts, 48), "notice_days": 60, "languages": ["kk", "ru"]},
    )  # fmt: skip
    tell.submit(successor, day=starts - timedelta(35))
    successor = tell.sign(successor, starts - timedelta(9), starts - timedelta(6))
    tell.days_pass(starts)
    tell.recorded(
        partnership, AgreementKind.LICENCE,
        ("Құйма технологиясына лицензия", "Лицензия на технологию сплава", "Licence of an alloy technology"),
        signed=tell.first_of(10), months=24, framework=successor, amount=1_800_000, currency="KZT",
    )  # fmt: skip
    for kind, title, months in (
        ("collaborative_research", "Қорытпаларды сынау", 33), ("shared_laboratory", "Спектрлік талдау апталығы", 15),
        ("technology_licence", "Передача технологии сплава", 9),
    ):  # fmt: skip
        tell.activity(partnership, kind, title, tell.ago(months), days=5, hours=40)
    return partnership


def suspended(tell: Teller) -> Partnership:
    """Paused while the company rebuilds its works."""
    partnership = tell.partnership(
        ("Химия өндірісіндегі тәжірибе", "Практика на химическом производстве", "Placements in chemical works"),
        tell.cast.office, tell.company(7), began=tell.first_of(26), forms=["employment"], ground=Ground.AGREEMENT,
        stages={"active": tell.first_of(25), "paused": tell.ago(3)}, initiator=Initiator.INDUSTRY,
    )  # fmt: skip
    agreement = tell.recorded(
        partnership, AgreementKind.INTERNSHIP, ("Тәжірибе туралы шарт", "Договор о практике", "Placement agreement"),
        signed=tell.first_of(24), months=60, notice_days=30,
    )  # fmt: skip
    tell.activity(partnership, "internship", "Цехтағы тәжірибе, 8 студент", tell.ago(17), days=20, participants=8)
    agreements.suspend_agreement(
        agreement=agreement, on=tell.ago(3), reason="Реконструкция цеха до весны.", by=tell.officer,
        at=tell.at(tell.ago(3)),
    )  # fmt: skip
    return partnership


def terminated(tell: Teller) -> Partnership:
    """Terminated for a promise that was not kept; the partnership ended."""
    firm = tell.company(8)
    partnership = tell.partnership(
        ("Тағам технологиясы", "Пищевые технологии", "Food technology"), tell.cast.office, firm,
        began=tell.first_of(38), forms=["research", "employment"], stages={"active": tell.first_of(36)},
        ground=Ground.NEED, initiator=Initiator.UNIVERSITY,
    )  # fmt: skip
    agreement = tell.recorded(
        partnership, AgreementKind.CONTRACT_RESEARCH,
        ("Жаңа өнім рецептурасы", "Рецептура нового продукта", "Recipe of a new product"),
        signed=tell.first_of(36), months=36, amount=7_000_000, currency="KZT", notice_days=30,
    )  # fmt: skip
    money = tell.promise(
        agreement, firm, CommitmentKind.MONEY, "Оплата двух этапов", [(tell.ago(30), 3_500_000), (tell.ago(24), 3_500_000)],
        day=tell.first_of(36), measure="KZT",
    )  # fmt: skip
    tell.deliver(money, 3_500_000, tell.ago(29), note="Этап 1", confirmed=tell.ago(28))
    tell.activity(partnership, "contract_research", "Рецептура, этап 1", tell.ago(32), days=60)
    agreements.terminate_agreement(
        agreement=agreement, on=tell.ago(15), reason="Второй этап не оплачен в течение девяти месяцев.",
        by=tell.officer, at=tell.at(tell.ago(15)),
    )  # fmt: skip
    partnerships.end_partnership(
        partnership=partnership, on=tell.ago(14), reason="Тараптар ынтымақтастықты тоқтатты.", by=tell.officer,
        at=tell.at(tell.ago(14)),
    )  # fmt: skip
    return partnership


def ended(tell: Teller) -> Partnership:
    """Ran out in good order, then out of the lists."""
    partnership = tell.partnership(
        ("Көктемгі ауыл мектебі", "Весенняя сельская школа", "Spring village school"),
        tell.cast.office, tell.company(9), began=tell.first_of(59), forms=["education"],
        stages={"active": tell.first_of(58)}, ground=Ground.NEED, initiator=Initiator.UNIVERSITY,
    )  # fmt: skip
    tell.recorded(
        partnership, AgreementKind.OTHER, ("Мектеп туралы келісім", "Соглашение о школе", "Agreement on the school"),
        signed=tell.first_of(58), months=24,
    )  # fmt: skip
    tell.activity(partnership, "extension_service", "Ауыл шаруашылығы апталығы", tell.ago(44), days=6, participants=90)
    tell.days_pass(tell.ago(33))
    partnerships.end_partnership(
        partnership=partnership, on=tell.ago(32), reason="Срок истёк, стороны довольны.", by=tell.officer,
        at=tell.at(tell.ago(32)),
    )  # fmt: skip
    partnerships.archive_partnership(partnership=partnership, by=tell.officer, at=tell.at(tell.ago(20)))
    return partnership


def on_one_person(tell: Teller) -> Partnership:
    """Everything that was ever done hangs on one teacher."""
    partnership = tell.partnership(
        ("Сандық дизайн студиясы", "Студия цифрового дизайна", "Digital design studio"),
        tell.cast.office, tell.company(12), began=tell.first_of(34), forms=["consultancy", "education"],
        stages={"active": tell.first_of(33)}, ground=Ground.CONTACT, initiator=Initiator.UNIVERSITY,
        ground_note="Личное знакомство заведующего кафедрой.",
    )  # fmt: skip
    tell.recorded(
        partnership, AgreementKind.CONSULTANCY, ("Кеңес беру шарты", "Договор о консультациях", "Consultancy agreement"),
        signed=tell.first_of(33), months=60, notice_days=30,
    )  # fmt: skip
    people = [(person, "lead") for person in tell.cast.teachers[:1]]
    for place, months in enumerate((31, 26, 20, 15, 9, 4)):
        tell.activity(
            partnership, "consultancy" if place % 2 else "guest_teaching", f"Дизайн-практикум № {place + 1}",
            tell.ago(months), days=2, hours=12, people=people,
        )  # fmt: skip
    return partnership


def orphan(tell: Teller) -> Partnership:
    """Its post is vacant since last week, and a promise of it is due: nobody looks after it."""
    firm = tell.company(13)
    partnership = tell.partnership(
        ("Құрылыс алаңындағы практика", "Практика на стройплощадке", "Site placements"),
        tell.cast.vacant, firm, began=tell.first_of(22), forms=["employment"], stages={"active": tell.first_of(21)},
        ground=Ground.AGREEMENT, initiator=Initiator.INDUSTRY,
    )  # fmt: skip
    agreement = tell.recorded(
        partnership, AgreementKind.INTERNSHIP,
        ("Құрылыс практикасы туралы шарт", "Договор о строительной практике", "Agreement on site placements"),
        signed=tell.first_of(21), months=36, notice_days=30,
    )  # fmt: skip
    tell.promise(
        agreement, tell.university(0), CommitmentKind.HOURS, "Жұмысшыларға сызба оқу курсы",
        [(tell.ago(0, 3), 36)], day=tell.first_of(21), measure="сағат", post=tell.cast.vacant,
    )  # fmt: skip
    tell.activity(partnership, "internship", "Құрылыс практикасы, 9 студент", tell.ago(8), days=28, participants=9)
    return partnership


STORIES = (
    paper, gaps, notice, extended, superseded, suspended, terminated, ended, on_one_person, orphan,
)  # fmt: skip
