"""Addresses of the papers room: `papers/` for people who are signed in, `paper/` for those who hold a link."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from evener.papers.views import brand, deal, editor, library, lists, out, parts, shared

app_name = "papers"

OURS: list[URLPattern] = [
    path("", lists.index, name="list"),
    path("brand/", brand.page, name="brand"),
    path("pieces/", library.index, name="pieces"),
    path("pieces/new/", library.new, name="new_piece"),
    path("pieces/<int:piece_id>/", library.page, name="piece"),
    path("pieces/<int:piece_id>/edit/", library.edit, name="edit_piece"),
    path("pieces/<int:piece_id>/check/", library.check, name="check_piece"),
    path("pieces/<int:piece_id>/retire/", library.retire, name="retire_piece"),
    path("deal/<int:deal_id>/", deal.of_deal, name="of_deal"),
    path("deal/<int:deal_id>/new/", deal.begin, name="begin"),
    path("<int:paper_id>/", editor.page, name="page"),
    path("<int:paper_id>/preview/", editor.preview, name="preview"),
    path("<int:paper_id>/pdf/", editor.draft, name="draft"),
    path("<int:paper_id>/discard/", parts.discard, name="discard"),
    path("<int:paper_id>/pieces/", parts.offered, name="offered"),
    path("<int:paper_id>/pieces/<int:piece_id>/put/", parts.put, name="put_piece"),
    path("<int:paper_id>/pieces/<int:piece_id>/renew/", parts.renew, name="renew_piece"),
    path("<int:paper_id>/claims/", parts.claims, name="claims"),
    path("<int:paper_id>/plan/", out.plan, name="on_plan"),
    path("<int:paper_id>/out/", out.send, name="out"),
    path("editions/<int:edition_id>/", out.edition, name="edition"),
    path("editions/<int:edition_id>/pdf/", out.pdf, name="pdf"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("papers/", include(OURS)),
    path("paper/look/<slug:colour>.css", brand.colours, name="colours"),
    path("paper/logo/<slug:digest>/", brand.logo, name="logo"),
    path("paper/plan/<str:token>/<int:edition_id>/", shared.on_plan, name="shared_on_plan"),
    path("paper/plan/<str:token>/<int:edition_id>/paper.pdf", shared.on_plan_pdf, name="shared_on_plan_pdf"),
    path("paper/<str:token>/", shared.page, name="shared"),
    path("paper/<str:token>/paper.pdf", shared.pdf, name="shared_pdf"),
]
