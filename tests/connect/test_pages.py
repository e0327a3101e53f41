"""An import in the browser's steps, without JavaScript: files, columns, trial run, report."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse, HttpResponseBase
from django.test import Client

from evener.connect.models import ImportBatch
from evener.deals.models import Deal
from evener.people.models import User
from tests.connect.conftest import FILES
from tests.world import World


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def admin(world: World, media: Path) -> Client:
    return client_of(world.admin)


def upload(client: Client, *files: Path | tuple[str, bytes]) -> Any:
    given = [
        SimpleUploadedFile(file.name, file.read_bytes()) if isinstance(file, Path) else SimpleUploadedFile(*file)
        for file in files
    ]
    return client.post("/import/", {"file": given})


def form_of(response: HttpResponseBase) -> dict[str, str]:
    """The selects of a page, as a browser would send them."""
    found = {}
    assert isinstance(response, HttpResponse)
    html = response.content.decode()
    for name, body in re.findall(r'<select id="[^"]*" name="([^"]*)">(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected>', body) or re.search(r'<option value="([^"]*)"', body)
        found[name] = chosen.group(1) if chosen else ""
    return found


def test_the_four_steps(admin: Client, world: World) -> None:
    response = upload(admin, FILES / "maven_like.csv", FILES / "people.csv")
    batch = ImportBatch.objects.get()
    assert response.status_code == 302 and response["Location"] == f"/import/{batch.pk}/columns/"
    page = admin.get(response["Location"])
    assert page.status_code == 200
    chosen = form_of(page)
    assert chosen["kind-0"] == "deals" and chosen["kind-1"] == "people"
    assert chosen["column-0-0"] == "external_id" and chosen["column-0-4"] == "stage"
    response = admin.post(response["Location"], chosen)
    assert response["Location"] == f"/import/{batch.pk}/preview/"
    page = admin.get(response["Location"])
    html = page.content.decode()
    assert page.status_code == 200 and "Nothing is written yet" in html and "Engaging" in html
    assert Deal.objects.count() == 1
    response = admin.post(f"/import/{batch.pk}/stages/", {**form_of(page), "stage-2": "Prove"})
    assert response["Location"] == f"/import/{batch.pk}/preview/"
    response = admin.post(f"/import/{batch.pk}/apply/")
    assert response["Location"] == f"/import/{batch.pk}/"
    html = admin.get(response["Location"]).content.decode()
    assert "What happened" in html and "imported by Ada Admin" in html
    assert Deal.objects.count() == 5
    batch.refresh_from_db()
    assert batch.status == "applied" and batch.choices["stages"]
    again = admin.post(f"/import/{batch.pk}/apply/")
    assert again.status_code == 302 and Deal.objects.count() == 5
    assert "maven_like.csv, people.csv" in admin.get("/import/").content.decode()


def test_stages_are_taken_as_chosen(admin: Client) -> None:
    upload(admin, ("deals.csv", b"id,deal name,stage\n1,One,Waiting for rain\n2,Two,Given up\n"))
    batch = ImportBatch.objects.get()
    url = f"/import/{batch.pk}"
    admin.post(f"{url}/columns/", form_of(admin.get(f"{url}/columns/")))
    page = admin.get(f"{url}/preview/")
    assert "Unknown" in page.content.decode()
    assert form_of(page) == {"stage-0": "", "stage-1": ""}
    admin.post(f"{url}/stages/", {"stage-0": "Propose", "stage-1": "lost"})
    page = admin.get(f"{url}/preview/")
    assert form_of(page) == {"stage-0": "Propose", "stage-1": "lost"}
    admin.post(f"{url}/apply/")
    assert Deal.objects.get(external_id="1").stage.name == "Propose"
    # The second ended, and no day says when: it is left out, and can be fetched.
    page = admin.get(f"{url}/")
    assert "the day it closed is missing" in page.content.decode()
    download = admin.get(f"{url}/rejects/1/")
    assert download["Content-Disposition"].startswith("attachment")
    assert b"2,Two,Given up" in b"".join(download.streaming_content)  # type: ignore[attr-defined]
    assert admin.get(f"{url}/rejects/2/").status_code == 404


def test_another_kind_is_guessed_anew(admin: Client) -> None:
    upload(admin, ("things.csv", b"Name,Sector\nAcme,Food\n"))
    batch = ImportBatch.objects.get()
    assert batch.files[0]["kind"] == "accounts"
    url = f"/import/{batch.pk}/columns/"
    admin.post(url, {"kind-0": "products", "again": "1"})
    batch.refresh_from_db()
    assert batch.files[0]["kind"] == "products" and batch.files[0]["columns"] == {"name": "Name"}


def test_a_field_chosen_twice_comes_back_as_it_was_sent(admin: Client) -> None:
    upload(admin, FILES / "products.csv")
    url = f"/import/{ImportBatch.objects.get().pk}/columns/"
    sent = form_of(admin.get(url)) | {"column-0-0": "name", "column-0-1": "name", "column-0-2": ""}
    page = admin.post(url, sent)
    assert page.status_code == 422 and "“Name” is chosen for" in page.content.decode()
    assert form_of(page) == sent
    nothing = admin.post(url, {name: "" if name.startswith("column") else value for name, value in sent.items()})
    assert nothing.status_code == 422 and "has no column for" in nothing.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.csv", b"", "empty"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("broken.xlsx", b"PK\x03\x04broken", "damaged"),
        ("open.csv", b'a,b\n1,"x\n', "never closed"),
    ],
)
def test_files_that_cannot_be_used(admin: Client, media: Path, name: str, content: bytes, says: str) -> None:
    page = upload(admin, FILES / "products.csv", (name, content))
    assert page.status_code == 422 and says in page.content.decode()
    assert not ImportBatch.objects.exists() and not list(media.rglob("*.*"))
    assert not (media / "imports").exists() or not list((media / "imports").iterdir())


def test_no_file_and_too_many(admin: Client) -> None:
    assert "Choose a file first" in admin.post("/import/", {}).content.decode()
    page = upload(admin, *[(f"{number}.csv", b"name\nx\n") for number in range(11)])
    assert page.status_code == 422 and "At most 10" in page.content.decode()


def test_too_large_is_refused_before_it_is_read(admin: Client) -> None:
    page = admin.generic("POST", "/import/", b"x", CONTENT_LENGTH=str(settings.MAX_UPLOAD_BYTES + 1_000_000))
    assert page.status_code == 422 and "MB here" in page.content.decode()


def test_names_of_files_are_only_names(admin: Client, media: Path) -> None:
    upload(admin, ("../../etc/<b>passwd.csv", b"deal name\nOne\n"))
    batch = ImportBatch.objects.get()
    assert "/" not in batch.files[0]["name"]
    assert re.fullmatch(r"imports/[0-9a-f]{32}", batch.files[0]["stored"])
    stored = media / batch.files[0]["stored"]
    assert stored.stat().st_mode & 0o777 == 0o600
    assert "<b>" not in admin.get("/import/").content.decode()


def test_forgetting_removes_the_files(admin: Client, media: Path) -> None:
    upload(admin, FILES / "products.csv")
    batch = ImportBatch.objects.get()
    with_files = list((media / "imports").iterdir())
    assert len(with_files) == 1
    admin.post(f"/import/{batch.pk}/discard/")
    assert not ImportBatch.objects.exists()


def test_csrf_is_asked_for(world: World, media: Path) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.admin)
    assert upload(client, FILES / "products.csv").status_code == 403
    assert not ImportBatch.objects.exists()


URLS = ("", "columns/", "preview/", "rejects/1/")
POSTS = ("columns/", "stages/", "apply/", "discard/")


def test_imports_of_others_are_not_there(world: World, admin: Client) -> None:
    upload(admin, FILES / "products.csv")
    batch = ImportBatch.objects.get()
    other = client_of(world.outsider)
    for path in URLS:
        assert other.get(f"/import/{batch.pk}/{path}").status_code == 404, path
    for path in POSTS:
        assert other.post(f"/import/{batch.pk}/{path}").status_code == 404, path
    assert ImportBatch.objects.filter(pk=batch.pk).exists()
    assert other.get("/import/").status_code == 200
    assert "products.csv" not in other.get("/import/").content.decode()


def test_who_only_reads_imports_nothing(world: World, media: Path) -> None:
    client = client_of(world.viewer_only)
    assert client.get("/import/").status_code == 403
    assert upload(client, FILES / "products.csv").status_code == 403


def test_signed_out(world: World) -> None:
    for path in ("", "1/", "1/columns/", "1/preview/"):
        assert Client().get(f"/import/{path}").status_code == 302
    assert Client().post("/import/1/apply/").status_code == 302


def test_a_seller_imports_her_own(world: World, media: Path) -> None:
    client = client_of(world.owner)
    upload(client, ("mine.csv", b"id,deal name,account,stage\n1,Mine,Nordhafen Pumps,Prove\n"))
    url = f"/import/{ImportBatch.objects.get().pk}"
    client.post(f"{url}/columns/", form_of(client.get(f"{url}/columns/")))
    client.post(f"{url}/apply/")
    assert Deal.objects.get(external_id="1").members.get().user == world.owner


def test_imported_deals_open_like_any_other(world: World, admin: Client) -> None:
    """Also those that ended without a reason, and those without account, owner or dates."""
    text = b"id,deal name,stage,close date\n1,Ended,Closed Lost,2026-01-05\n2,Bare,,\n"
    upload(admin, ("deals.csv", text))
    url = f"/import/{ImportBatch.objects.get().pk}"
    admin.post(f"{url}/columns/", form_of(admin.get(f"{url}/columns/")))
    admin.post(f"{url}/apply/")
    pages = ["/deals/", "/deals/?outcome=all", "/", "/board/", "/promises/", "/accounts/"]
    for deal in Deal.objects.filter(external_id__in=["1", "2"]):
        pages += [f"/deals/{deal.pk}/", f"/deals/{deal.pk}/journal/"]
    for page in pages:
        assert admin.get(page, follow=True).status_code in (200, 404), page
    assert admin.get(pages[-1]).status_code == 200
