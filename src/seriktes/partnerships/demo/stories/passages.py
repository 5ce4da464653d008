"""Texts on their way round the desks: frozen, approved, waiting on a vacant desk, refused with a reason."""

from seriktes.documents.actions.documents import draft_from_template, freeze
from seriktes.documents.actions.templates import keep_samples
from seriktes.organisations.models import Post
from seriktes.partnerships.demo.telling import Names, Teller
from seriktes.partnerships.enums import AgreementKind, Ground, Initiator
from seriktes.partnerships.models import Agreement, Partnership
from seriktes.procedures.actions.approvals import decide
from seriktes.procedures.actions.delegations import delegate
from seriktes.procedures.actions.routes import NewStep, add_route
from seriktes.procedures.models import ActionLink, ApprovalStep

MEMORANDUM = f"agreement:{AgreementKind.MEMORANDUM}"


def routes(tell: Teller) -> None:
    """The university has a route for every kind and one for placements; the company sends all to one desk."""
    cast, users = tell.cast, tell.stage.users
    add_route(
        organisation=tell.university(0), purpose="agreement", by=tell.officer,
        names={"name_kk": "Келісімдер", "name_ru": "Соглашения", "name_en": "Agreements"},
        steps=[NewStep(1, cast.lawyer, "Құқықтық сараптама", 3), NewStep(1, cast.accountant, "Қаржы", 3),
               NewStep(2, cast.rector, "Қол қоюға рұқсат", 2)],
    )  # fmt: skip
    add_route(
        organisation=tell.university(0), purpose=f"agreement:{AgreementKind.INTERNSHIP}", by=tell.officer,
        names={"name_kk": "Тәжірибе шарттары", "name_ru": "Договоры о практике", "name_en": "Placement agreements"},
        steps=[NewStep(1, cast.lawyer, "Құқықтық сараптама", 3), NewStep(2, cast.vacant, "Практика базасы", 3),
               NewStep(3, cast.rector, "Қол қоюға рұқсат", 2)],
    )  # fmt: skip
    add_route(
        organisation=tell.company(0), purpose="agreement", by=users["company_manager"],
        names={"name_kk": "Шарттар", "name_ru": "Договоры", "name_en": "Agreements"},
        steps=[NewStep(1, cast.personnel, "Кадр бөлімі", 3)],
    )  # fmt: skip
    delegate(
        post=cast.rector, to=cast.office, starts_on=tell.ago(0, 3), ends_on=tell.ago(0, -11), by=tell.officer,
        reason="Ректор іссапарда", at=tell.at(tell.ago(0, 4)),
    )  # fmt: skip


def _agreeing(
    tell: Teller, names: Names, kind: str, title: Names, company: int | Post, *, days: int
) -> tuple[Partnership, Agreement]:
    side = tell.company(company) if isinstance(company, int) else company
    partnership = tell.partnership(
        names, tell.cast.office, side, began=tell.ago(5), forms=["education", "employment"], ground=Ground.NEED,
        stages={"talks": tell.ago(4), "agreeing": tell.ago(1)}, initiator=Initiator.UNIVERSITY,
    )  # fmt: skip
    agreement = tell.draft(
        partnership, kind, title, day=tell.ago(0, days + 6), starts=tell.first_of(-2), months=24, notice_days=30
    )
    return partnership, agreement


def _decide(tell: Teller, agreement: Agreement, post: Post, days: int, reason: str = "") -> None:
    """By the link that the post got; with a reason it refuses."""
    at = tell.at(tell.ago(0, days), 11)
    step = ApprovalStep.objects.get(
        approval__subject_id=agreement.pk, approval__subject_type="partnerships.agreement", post=post, state="open"
    )
    link = ActionLink.objects.about(agreement).get(arguments__step=step.pk, withdrawn_at=None, used_at=None)
    decide(step=step, approve=not reason, reason=reason, at=at, link=link)
    ActionLink.objects.filter(pk=link.pk).update(used_at=at)


