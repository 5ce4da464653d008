from django.urls import path

from seriktes.organisations.views import members, posts

urlpatterns = [
    path("organisations/<int:pk>/members/", members.members_page, name="members"),
    path("organisations/<int:pk>/members/invite/", members.invite, name="invite"),
    path("memberships/<int:pk>/role/", members.membership_role, name="membership_role"),
    path("memberships/<int:pk>/end/", members.membership_end, name="membership_end"),
    path("invitations/<int:pk>/resend/", members.invitation_resend, name="invitation_resend"),
    path("invitations/<int:pk>/withdraw/", members.invitation_withdraw, name="invitation_withdraw"),
    path("invitations/<str:token>/", members.invitation, name="invitation"),
    path("invitations/<str:token>/sign-in/<slug:provider>/", members.invitation_sign_in, name="invitation_sign_in"),
    path("organisations/<int:pk>/posts/", posts.posts, name="posts"),
    path("organisations/<int:pk>/posts/add/", posts.post_add, name="post_add"),
    path("posts/<int:pk>/edit/", posts.post_edit, name="post_edit"),
    path("posts/<int:pk>/appoint/", posts.post_appoint, name="post_appoint"),
    path("posts/<int:pk>/close/", posts.post_close, name="post_close"),
    path("post-holders/<int:pk>/end/", posts.holding_end, name="holding_end"),
]
