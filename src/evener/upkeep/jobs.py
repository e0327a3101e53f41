"""The export, in the background."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django_tasks import task

from evener.jobs.actions import running
from evener.people.queries import viewer_of
from evener.problems import NotAllowed
from evener.upkeep.exports import export_zip

KIND = "export"


@task()
def write_export(work_id: int) -> None:
    """One ZIP file with everything."""
    with running(work_id) as work:
        by = viewer_of(work.owner_id, via="job")
        with override(by.language):
            if not by.may_administer:  # no longer, since it was started
                raise NotAllowed(_("Only an admin exports everything."))
            now = timezone.now()
            target = work.new_file(f"evener-{timezone.localtime(now):%Y-%m-%d}.zip")

            def step(done: int, total: int, table: str) -> None:
                work.step(done, total, _("Writing %(table)s") % {"table": table.replace("_", " ")})

            written = export_zip(target, at=now, step=step)
            work.message = ngettext(
                "%(rows)s rows and %(files)s uploaded file.",
                "%(rows)s rows and %(files)s uploaded files.",
                written.files,
            ) % {"rows": f"{written.total:,}", "files": f"{written.files:,}"}
