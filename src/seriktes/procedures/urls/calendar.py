from django.urls import path

from seriktes.procedures.views import calendar, working_time

urlpatterns = [
    path("calendar/", calendar.month, name="calendar"),
    path("calendar/feeds/", calendar.feeds, name="feeds"),
    path("calendar/feeds/<int:pk>/revoke/", calendar.feed_revoke, name="feed_revoke"),
    path("calendar/feed/<str:secret>.ics", calendar.feed, name="feed"),
    path("organisations/<int:pk>/office-hours/", working_time.office_hours, name="office_hours"),
    path("organisations/<int:pk>/own-days/", working_time.own_days, name="own_days"),
    path("own-days/<int:pk>/remove/", working_time.own_day_remove, name="own_day_remove"),
]
