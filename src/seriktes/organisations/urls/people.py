from django.urls import path

from seriktes.organisations.views import consents, people

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/add/", people.person_add, name="person_add"),
    path("people/<int:pk>/edit/", people.person_edit, name="person_edit"),
    path("people/<int:pk>/affiliations/add/", people.affiliation_add, name="affiliation_add"),
    path("affiliations/<int:pk>/end/", people.affiliation_end, name="affiliation_end"),
    path("people/<int:pk>/consents/add/", consents.consent_add, name="consent_add"),
    path("people/<int:pk>/graduations/add/", consents.alumni_link_add, name="alumni_link_add"),
    path("consents/", consents.consents, name="consents"),
    path("consents/<int:pk>/", consents.consent, name="consent"),
    path("consents/<int:pk>/withdraw/", consents.consent_withdraw, name="consent_withdraw"),
    path("consents/<int:pk>/unpublished/", consents.consent_done, {"kind": "unpublished"}, name="consent_unpublished"),
    path("consents/<int:pk>/stopped/", consents.consent_done, {"kind": "stopped"}, name="consent_stopped"),
    path("consents/<int:pk>/form/", consents.consent_evidence, name="consent_evidence"),
]
