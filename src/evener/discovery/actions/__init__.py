"""Every write to playbooks and to what is known of deals."""

from evener.discovery.actions.answers import choose_playbook, give_answer, move_up, take_back
from evener.discovery.actions.playbooks import (
    change_playbook,
    create_playbook,
    discard_draft,
    publish,
    start_draft,
    take_file,
)
from evener.discovery.actions.questions import add_question, change_question, move_question, remove_question

__all__ = [
    "add_question",
    "change_playbook",
    "change_question",
    "choose_playbook",
    "create_playbook",
    "discard_draft",
    "give_answer",
    "move_question",
    "move_up",
    "publish",
    "remove_question",
    "start_draft",
    "take_back",
    "take_file",
]
