from django.urls import path

from seriktes.exchange.views import files, new, questions, runs

app_name = "exchange"
urlpatterns = [
    path("", runs.imports, name="imports"),
    path("new/", new.import_new, name="import_new"),
    path("<int:pk>/", runs.import_run, name="import_run"),
    path("<int:pk>/columns/", new.import_columns, name="import_columns"),
    path("<int:pk>/progress/", runs.import_progress, name="import_progress"),
    path("<int:pk>/cancel/", runs.import_cancel, name="import_cancel"),
    path("<int:pk>/carry-out/", runs.import_carry_out, name="import_carry_out"),
    path("<int:pk>/again/", runs.import_again, name="import_again"),
    path("<int:pk>/rows/<slug:outcome>/", runs.import_rows, name="import_rows"),
    path("<int:pk>/questions/", questions.import_questions, name="import_questions"),
    path("<int:pk>/questions/<int:question>/", questions.import_decide, name="import_decide"),
    path("<int:pk>/file/", files.import_file, name="import_file"),
    path("<int:pk>/rejected/", files.import_rejected, name="import_rejected"),
]
