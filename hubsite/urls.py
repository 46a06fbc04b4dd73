"""Root URLs. The paths are part of Hubsite's contract with its users."""

from django.contrib import admin
from django.urls import include, path

import workgroups.urls
from hubsite import account_urls
from hubsite.views import (
    certificates,
    for_heads,
    guides,
    lead,
    my,
    national,
    own_data,
    visitors,
    workspaces,
)
from recruitment.views import completing, grouping
from workgroups.views import catalogue, plan_reviews, plans

pages: list = [
    path("", visitors.home, name="home"),
    path("privacy/", catalogue.privacy, name="privacy"),
    path("privacy/<slug:slug>/", catalogue.privacy, name="privacy"),
    path("accessibility/", catalogue.accessibility, name="accessibility"),
    path("workspace/", workspaces.workspace, name="workspace"),
    path("workspace/hub/", workspaces.choose_hub, name="choose_hub"),
    path("recruiting/", workspaces.recruiting_workspace, name="recruiting"),
    path("national/", national.national_workspace, name="national"),
    path("national/export/", national.export_hubs, name="export_hubs"),
    path("national/add-hub/", national.add_hub, name="add_hub"),
    path("national/record/", national.open_record, name="open_record"),
    path("national/hubs/<slug:slug>/", national.open_hub, name="open_hub"),
    path("national/hubs/<slug:slug>/export/", national.export_hub, name="export_hub"),
    path("help/", guides.help_page, name="help"),
    path("help/<slug:name>/", guides.show_guide, name="show_guide"),
    path("lead/", lead.lead, name="lead"),
    path("lead/groups/<slug:slug>/", lead.show_group, name="show_group"),
    path("lead/groups/<slug:slug>/talked/", lead.show_talked, name="show_talked"),
    path(
        "lead/groups/<slug:slug>/grouping/<slug:by>/",
        grouping.show_grouping,
        name="show_grouping",
    ),
    path(
        "lead/groups/<slug:slug>/complete/",
        completing.complete_group,
        name="complete_group",
    ),
    path(
        "lead/groups/<slug:slug>/attendance/",
        completing.show_attendance,
        name="show_attendance",
    ),
    path(
        "lead/groups/<slug:slug>/certificates/",
        certificates.group_certificates,
        name="group_certificates",
    ),
    path(
        "lead/groups/<slug:slug>/complete/take-back/",
        completing.take_back_completion,
        name="take_back_completion",
    ),
    path(
        "lead/groups/<slug:slug>/grouping/<slug:by>/badges/",
        grouping.print_badges,
        name="print_badges",
    ),
    path(
        "lead/groups/<slug:slug>/sessions/<int:number>/note/",
        lead.write_session_note,
        name="write_session_note",
    ),
    path("lead/groups/<slug:slug>/plan/", plans.show_plans, name="show_plans"),
    path(
        "lead/groups/<slug:slug>/plan/<int:number>/",
        plans.depart_from_plan,
        name="depart_from_plan",
    ),
    path(
        "lead/groups/<slug:slug>/plan/<int:number>/propose/",
        plans.propose_change,
        name="propose_change",
    ),
    path("plans/review/", plan_reviews.review_plans, name="review_plans"),
    path(
        "plans/comments/<int:pk>/",
        plan_reviews.answer_plan_comment,
        name="answer_plan_comment",
    ),
    path("sign-in/", my.sign_in, name="sign_in"),
    path("sign-in/sent/", my.sign_in_sent, name="sign_in_sent"),
    path("sign-in/finish/", my.finish_sign_in, name="finish_sign_in"),
    path("sign-in/<str:token>/", my.finish_sign_in, name="finish_sign_in"),
    path("my/", my.my, name="my"),
    path(
        "my/places/<int:pk>/certificate/",
        certificates.own_certificate,
        name="own_certificate",
    ),
    path("my/finish/", my.finish, name="finish"),
    path("my/code/<slug:purpose>/", own_data.type_code, name="type_code"),
    path("my/delete/", own_data.delete_me, name="delete_me"),
    path("my/deleted/", own_data.deleted, name="deleted"),
    path("my/data/", own_data.my_data, name="my_data"),
    path("my/data/file/", own_data.my_data_file, name="my_data_file"),
]
# URLs of workgroups; views that also show places are defined in hubsite.
work_groups: list = [
    path("hubs/<slug:slug>/", visitors.hub, name="hub"),
    path("work-groups/", visitors.list_work_groups, name="list_work_groups"),
    path("work-groups/<slug:slug>/", visitors.show_work_group, name="show_work_group"),
    path("work-groups/<slug:slug>/for-heads/", for_heads.for_heads, name="for_heads"),
    path("", include(workgroups.urls.urlpatterns)),
]

urlpatterns = [
    path("", include((pages, "hubsite"))),
    path("", include((work_groups, workgroups.urls.app_name))),
    path("", include("recruitment.urls")),
    path("", include("evaluation.urls")),
    path("accounts/", include(account_urls)),
    path("admin/", admin.site.urls),
]

handler403 = "hubsite.views.errors.permission_denied"
handler500 = "hubsite.views.errors.server_error"
