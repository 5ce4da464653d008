"""What is only beginning: letters, talks, drafts, texts on their way to a signature."""

from datetime import timedelta

from seriktes.partnerships.actions import agreements, partnerships, sides
from seriktes.partnerships.demo.telling import Teller
from seriktes.partnerships.enums import AgreementKind, Ground, Initiator
from seriktes.partnerships.models import Partnership


def contact(tell: Teller) -> Partnership:
    """A first letter that nobody answered, three weeks ago."""
    partnership = tell.partnership(
        ("Телекоммуникация зертханасы", "Лаборатория телекоммуникаций", "Telecommunications laboratory"),
        tell.cast.office, tell.company(14), began=tell.ago(0, 24), forms=["research"], ground=Ground.NEED,
        initiator=Initiator.UNIVERSITY,
    )  # fmt: skip
    ours, theirs = tell.party(partnership, tell.university(0)), tell.party(partnership, tell.company(14))
    sides.record_letter(
        party=ours, awaits=[theirs], note="Предложили встретиться в лаборатории.", at=tell.at(tell.ago(0, 21)),
        by=tell.officer,
    )  # fmt: skip
    return partnership


def asked(tell: Teller) -> Partnership:
    """The company proposed it: the university is to answer; an earlier letter was answered."""
    company = tell.company(0)
    partnership = tell.partnership(
        ("Станок паркін жаңарту", "Обновление станочного парка", "Renewal of machine tools"),
        tell.cast.personnel, tell.cast.office, began=tell.ago(0, 40), forms=["consultancy"], ground=Ground.NEED,
        initiator=Initiator.INDUSTRY, by=tell.stage.users["company_manager"], proposed_by=company,
        note="Зауыт станоктарды таңдауда кеңес сұрайды.",
    )  # fmt: skip
    ours, theirs = tell.party(partnership, tell.university(0)), tell.party(partnership, company)
    sides.record_answer(party=ours, note="Спросили о сроках.", at=tell.at(tell.ago(0, 36)), by=tell.officer)
    partnerships.move_stage(partnership=partnership, stage="talks", by=tell.officer, at=tell.at(tell.ago(0, 30)))
    sides.record_letter(
        party=theirs, awaits=[ours], note="Мерзім: келесі көктем. Кездесу күнін ұсыныңыз.",
        at=tell.at(tell.ago(0, 4)), by=tell.stage.users["company_manager"],
    )  # fmt: skip
    return partnership


def abandoned(tell: Teller) -> Partnership:
    partnership = tell.partnership(
        ("Қонақүй ісі мектебі", "Школа гостиничного дела", "School of hotel management"),
        tell.cast.office, tell.company(15), began=tell.first_of(15), forms=["education"], ground=Ground.INDICATOR,
        stages={"talks": tell.first_of(14), "agreeing": tell.first_of(12), "paused": tell.ago(6)},
        initiator=Initiator.UNIVERSITY,
    )  # fmt: skip
    draft = tell.draft(
        partnership, AgreementKind.CO_DEGREE,
        ("Қосдипломды бағдарлама туралы келісім", "Соглашение о двухдипломной программе", "Co-degree agreement"),
        day=tell.first_of(11), starts=tell.first_of(8), months=48,
    )  # fmt: skip
    agreements.abandon_agreement(
        agreement=draft, reason="Компания закрыла учебный центр.", by=tell.officer, at=tell.at(tell.ago(6))
    )
    return partnership


def writing(tell: Teller) -> Partnership:
    """A draft that still lacks much."""
    partnership = tell.partnership(
        ("Баспа ісі", "Издательское дело", "Publishing"), tell.cast.office, tell.company(16), began=tell.ago(3),
        forms=["education"], stages={"talks": tell.ago(2), "agreeing": tell.ago(0, 15)}, ground=Ground.CONTACT,
        initiator=Initiator.UNIVERSITY,
    )  # fmt: skip
    tell.draft(
        partnership,
        AgreementKind.MEMORANDUM,
        ("Баспа туралы меморандум", "", ""),
        day=tell.ago(0, 8),
        languages=("kk",),
    )
    return partnership


def ahead(tell: Teller) -> Partnership:
    """Signed by both sides, in force from next month."""
    partnership = tell.partnership(
        ("Жобалау бюросы", "Проектное бюро", "Design bureau"), tell.cast.office, tell.company(17),
        began=tell.first_of(6), forms=["consultancy", "employment"], ground=Ground.NEED, initiator=Initiator.INDUSTRY,
        stages={"talks": tell.first_of(5), "agreeing": tell.first_of(3), "active": tell.ago(0, 6)},
    )  # fmt: skip
    draft = tell.draft(
        partnership, AgreementKind.FRAMEWORK,
        ("Жобалау бойынша негіздемелік келісім", "Рамочное соглашение о проектировании", "Framework agreement on design"),
        day=tell.ago(2), starts=tell.first_of(-1) + timedelta(14), months=36, notice_days=30,
    )  # fmt: skip
    tell.submit(draft, day=tell.ago(0, 25))
    tell.sign(draft, tell.ago(0, 12), tell.ago(0, 7))
    return partnership


STORIES = (contact, asked, abandoned, writing, ahead)
