"""The kinds of activities (`common.packs.ActivityKind`) that a course is likely to have."""

CERTIFICATION = "employer_certification"
OF_A_COURSE = ("guest_teaching", "exam_development", CERTIFICATION, "curriculum_review")
