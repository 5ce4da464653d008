from django.urls import path

from seriktes.gatherings.views import door, exhibitors, gatherings, leads, listing, plan, visitors

_ONE = "gatherings/<int:pk>/"
_EXHIBITOR = f"{_ONE}exhibitors/<int:exhibitor_pk>/"

urlpatterns = [
    path("gatherings/", listing.listing, name="list"),
    path("gatherings/feed/", listing.feed, name="feed"),
    path("gatherings/calendar/", listing.calendar, name="calendar"),
    path("gatherings/new/", gatherings.new, name="new"),
    path(_ONE, gatherings.record, name="gathering"),
    path(f"{_ONE}calendar/", listing.calendar_of, name="calendar_of"),
    path(f"{_ONE}edit/", gatherings.edit, name="edit"),
    path(f"{_ONE}copy/", gatherings.copy, name="copy"),
    path(f"{_ONE}way/<slug:way>/", gatherings.move, name="move"),
    path(f"{_ONE}plan/", plan.plan, name="plan"),
    path(f"{_ONE}register/", visitors.register_page, name="register"),
    path(f"{_ONE}registered/", visitors.registered, name="registered"),
    path(f"{_ONE}ticket/", visitors.own_ticket, name="own_ticket"),
    path("tickets/<str:secret>/", visitors.ticket, name="ticket"),
    path(f"{_ONE}visitors/", visitors.visitors, name="visitors"),
    path(f"{_ONE}door/", door.door, name="door"),
    path(f"{_ONE}door/tickets/", door.tickets, name="door_tickets"),
    path(f"{_ONE}door/scans/", door.scans, name="door_scans"),
    path(f"{_ONE}door/worker.js", door.worker, name="door_worker"),
    path(f"{_ONE}exhibitors/", exhibitors.exhibitors, name="exhibitors"),
    path(f"{_ONE}exhibitors/invite/<int:organisation_pk>/", exhibitors.invite, name="invite"),
    path(f"{_ONE}exhibitors/wish/", exhibitors.wish, name="wish"),
    path(_EXHIBITOR, exhibitors.exhibitor, name="exhibitor"),
    path(f"{_EXHIBITOR}edit/", exhibitors.edit, name="exhibitor_edit"),
    path(f"{_EXHIBITOR}way/<slug:way>/", exhibitors.move, name="exhibitor_move"),
    path(f"{_EXHIBITOR}contacts/add/", exhibitors.contact_add, name="contact_add"),
    path(f"{_EXHIBITOR}contacts/<int:contact_pk>/remove/", exhibitors.contact_remove, name="contact_remove"),
    path(f"{_EXHIBITOR}fees/add/", exhibitors.fee_add, name="fee_add"),
    path(f"{_EXHIBITOR}stand/", exhibitors.stand, name="stand"),
    path(f"{_EXHIBITOR}slots/add/", exhibitors.slots_add, name="slots_add"),
    path(f"{_EXHIBITOR}slots/<int:slot_pk>/", exhibitors.slot, name="slot"),
    path(f"{_EXHIBITOR}leads/", leads.leads, name="leads"),
    path(f"{_EXHIBITOR}leads/new/", leads.lead_new, name="lead_new"),
    path(f"{_EXHIBITOR}leads/<int:lead_pk>/", leads.lead_edit, name="lead_edit"),
]
