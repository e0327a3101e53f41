"""Discovery as programs use it."""

from __future__ import annotations

from collections.abc import Callable

from tests.rest.calling import Caller
from tests.world import World

FILE = """evener-playbook = 1
name = "Small"
[[question]]
key = "flow"
group = "scale"
text = "How much an hour?"
why = "It sizes the pump."
answer = "number"
unit = "m3/h"
before = 25
"""


def test_a_playbook_and_its_answers(caller: Callable[..., Caller], owner: Caller, world: World) -> None:
    engineer = caller("engineer")
    broken = engineer.post("/playbooks/file", {"file": FILE.replace('"scale"', '"size"')})
    assert broken.status_code == 422
    assert "Line 3, question 1 “flow”: group" in broken.json()["errors"][0]["message"]
    playbook = engineer.post("/playbooks/file", {"file": FILE}).json()
    assert (playbook["name"], playbook["published"], playbook["draft"]) == ("Small", None, 1)
    here = f"/deals/{world.deal.pk}/discovery"
    assert owner.get(here).json()["percent"] is None
    assert owner.call("PUT", here, {"playbook_id": playbook["id"]}).status_code == 409  # not published yet
    version = engineer.post(f"/playbooks/{playbook['id']}/publish", {}).json()
    (question,) = version["questions"]
    chosen = owner.call("PUT", here, {"playbook_id": playbook["id"]}).json()
    assert (chosen["percent"], chosen["next"][0]["key"], chosen["exit"]["met"]) == (0, "flow", 0)
    given = {"question_id": question["id"], "value": "1.125", "source": "told", "seen": 0}
    answer = owner.post(f"/deals/{world.deal.pk}/answers", given)
    assert (answer.status_code, answer.json()["value"]) == (201, "1.125")
    late = owner.post(f"/deals/{world.deal.pk}/answers", {**given, "value": "2"})
    assert (late.status_code, late.json()["clashes"][0]["theirs"]) == (409, "1.125 m3/h (Told)")
    assert owner.get(here).json()["percent"] == 100
    assert owner.get(f"/deals/{world.deal.pk}").json()["coverage"] == 100
    back = owner.post(
        f"/deals/{world.deal.pk}/answers/back", {"question_id": question["id"], "seen": answer.json()["id"]}
    )
    assert back.json() == {"items": []}
    (line,) = owner.get(f"/playbooks/{playbook['id']}/outcomes").json()["items"]
    assert line["rates"][0] == {"outcome": "won", "deals": 0, "answered": None, "low": None, "high": None}
