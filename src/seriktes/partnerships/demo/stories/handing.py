"""People leave posts: one handover waits for whoever will come, one for a newcomer to take over record by record."""

from datetime import timedelta

from seriktes.organisations.models import Post, PostHolding
from seriktes.partnerships.demo.telling import Teller
from seriktes.partnerships.enums import AgreementKind, CommitmentKind, Ground, Initiator
from seriktes.partnerships.models import Partnership
from seriktes.procedures.actions.handover import follow_post, write_item_note, write_note


def vacant(tell: Teller) -> None:
    """Nobody has come yet for what the placement coordinator left a week ago."""
    holding = tell.cast.vacant.holdings.exclude(ends_on=None).latest("ends_on")
    follow_post(post_id=tell.cast.vacant.pk, now=tell.at(tell.ago(0, 5)), by=tell.officer, ended=holding)


def newcomer(tell: Teller) -> Partnership:
    """The head of the career centre took a second post over and finds notes on what hangs on it."""
    post = Post.objects.create(
        organisation=tell.university(0), name_kk="Сертификаттау үйлестірушісі", name_ru="Координатор сертификации",
        name_en="Certification coordinator", email="certification@qiyalkent.example",
    )  # fmt: skip
    leaver = PostHolding.objects.create(
        post=post, person=tell.cast.teachers[1], starts_on=tell.ago(40), ends_on=tell.ago(0, 12)
    )
    certificates = _relation(
        tell, post, 22, ("Дәнекерлеушілерді сертификаттау", "Сертификация сварщиков", "Certification of welders"), 30
    )
    _relation(tell, post, 23, ("Зертханашыларды сертификаттау", "Сертификация лаборантов", "Certification of laboratory staff"), 16)  # fmt: skip
    opened_at = tell.at(tell.ago(0, 14))
    handover = follow_post(post_id=post.pk, now=opened_at, by=tell.officer, ended=leaver)
    PostHolding.objects.create(
        post=post, person=tell.stage.users["career_centre"].person, starts_on=tell.ago(0, 12) + timedelta(1)
    )
    follow_post(post_id=post.pk, now=tell.at(tell.ago(0, 11)), by=tell.officer)
    if handover is not None:
        handover.refresh_from_db()
        write_note(
            handover=handover, by=tell.officer, expected_version=None,
            text="Емтихандар наурыз бен қазанда. Хаттамалар екінші сөреде, кілт қабылдау бөлмесінде.",
        )  # fmt: skip
        item = handover.items.get(subject_type="partnerships.partnership", subject_id=certificates.pk)
        write_item_note(
            item=item, by=tell.officer, expected_version=None,
            text="Компания просит перенести экзамен на неделю; обещали ответить.",
        )  # fmt: skip
    return certificates


def _relation(tell: Teller, post: Post, company: int, names: tuple[str, str, str], months: int) -> Partnership:
    partnership = tell.partnership(
        names, post, tell.company(company), began=tell.first_of(months), forms=["education"], ground=Ground.NEED,
        stages={"active": tell.first_of(months - 1)}, initiator=Initiator.INDUSTRY,
    )  # fmt: skip
    agreement = tell.recorded(
        partnership, AgreementKind.OTHER,
        ("Сертификаттау туралы шарт", "Договор о сертификации", "Agreement on certification"),
        signed=tell.first_of(months - 1), months=60, notice_days=30,
    )  # fmt: skip
    tell.promise(
        agreement, post, CommitmentKind.HOURS, "Емтихан комиссиясының сағаттары", [(tell.ago(0, -25), 24)],
        day=tell.first_of(months - 1), measure="сағат", post=post,
    )  # fmt: skip
    tell.activity(partnership, "employer_certification", names[1], tell.ago(months - 6), days=2, participants=12)
    return partnership


STORIES = (newcomer, vacant)
