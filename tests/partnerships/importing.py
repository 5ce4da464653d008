"""Rows of files with partnerships and what is under them, as offices write them."""

from django.utils import translation

from seriktes.exchange.definitions.faults import sentence
from seriktes.procedures.models import Event
from tests.organisations.importing import run_import as run_file

BIN, OTHER_BIN = "000140001813", "000340001800"
UNIVERSITY, COMPANY, FUND = "Выдуманный университет Самрук", "ТОО «Выдуманное Железо»", "Фонд выдуманной науки"


def run(kind, *lines, **options):
    return run_file("\n".join(lines).encode(), kind=kind, format="csv", **options)


def words(run_):
    with translation.override("en"):
        return [sentence(fault.code, fault.values) for fault in run_.faults.order_by("row", "pk")]


def happenings(record):
    return [(event.kind, event.at.date()) for event in Event.objects.about(record).order_by("at", "id")]


AGREEMENT_HEAD = (
    "№ договора;Партнерство;Вид договора;Название;Языки;Дата подписания;Начало;Окончание;Сумма;Валюта;Статус"
)


def agreement_row(  # noqa: PLR0917
    number="Д-1", where="С-7", kind="меморандум", signed="10.09.2015", starts="", ends="09.09.2018", rest=";;"
):
    return f"{number};{where};{kind};Выдуманный договор;каз, рус;{signed};{starts};{ends};{rest}"


ACTIVITY_HEAD = "Партнерство;Вид мероприятия;Название;Дата;Дата окончания;Участники;Подтверждено;Кто сообщил;Дата отчета;Сумма;Договор"


def activity_row(  # noqa: PLR0917
    where="С-7", kind="стажировка", title="Выдуманная стажировка", at="01.02.2016", to="14.02.2016", people="12",
    confirmed="", reporter=UNIVERSITY, reported="", money="", agreement="",
):  # fmt: skip
    return f"{where};{kind};{title};{at};{to};{people};{confirmed};{reporter};{reported};{money};{agreement}"
