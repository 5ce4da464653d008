from django.urls import path

from seriktes.documents.views import documents, handover, signing, templates, verify

app_name = "documents"
VERSION = "documents/<int:pk>/versions/<int:number>/"
urlpatterns = [
    path("templates/", templates.templates, name="templates"),
    path("templates/new/", templates.template_new, name="template_new"),
    path("templates/samples/<slug:code>/", templates.template_sample, name="template_sample"),
    path("templates/<int:pk>/", templates.template, name="template"),
    path("templates/<int:pk>/close/", templates.template_close, name="template_close"),
    path("templates/<int:pk>/versions/<int:number>/file/", templates.template_file, name="template_file"),
    path("documents/new/<str:purpose>/<int:subject>/", documents.document_new, name="new"),
    path("documents/<int:pk>/", documents.document, name="document"),
    path("documents/<int:pk>/versions/new/", documents.version_new, name="version_new"),
    path("documents/<int:pk>/compare/", documents.compare, name="compare"),
    path(f"{VERSION}text/", documents.version_read, name="version_read"),
    path(f"{VERSION}file/", documents.version_file, name="version_file"),
    path(f"{VERSION}pdf/", documents.version_pdf, name="version_pdf"),
    path(f"{VERSION}freeze/", documents.version_freeze, name="version_freeze"),
    path(f"{VERSION}replace/", documents.version_replace, name="version_replace"),
    path(f"{VERSION}container/", documents.version_container, name="version_container"),
    path(f"{VERSION}sign/", signing.sign, name="sign"),
    path(f"{VERSION}paper/", signing.paper, name="paper"),
    path("signatures/<int:pk>/file/", signing.signature_file, name="signature_file"),
    path("signatures/<int:pk>/check/", signing.again, name="signature_check"),
    path("signatures/<int:pk>/withdraw/", signing.withdraw, name="signature_withdraw"),
    path("handovers/<int:pk>/pack.pdf", handover.pack, name="handover_pack"),
    path("verify/", verify.verify, name="verify"),
    path("verify/<uuid:public_id>/", verify.verify_document, name="verify_document"),
]
