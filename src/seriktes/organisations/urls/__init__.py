from seriktes.organisations.urls import duplicates, members, organisations, people

app_name = "organisations"
urlpatterns = [*organisations.urlpatterns, *people.urlpatterns, *members.urlpatterns, *duplicates.urlpatterns]
