from django.urls import path

from seriktes.accounts.views import audit, entrance, profile, tokens

app_name = "accounts"
urlpatterns = [
    # Stands before allauth's page of the same address, which it extends by the personas of the demonstration.
    path("login/", entrance.LoginView.as_view(), name="login"),
    path("demonstration/", entrance.demo_sign_in, name="demo_sign_in"),
    path("profile/", profile.profile, name="profile"),
    path("notices/", profile.notices, name="notices"),
    path("notices/read/", profile.notices_read, name="notices_read"),
    path("roles/", profile.roles, name="roles"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/new/", tokens.token_create, name="token_create"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("audit/", audit.audit, name="audit"),
    path("audit/<int:pk>/", audit.audit_event, name="audit_event"),
]
