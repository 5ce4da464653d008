from seriktes.placements.urls import agreements, choice, logs, own_hosts, placements, programmes, stipends, theses

app_name = "placements"
urlpatterns = [
    *programmes.urlpatterns, *choice.urlpatterns, *agreements.urlpatterns, *logs.urlpatterns, *placements.urlpatterns,
    *theses.urlpatterns,
    *own_hosts.urlpatterns,
    *stipends.urlpatterns,
]  # fmt: skip
