from django.urls import path

from seriktes.gatherings.views import hackathons, teams

_ONE = "gatherings/<int:pk>/"
_TEAM = f"{_ONE}teams/<int:team_pk>/"

urlpatterns = [
    path(f"{_ONE}hackathon/", hackathons.hackathon, name="hackathon"),
    path(f"{_ONE}hackathon/terms/", hackathons.terms, name="hackathon_terms"),
    path(f"{_ONE}hackathon/criteria/", hackathons.criteria, name="hackathon_criteria"),
    path(f"{_ONE}hackathon/problems/", hackathons.problem, name="hackathon_problem"),
    path(f"{_ONE}hackathon/judges/", hackathons.judge_add, name="judge_add"),
    path(f"{_ONE}hackathon/judges/<int:judge_pk>/remove/", hackathons.judge_remove, name="judge_remove"),
    path(f"{_ONE}hackathon/judges/<int:judge_pk>/hand-over/", hackathons.judge_hand_over, name="judge_hand_over"),
    path(f"{_ONE}hackathon/judging/", hackathons.open_judging, name="judging_open"),
    path(f"{_ONE}hackathon/result/", hackathons.publish, name="result_publish"),
    path(f"{_ONE}results/", hackathons.results, name="results"),
    path(f"{_ONE}results/bundle.json", hackathons.bundle, {"what": "bundle"}, name="results_bundle"),
    path(f"{_ONE}results/result.json", hackathons.bundle, {"what": "result"}, name="results_result"),
    path(f"{_ONE}teams/new/", teams.team_new, name="team_new"),
    path(f"{_ONE}teams/join/", teams.team_join, name="team_join"),
    path(_TEAM, teams.team, name="team"),
    path(f"{_TEAM}submission/", teams.hand_in, name="hand_in"),
    path(f"{_TEAM}organisation/", teams.team_organisation, name="team_organisation"),
    path(f"{_TEAM}leave/", teams.team_leave, name="team_leave"),
    path(f"{_TEAM}exclude/", teams.team_exclude, name="team_exclude"),
    path(f"{_TEAM}over/<slug:what>/", teams.hand_over, name="hand_over"),
    path(f"{_ONE}judge/", teams.judge, name="judge"),
    path(f"{_ONE}judge/conflict/<int:number>/", teams.conflict, name="conflict"),
]
