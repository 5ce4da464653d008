from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "seriktes.exchange"
    label = "exchange"
