"""Many people better the same words at once, through the portal's own pages, on a real database.

Every word that was submitted is to be found afterwards: accepted, in a wording that is kept, or given back in the form
of a conflict. Whoever was accepted had seen the wording right before: nobody's words were overwritten unseen.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import connections

from charters.models import Behaviour, Commitment, Proposal
from programmes.access import Role
from programmes.models import AuditEvent
from tests.charters.lines import write
from tests.charters.words import REASON, address, proposed, typed
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in


@dataclass
class Editor:
    """Somebody who saves again and again, now over what they were shown last, now as they first saw it."""

    client: object
    url: str
    name: str
    data: dict
    accepted: dict = field(default_factory=dict)  # the words -> the revision that they were saved over
    given_back: set = field(default_factory=set)
    lost: list = field(default_factory=list)

    def save(self, number):
        words = f"{self.name} says it {number} times"
        answer = self.client.post(self.url, {**self.data, "text": words, "behaviours": f"Does {words}"})
        if answer.status_code == 302:
            self.accepted[words] = self.data["revision"]
            self.data["revision"] += 1
            return
        page = answer.content.decode()
        if (answer.status_code, typed(page, "text"), typed(page, "behaviours")) == (409, words, f"Does {words}"):
            self.given_back.add(words)
            self.data["revision"] = int(typed(page, "revision"))
        else:
            self.lost.append((answer.status_code, words))


def _all_at_once(editors, saves):
    def edit(editor):
        try:
            for number in range(saves):
                editor.save(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(editors)) as threads:
        list(threads.map(edit, editors))
    assert [lost for editor in editors for lost in editor.lost] == []
    assert {len(editor.accepted) + len(editor.given_back) for editor in editors} == {saves}
    return {words: seen for editor in editors for words, seen in editor.accepted.items()}


def better_a_proposal(people, saves):
    """Each of so many leaders saves so often over one proposal; each wording is kept or given back."""
    programme = ProgrammeFactory()
    made = proposed(programme, member(programme))
    url = address("proposal-reword", programme, proposal=made.pk)
    editors = [
        Editor(signed_in(member(programme)), url, f"Editor{number}", {"reason": REASON, "revision": 1})
        for number in range(people)
    ]
    accepted = _all_at_once(editors, saves)
    kept = list(made.revisions.values_list("number", "text", "behaviours"))
    assert [number for number, _, _ in kept] == list(range(1, len(accepted) + 2))
    assert {text: number - 1 for number, text, _ in kept[1:]} == accepted
    assert [below for _, _, below in kept[1:]] == [f"Does {text}" for _, text, _ in kept[1:]]
    assert Proposal.objects.values_list("revision", "text").get() == (len(kept), kept[-1][1])


def better_a_commitment(people, saves):
    """Each of so many facilitators saves so often over one commitment; each wording is kept or given back."""
    programme = ProgrammeFactory()
    line = write(programme, "ways", "We meet every month")
    url = address("commitment", programme, commitment=line.pk)
    editors = [
        Editor(
            signed_in(member(programme, Role.FACILITATOR)),
            url,
            f"Editor{number}",
            {"section": line.section_id, "revision": 1, "position": 1},
        )
        for number in range(people)
    ]
    accepted = _all_at_once(editors, saves)
    changes = AuditEvent.objects.about(line.key).order_by("pk").values_list("changes", flat=True)
    before = [each["text"][0] for each in changes]
    after = [each["text"][1] for each in changes]
    assert sorted(after) == sorted(accepted)
    assert before == ["We meet every month", *after[:-1]]
    standing = Commitment.objects.get()
    assert (standing.text, standing.revision) == (after[-1], len(accepted) + 1)
    assert [each.text for each in Behaviour.objects.standing()] == [f"Does {after[-1]}"]