def on_a_vacant_desk(tell: Teller) -> Partnership:
    partnership, agreement = _agreeing(
        tell, ("Байланыс операторындағы тәжірибе", "Практика у оператора связи", "Placements at a telecom operator"),
        AgreementKind.INTERNSHIP,
        ("Байланыс операторындағы тәжірибе шарты", "Договор о практике", "Placement agreement"), 18, days=11,
    )  # fmt: skip
    tell.submit(agreement, day=tell.ago(0, 11))
    _decide(tell, agreement, tell.cast.lawyer, 9)
    return partnership


def refused(tell: Teller) -> Partnership:
    partnership, agreement = _agreeing(
        tell, ("Қаржы сауаттылығы", "Финансовая грамотность", "Financial literacy"), AgreementKind.CONSULTANCY,
        ("Кеңес беру шарты", "Договор о консультациях", "Consultancy agreement"), 19, days=9,
    )  # fmt: skip
    tell.submit(agreement, day=tell.ago(0, 9))
    _decide(tell, agreement, tell.cast.lawyer, 7)
    _decide(tell, agreement, tell.cast.accountant, 6, "Не указан порядок оплаты: добавьте график и сумму.")
    return partnership


def on_the_officers_desk(tell: Teller) -> Partnership:
    """A memorandum in kk and ru from the template, frozen; the rector's post is lent to the officer."""
    partnership, agreement = _agreeing(
        tell, ("Дизайн апталығы", "Неделя дизайна", "Design week"), AgreementKind.MEMORANDUM,
        ("Дизайн апталығы туралы меморандум", "Меморандум о неделе дизайна", "Memorandum on the design week"), 20, days=6,
    )  # fmt: skip
    tell.submit(agreement, day=tell.ago(0, 6), content_hash=_frozen(tell, agreement, 7))
    _decide(tell, agreement, tell.cast.accountant, 4)
    _decide(tell, agreement, tell.cast.lawyer, 2)
    return partnership


def on_the_companys_desk(tell: Teller) -> Partnership:
    partnership, agreement = _agreeing(
        tell, ("Мамандарды қайта даярлау", "Переподготовка рабочих", "Retraining of workers"), AgreementKind.MEMORANDUM,
        ("Қайта даярлау туралы меморандум", "Меморандум о переподготовке", "Memorandum on retraining"),
        tell.cast.personnel, days=8,
    )  # fmt: skip
    tell.submit(agreement, day=tell.ago(0, 8), content_hash=_frozen(tell, agreement, 9))
    _decide(tell, agreement, tell.cast.accountant, 6)
    _decide(tell, agreement, tell.cast.lawyer, 5)
    _decide(tell, agreement, tell.cast.rector, 4)
    return partnership


def _frozen(tell: Teller, agreement: Agreement, days: int) -> str:
    """The SHA-256 of the text that was drafted from the sample template and frozen."""
    at = tell.at(tell.ago(0, days), 15)
    samples = {tuple(one.template.languages): one for one in keep_samples(purpose=MEMORANDUM, by=tell.officer, at=at)}
    version = draft_from_template(
        subject=agreement, template=samples["kk", "ru"], title=agreement.name_ru, by=tell.officer, at=at
    )
    return freeze(version=version, by=tell.officer, at=at).sha256


def drafted(tell: Teller) -> Partnership:
    """A text from the template that nobody has frozen yet."""
    partnership, agreement = _agreeing(
        tell, ("Ашық дәрістер", "Открытые лекции", "Open lectures"), AgreementKind.MEMORANDUM,
        ("Ашық дәрістер туралы меморандум", "Меморандум об открытых лекциях", "Memorandum on open lectures"), 21, days=2,
    )  # fmt: skip
    at = tell.at(tell.ago(0, 1), 15)
    samples = keep_samples(purpose=MEMORANDUM, by=tell.officer, at=at)
    draft_from_template(subject=agreement, template=samples[0], title=agreement.name_ru, by=tell.officer, at=at)
    return partnership


STORIES = (on_a_vacant_desk, refused, on_the_officers_desk, on_the_companys_desk, drafted)
