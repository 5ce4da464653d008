"""What happens to courses, councils and recommendations, in words."""

from seriktes.curriculum.definitions.events.councils import COUNCILS
from seriktes.curriculum.definitions.events.courses import COURSES

EVENTS = (*COURSES, *COUNCILS)
