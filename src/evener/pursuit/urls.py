"""Addresses of plans: ours, and the one a link opens."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.pursuit.views import answers, metrics, page, readers, shared

app_name = "pursuit"

DEAL = "pursuit/deal/<int:deal_id>/"

urlpatterns: list[URLPattern] = [
    path(DEAL, page.of_deal, name="of_deal"),
    path(f"{DEAL}answer/<slug:question>/", answers.answer, name="answer"),
    path(f"{DEAL}metrics/", metrics.new, name="add_metric"),
    path(f"{DEAL}metrics/<int:metric_id>/", metrics.edit, name="metric"),
    path(f"{DEAL}metrics/<int:metric_id>/remove/", metrics.remove, name="remove_metric"),
    path(f"{DEAL}metrics/<int:metric_id>/reading/", metrics.read, name="read_metric"),
    path(f"{DEAL}metrics/<int:metric_id>/readings/<int:reading_id>/remove/", metrics.unread, name="remove_reading"),
    path(f"{DEAL}reply/", readers.reply, name="reply"),
    path(f"{DEAL}comments/<int:comment_id>/remove/", readers.remove, name="remove_comment"),
    path(f"{DEAL}seen/", readers.see_all, name="see_all"),
    path(f"{DEAL}seen/<int:heard_id>/", readers.see, name="see"),
    path(f"{DEAL}steps/<int:step_id>/shared/", readers.share, name="share_step"),
    path(f"{DEAL}files/<int:file_id>/shared/", readers.share_file, name="share_file"),
    path(f"{DEAL}preview/", shared.preview, name="preview"),
    # Whoever holds a link.
    path("plan/<str:token>/", shared.plan, name="shared"),
    path("plan/<str:token>/steps/<int:step_id>/done/", shared.tick, {"done": True}, name="tick"),
    path("plan/<str:token>/steps/<int:step_id>/open/", shared.tick, {"done": False}, name="untick"),
    path("plan/<str:token>/comments/", shared.comment, name="comment"),
    path("plan/<str:token>/files/<int:file_id>/", shared.file, name="shared_file"),
]
