from seriktes.curriculum.models.advice import CurriculumChange, Recommendation
from seriktes.curriculum.models.councils import Council, CouncilMember
from seriktes.curriculum.models.courses import Course, CourseActivity, CourseEmployer, CourseRun, StudyProgramme
from seriktes.curriculum.models.meetings import AgendaItem, Attendance, Meeting, Minutes, MinutesPart

__all__ = [
    "AgendaItem", "Attendance", "Council", "CouncilMember", "Course", "CourseActivity", "CourseEmployer", "CourseRun",
    "CurriculumChange", "Meeting", "Minutes", "MinutesPart", "Recommendation", "StudyProgramme",
]  # fmt: skip
