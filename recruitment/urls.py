"""URLs of taking part; people appear in them only as signed tokens or ids."""

from django.urls import path

from recruitment.registration import later
from recruitment.registration import views as registration_views
from recruitment.views import (
    accounts,
    addresses,
    attendance,
    details,
    gap_tasks,
    group_messages,
    lead_feeds,
    mentors,
    next_year,
    offers,
    openings,
    partner_plans,
    places,
    recruiting,
    releases,
    room_details,
    sessions,
    staffing,
    walk_ins,
)

app_name = "recruitment"
urlpatterns = [
    path("invitation/", accounts.accept_invitation, name="accept_invitation"),
    path(
        "invitation/<str:token>/", accounts.accept_invitation, name="accept_invitation"
    ),
    path(
        "work-groups/<slug:slug>/register/",
        registration_views.register_interest,
        name="register_interest",
    ),
    path(
        "work-groups/<slug:slug>/register/more/", later.answer_more, name="answer_more"
    ),
    path(
        "work-groups/<slug:slug>/register/<slug:step>/",
        registration_views.register_interest,
        name="register_step",
    ),
    path(
        "work-groups/<slug:slug>/registered/",
        registration_views.registered,
        name="registered",
    ),
    path(
        "work-groups/<slug:slug>/tell-me/",
        openings.ask_for_opening,
        name="ask_for_opening",
    ),
    path(
        "work-groups/<slug:slug>/tell-me/sent/",
        openings.opening_asked,
        name="opening_asked",
    ),
    path("opening/", openings.hear_of_opening, name="hear_of_opening"),
    path("opening/<str:token>/", openings.hear_of_opening, name="hear_of_opening"),
    path(
        "sessions/<int:pk>/register/",
        attendance.record_attendance,
        name="record_attendance",
    ),
    path("sessions/<int:pk>/register/room/", staffing.add_to_room, name="add_to_room"),
    path(
        "sessions/<int:pk>/lead-days/", staffing.note_lead_days, name="note_lead_days"
    ),
    path("sessions/<int:pk>/register/marks/", attendance.show_marks, name="show_marks"),
    path(
        "sessions/<int:pk>/register/changes/",
        attendance.show_changes,
        name="show_changes",
    ),
    path(
        "sessions/<int:pk>/call-off/",
        sessions.call_off_session,
        name="call_off_session",
    ),
    path(
        "recruiting/<slug:hub>/<slug:authority>/calls/",
        recruiting.end_call,
        name="end_call",
    ),
    path(
        "recruiting/<slug:hub>/<slug:authority>/schools/",
        recruiting.expect_teachers,
        name="expect_teachers",
    ),
    path(
        "recruiting/<slug:hub>/<slug:authority>/links/add/",
        recruiting.add_recruitment_link,
        name="add_recruitment_link",
    ),
    path(
        "recruiting/<slug:hub>/<slug:authority>/list/",
        recruiting.import_own_list,
        name="import_own_list",
    ),
    path(
        "recruiting/<slug:hub>/<slug:authority>/flyers/<slug:slug>/<slug:code>/",
        recruiting.show_flyer,
        name="show_flyer",
    ),
    path("plan/", partner_plans.read_plans, name="read_plans"),
    path("plan/<str:token>/", partner_plans.read_plans, name="read_plans"),
    path(
        "plans/partners/<slug:slug>/",
        partner_plans.let_partner_read,
        name="let_partner_read",
    ),
    path(
        "lead/calendar/",
        lead_feeds.show_calendar_address,
        name="show_calendar_address",
    ),
    path("feed/<str:token>/", lead_feeds.lead_feed, name="lead_feed"),
    path(
        "lead/groups/<slug:slug>/message/",
        group_messages.write_to_group,
        name="write_to_group",
    ),
    path("places/<int:pk>/offer/", offers.decide_offer, name="decide_offer"),
    path(
        "sessions/<int:pk>/register/<int:place>/",
        room_details.fill_in_details,
        name="fill_in_details",
    ),
    path("sessions/<int:pk>/register/add/", walk_ins.add_walk_in, name="add_walk_in"),
    path("confirm/", places.confirm_place, name="confirm_place"),
    path("confirm/<str:token>/", places.confirm_place, name="confirm_place"),
    path("come/", places.answer_dates, name="answer_dates"),
    path("come/<str:token>/", places.answer_dates, name="answer_dates"),
    path("details/", details.check_details, name="check_details"),
    path("details/<str:token>/", details.check_details, name="check_details"),
    path("address/", addresses.change_address, name="change_address"),
    path("address/<str:token>/", addresses.change_address, name="change_address"),
    path("decline/", places.decline_place, name="decline_place"),
    path("link/send-again/", places.send_link_again, name="send_link_again"),
    path(
        "my/places/<int:pk>/confirm/",
        places.confirm_own_place,
        name="confirm_own_place",
    ),
    path(
        "my/places/<int:pk>/decline/",
        places.decline_own_place,
        name="decline_own_place",
    ),
    path(
        "my/places/<int:pk>/sessions/<int:session>/apologies/",
        places.send_apologies,
        name="send_apologies",
    ),
    path(
        "my/places/<int:pk>/more/",
        later.answer_more_of_place,
        name="answer_more_of_place",
    ),
    path(
        "my/places/<int:pk>/details/",
        details.check_own_details,
        name="check_own_details",
    ),
    path(
        "my/places/<int:pk>/next-year/",
        next_year.answer_for_own_next_year,
        name="answer_for_own_next_year",
    ),
    path("my/places/<int:pk>/put-off/", next_year.put_off_place, name="put_off_place"),
    path("next-year/", next_year.answer_for_next_year, name="answer_for_next_year"),
    path(
        "next-year/<str:token>/",
        next_year.answer_for_next_year,
        name="answer_for_next_year",
    ),
    path("my/places/<int:pk>/withdraw/", places.withdraw_place, name="withdraw_place"),
    path("my/tried/", gap_tasks.answer_gap_task, name="answer_gap_task"),
    path("my/places/<int:pk>/sessions.ics", places.calendar, name="calendar"),
    path("release/", releases.show_released_teachers, name="show_released_teachers"),
    path("release/sessions.ics", releases.released_dates, name="released_dates"),
    path("release/stop/", releases.stop_release_emails, name="stop_release_emails"),
    path(
        "release/<str:token>/",
        releases.show_released_teachers,
        name="show_released_teachers",
    ),
    path(
        "mentor/", mentors.show_mentored_participants, name="show_mentored_participants"
    ),
    path("mentor/talked/", mentors.talk_about_task, name="talk_about_task"),
    path("mentor/invited/", mentors.answer_invitation, name="answer_invitation"),
    path("mentor/stop/", mentors.stop_writing, name="stop_writing"),
    path(
        "mentor/<str:token>/",
        mentors.show_mentored_participants,
        name="show_mentored_participants",
    ),
]
