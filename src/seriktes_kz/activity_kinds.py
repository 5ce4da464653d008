"""Kinds of joint activity: the list of the field, with the form and the mode that each usually has, and why.

The kinds and forms are those named by the studies of university-industry partnering in Kazakhstan that the product rests on
(section 5.2 of the case study of two universities). Which mode a kind has is our own mapping after the two modes of innovation:
what rests on research, codified knowledge and rights is STI; what rests on teaching, people and practice is DUI. Where a single
activity differs, its record says so with a reason.
"""

from django.utils.translation import gettext_lazy as _

from seriktes.common.packs import ActivityKind

_EDUCATION, _EMPLOYMENT, _CONSULTANCY, _RESEARCH = "education", "employment", "consultancy", "research"
_PEOPLE = _("Knowledge passes between people who teach, learn and work together: doing and interacting.")
_PRACTICE = _("Students and staff learn by doing the host's own work.")
_ADVICE = _("Experience is applied to a user's problem; no new codified knowledge is needed.")
_CODIFIED = _("Research gives new codified knowledge.")
_RIGHTS = _("Results of research pass on as rights or as a firm of their own.")
_MEANS = _("Means are given; what is learnt depends on their use by people.")

ACTIVITY_KINDS = tuple(
    ActivityKind(code=code, names={"kk": kk, "ru": ru, "en": en}, form=form, mode=mode, rationale=rationale)
    for code, kk, ru, en, form, mode, rationale in (
        ("guest_teaching", "шақырылған маманның сабағы", "занятие приглашённого специалиста", "guest teaching",
         _EDUCATION, "dui", _PEOPLE),
        ("curriculum_review", "оқу бағдарламасын қарау", "пересмотр учебной программы", "curriculum review",
         _EDUCATION, "dui", _PEOPLE),
        ("exam_development", "емтихан материалдарын әзірлеу", "разработка экзаменационных материалов",
         "exam development", _EDUCATION, "dui", _PEOPLE),
        ("employer_certification", "жұмыс берушінің сертификаттауы", "сертификация работодателем",
         "employer certification", _EDUCATION, "dui", _PRACTICE),
        ("thesis_co_supervision", "дипломдық жұмысқа бірлескен жетекшілік", "совместное руководство дипломной работой",
         "thesis co-supervision", _EDUCATION, "dui", _PRACTICE),
        ("internship", "тағылымдама", "стажировка", "internship", _EMPLOYMENT, "dui", _PRACTICE),
        ("dual_education", "дуальды оқыту", "дуальное обучение", "dual education", _EMPLOYMENT, "dui", _PRACTICE),
        ("career_fair", "бос жұмыс орындары жәрмеңкесі", "ярмарка вакансий", "career fair", _EMPLOYMENT, "dui", _PEOPLE),
        ("training_course", "оқыту курсы", "учебный курс", "training course", _EDUCATION, "dui", _PEOPLE),
        ("lifelong_learning", "өмір бойы білім алу", "обучение в течение всей жизни", "lifelong learning",
         _EDUCATION, "dui", _PEOPLE),
        ("faculty_secondment", "оқытушының өндірістегі тағылымдамасы", "стажировка преподавателя на производстве",
         "faculty secondment", _EDUCATION, "dui", _PRACTICE),
        ("consultancy", "консультация беру", "консультирование", "consultancy", _CONSULTANCY, "dui", _ADVICE),
        ("policy_advice", "мемлекеттік саясат бойынша кеңес беру", "консультирование по государственной политике",
         "policy advice", _CONSULTANCY, "dui", _ADVICE),
        ("contract_research", "тапсырыс бойынша зерттеу", "исследование по договору", "contract research",
         _RESEARCH, "sti", _CODIFIED),
        ("collaborative_research", "бірлескен зерттеу", "совместное исследование", "collaborative research",
         _RESEARCH, "sti", _CODIFIED),
        ("technology_licence", "технологияға лицензия", "лицензия на технологию", "technology licence",
         _RESEARCH, "sti", _RIGHTS),
        ("spin_off", "спин-офф компания", "спин-офф компания", "spin-off", _RESEARCH, "sti", _RIGHTS),
        ("shared_laboratory", "бірлескен зертхана", "совместная лаборатория", "shared laboratory",
         _RESEARCH, "sti", _CODIFIED),
        ("equipment_gift", "жабдық сыйға тарту", "передача оборудования в дар", "equipment gift",
         _EDUCATION, "dui", _MEANS),
        ("scholarship", "шәкіртақы", "стипендия", "scholarship", _EDUCATION, "dui", _MEANS),
        ("endowment", "эндаумент-қорға салым", "вклад в эндаумент-фонд", "endowment", _EDUCATION, "dui", _MEANS),
        ("hackathon", "хакатон", "хакатон", "hackathon", _EDUCATION, "dui", _PRACTICE),
        ("business_council", "жұмыс берушілер кеңесі", "совет работодателей", "business council",
         _CONSULTANCY, "dui", _PEOPLE),
        ("extension_service", "білімді тарату қызметі", "служба распространения знаний", "extension service",
         _CONSULTANCY, "dui", _ADVICE),
        ("branch_campus", "университет филиалы", "филиал университета", "branch campus", _EDUCATION, "dui", _PEOPLE),
        ("dual_degree", "қосдипломды бағдарлама", "двухдипломная программа", "dual degree", _EDUCATION, "dui", _PEOPLE),
        ("joint_research_centre", "бірлескен зерттеу орталығы", "совместный исследовательский центр",
         "joint research centre", _RESEARCH, "sti", _CODIFIED),
    )
)  # fmt: skip
