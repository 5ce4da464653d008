from django.apps import AppConfig


class CurriculumConfig(AppConfig):
    name = "seriktes.curriculum"
    label = "curriculum"
