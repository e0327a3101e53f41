"""Files kept with a deal: taken in with care, handed out as attachments only."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evener.deals import actions
from evener.deals.models import DealFile
from evener.deals.rules import Closing, Outcome
from evener.journal.models import Entry
from tests.deals.web import post, signed_in, words
from tests.world import NOW, TODAY, World

HTML = b"<script>alert(document.cookie)</script>"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def upload(world: World, name: str = "offer.pdf", content: bytes = b"%PDF-1.7", *, who: str = "owner") -> Any:
    client = signed_in(getattr(world, who))
    return post(client, f"/deals/{world.deal.pk}/files/", file=SimpleUploadedFile(name, content))


def kept(world: World) -> DealFile:
    return DealFile.objects.get(deal=world.deal)


def address(world: World) -> str:
    return f"/deals/{world.deal.pk}/files/{kept(world).pk}/"


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_what_went_in_comes_out(world: World) -> None:
    content = bytes(range(256)) * 5000
    assert upload(world, "Angebot für Bø.bin", content).status_code == 302
    response = signed_in(world.teammate).get(address(world))
    assert body(response) == content
    assert "Angebot%20f%C3%BCr%20B%C3%B8.bin" in response["Content-Disposition"]
    assert "Angebot für Bø.bin" in words(signed_in(world.owner).get(f"/deals/{world.deal.pk}/notes/"))


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "code.js", "sheet.xml", "offer.pdf"])
def test_nothing_is_shown_in_the_browser(world: World, name: str) -> None:
    upload(world, name, HTML)
    response = signed_in(world.owner).get(address(world))
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    body(response)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/absolute/path.txt", "path.txt"),
        ("semicolon; filename=evil.exe", "semicolon; filename=evil.exe"),
        ("x" * 190 + ".txt", "x" * 190 + ".txt"),
        ("<b>bold</b>.txt", "b>.txt"),
        ("日本語.txt", "日本語.txt"),
    ],
)
def test_a_name_is_only_a_name(world: World, folder: Path, name: str, shown: str) -> None:
    assert upload(world, name).status_code == 302
    file = kept(world)
    assert file.name == shown
    stored = Path(file.stored.path).resolve()
    assert stored.is_relative_to(folder.resolve())
    assert shown not in stored.name
    page = signed_in(world.owner).get(f"/deals/{world.deal.pk}/notes/")
    assert page.status_code == 200
    assert b"<b>bold" not in page.content
    response = signed_in(world.owner).get(address(world))
    assert "\n" not in response["Content-Disposition"]
    body(response)


@pytest.mark.parametrize("name", ["..", ".", "", "\n"])
def test_no_name_is_no_file(world: World, name: str) -> None:
    response = post_raw(world, name)
    assert response.status_code == 422
    assert not DealFile.objects.exists()


def post_raw(world: World, name: str, content: bytes = b"x") -> Any:
    """A form made by hand, as no client library would send such names."""
    edge = b"----edge"
    form = b"--" + edge + b'\r\nContent-Disposition: form-data; name="file"; filename="' + name.encode()
    form += b'"\r\nContent-Type: text/plain\r\n\r\n' + content + b"\r\n--" + edge + b"--\r\n"
    return signed_in(world.owner).post(
        f"/deals/{world.deal.pk}/files/", form, content_type="multipart/form-data; boundary=" + edge.decode()
    )


def test_an_empty_file_and_no_file_are_not_taken(world: World) -> None:
    assert "This file is empty" in words(upload(world, content=b""))
    response = post(signed_in(world.owner), f"/deals/{world.deal.pk}/files/")
    assert response.status_code == 422
    assert "Choose a file first." in words(response)
    assert not DealFile.objects.exists()


def test_a_file_over_the_limit_is_not_taken(world: World, settings: Any, folder: Path) -> None:
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    response = upload(world, content=b"x" * (1024 * 1024 + 1))
    assert response.status_code == 422
    assert "Files may have up to 1 MB." in words(response)
    assert not list(folder.rglob("*.*"))


def test_a_huge_file_is_refused_before_it_is_read(world: World, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 1024 * 1024

    class Unread(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("the body was read")

    client = signed_in(world.owner)
    response = client.generic(
        "POST",
        f"/deals/{world.deal.pk}/files/",
        content_type="multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": str(200 * 1024 * 1024), "wsgi.input": Unread()},  # type: ignore[arg-type]
    )
    assert response.status_code == 422
    assert "Files may have up to 1 MB." in words(response)


def test_a_form_from_elsewhere_is_not_taken(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.owner)
    answer = client.post(f"/deals/{world.deal.pk}/files/", {"file": SimpleUploadedFile("a.txt", b"x")})
    assert answer.status_code == 403
    page = client.get(f"/deals/{world.deal.pk}/notes/").content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    form = {"file": SimpleUploadedFile("a.txt", b"x"), "csrfmiddlewaretoken": token}
    assert client.post(f"/deals/{world.deal.pk}/files/", form).status_code == 302


def test_a_file_belongs_to_its_deal(world: World) -> None:
    upload(world)
    by = world.viewer("owner")
    other = actions.create_deal(by=by, at=NOW, values={"name": "Other"})
    client = signed_in(world.owner)
    assert client.get(f"/deals/{other.pk}/files/{kept(world).pk}/").status_code == 404
    assert client.post(f"/deals/{other.pk}/files/{kept(world).pk}/remove/").status_code == 404
    assert client.get(f"/deals/{world.deal.pk}/files/999/").status_code == 404


def test_whoever_does_not_see_the_deal_does_not_get_its_files(world: World) -> None:
    upload(world)
    by = world.viewer("owner")
    actions.change_deal(by=by, at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None)
    client = signed_in(world.outsider)
    assert client.get(address(world)).status_code == 404
    assert client.post(f"{address(world)}remove/").status_code == 404
    assert Client().get(address(world)).status_code == 302


def test_whoever_only_reads_may_not_add_or_remove(world: World) -> None:
    upload(world)
    assert upload(world, "mine.txt", who="outsider").status_code == 403
    client = signed_in(world.outsider)
    assert client.post(f"{address(world)}remove/").status_code == 403
    response = client.get(address(world))
    assert response.status_code == 200
    body(response)


@pytest.mark.django_db(transaction=True)
def test_a_removed_file_is_gone_and_the_journal_knows(world: World) -> None:
    upload(world)
    file, path = kept(world), Path(kept(world).stored.path)
    assert path.exists()
    assert signed_in(world.owner).post(f"{address(world)}remove/").status_code == 302
    assert not path.exists()
    entry = Entry.objects.get(what="file.removed")
    assert (entry.subject_name, entry.changes[0][1]) == ("offer.pdf", file.sha256)


def test_a_file_lost_from_the_data_folder_says_so(world: World) -> None:
    upload(world)
    Path(kept(world).stored.path).unlink()
    response = signed_in(world.owner).get(address(world))
    assert response.status_code == 404
    assert "missing from the data folder" in words(response)


def test_a_closed_deal_takes_no_file(world: World) -> None:
    lost = Closing(Outcome.LOST, "price", "", TODAY)
    actions.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=lost)
    assert upload(world).status_code == 409
    assert not DealFile.objects.exists()
