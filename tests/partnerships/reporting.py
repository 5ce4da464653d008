"""What is typed to report an activity on its page."""

from django.urls import reverse

PDF = b"%PDF-1.7\n%invented"


def new_url(world, key="own"):
    return f"{reverse('partnerships:activity_new')}?partnership={world.partnerships[key].pk}"


def entry(**values):
    return {
        "kind": "internship",
        "title": "Invented day",
        "starts_on": "2026-03-02",
        "currency": "KZT",
        "then": "report",
    } | values
