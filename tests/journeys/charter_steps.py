"""What people do with their charter, page by page: proposing, agreeing, signing, handing over, pulses."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from charters.models import CharterVersion, Proposal, Review, Round
from diagnostics.selectors.surveys import form_of
from programmes.models import Job, Membership
from tests.journeys import survey_steps
from tests.journeys.meeting_steps import by_name, save
from tests.signing import signed_in


def at(name, programme, *args):
    return reverse(f"charters:{name}", args=[programme.pk, *args])


def heading(page):
    return expect(page.get_by_role("heading", level=1))


# Proposing ------------------------------------------------------------


def keep_as_proposal(page, event, cluster, section):
    """A cluster becomes a proposal, worded first and put under a section."""
    page.goto(reverse("gathered", args=[event.programme_id, event.pk]))
    page.locator("summary", has_text=f"Word it first, or choose something else: {cluster}").click()
    by_name(page, "link", "a proposal ?, worded first", cluster).click()
    page.get_by_label("Section of the charter").select_option(label=section)
    save(page, "Keep it")
    expect(page.get_by_role("link", name=f"proposal, {cluster}", exact=True)).to_be_visible()
    return Proposal.objects.get(text=cluster)


def add_behaviours(page, proposal, *behaviours):
    """A leader betters the words of a proposal: what others can see somebody do who keeps it."""
    programme = proposal.charter.programme
    page.goto(at("proposals", programme))
    by_name(page, "link", "Read and comment", proposal.text).click()
    page.get_by_role("link", name="Better its words").click()
    page.get_by_label("Behaviours that bear it out").fill("\n".join(behaviours))
    save(page, "Save these words")
    expect(page.get_by_role("heading", name="How its words came about")).to_be_visible()


def propose_a_change(page, programme, old, new, reason):
    page.goto(at("charter", programme))
    by_name(page, "link", "Propose a change to", old).click()
    page.get_by_label("Commitment", exact=True).fill(new)
    page.get_by_label("Why", exact=True).fill(reason)
    save(page, "Make this proposal")
    expect(page.get_by_role("heading", level=1)).to_contain_text("proposes a change")
    return Proposal.objects.get(text=new)


# Agreeing ------------------------------------------------------------


def open_round(page, programme, event=None):
    """A round about everything that is proposed; in a meeting, phones in its room are led to it."""
    page.goto(at("round-open", programme))
    if event is not None:
        page.get_by_label("Run live in a meeting").select_option(label=str(event))
    save(page, "Open the round")
    heading(page).to_contain_text("The group decides about")
    opened = Round.objects.get(charter__programme=programme, state=Round.State.OPEN)
    page.get_by_role("button", name="Run this round").click()
    if event is not None:
        save(page, "Run it in the room")
        expect(page.get_by_text("are led to the round")).to_be_visible()
    return opened


def take_stances(page, *choices):
    """From the page of the round through its proposals, one a page."""
    page.get_by_role("button", name="Begin").click()
    for choice, reason in choices:
        page.get_by_label(choice, exact=True).check()
        if reason:
            page.get_by_label("If not yet: why?").fill(reason)
        here = page.url
        save(page, "Save and continue")
        page.wait_for_url(lambda url, here=here: url != here)
    heading(page).to_have_text("What you have said")


def take_by_request(round, user, choice="agree"):
    """The same by the requests that a browser makes."""
    visitor, programme = signed_in(user), round.charter.programme
    for item in round.items.all():
        assert visitor.post(at("round-item", programme, round.pk, item.pk), {"choice": choice}).status_code == 302


def answer_not_yet(desk, round, name, answer):
    """The facilitator answers a "not yet" in writing."""
    desk.goto(at("round-stances", round.charter.programme, round.pk))
    desk.get_by_role("link", name=f"Answer to {name} on proposal 1").click()
    desk.get_by_label("The answer", exact=True).fill(answer)
    save(desk, "Save the answer")
    expect(desk.get_by_text("Your answer, not taken yet:")).to_be_visible()


def take_the_answer(page, round):
    """Whoever said "not yet" reads the answer, and says that it will do."""
    page.goto(at("round", round.charter.programme, round.pk))
    page.get_by_role("link", name="Read it on proposal 1").click()
    heading(page).to_have_text("Your “not yet” has an answer")
    page.get_by_label("That answers it: I can live with it").check()
    save(page, "Save and continue")
    heading(page).to_have_text("What you have said")


def close_round(desk, round):
    """Read what would come of it, then close; the version that was frozen."""
    programme = round.charter.programme
    desk.goto(at("round-stances", programme, round.pk))
    desk.get_by_role("button", name="Close the round").click()
    save(desk, "Close the round")
    heading(desk).to_contain_text("agreed")
    return CharterVersion.objects.get(agreed_in=round)


# Signing ------------------------------------------------------------


def sign_together(pages, version):
    """All of them open the page at once, then each signs."""
    address = at("sign", version.charter.programme, version.pk)
    for page in pages:
        page.goto(address, wait_until="commit")
    for page in pages:
        save(page, "I sign")
    for page in pages:
        heading(page).to_have_text(f"You have signed version {version.number}")


def sign_by_keyboard(page, version):
    page.goto(at("charter", version.charter.programme))
    for name in ("Read it and sign", "I sign"):
        page.get_by_role("button", name=name).focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
    heading(page).to_have_text(f"You have signed version {version.number}")


def sign_by_request(user, version):
    assert signed_in(user).post(at("sign", version.charter.programme, version.pk)).status_code == 302


def ask_for_signatures(desk, version, said):
    desk.goto(at("signatures", version.charter.programme, version.pk))
    save(desk, "Mail those who have not signed")
    expect(desk.get_by_text(said)).to_be_visible()


# Successors ------------------------------------------------------------


def hand_over(page, programme, leaving, name):
    """One leaves the post, another takes it up; the user of who comes, who is welcomed by mail."""
    post = Membership.objects.get(programme=programme, person=leaving.person).post
    today = timezone.localdate()
    page.goto(reverse("programmes:succession", args=[programme.system_id, post.pk]))
    page.get_by_label("Who leaves the post").select_option(index=1)
    page.get_by_label("Last day in post").fill(f"{today - timedelta(days=1):%-d %B %Y}")
    page.get_by_label("Name of somebody new").fill(name)
    page.get_by_label("Their email address").fill(f"{name.split()[0].lower()}@downs.example")
    page.get_by_label("First day in post").fill(f"{today:%-d %B %Y}")
    save(page, "Record the change")
    expect(page.get_by_text("has changed hands")).to_be_visible()
    return Membership.objects.get(programme=programme, person__name=name).person.user


def get_started(page, programme):
    """A newcomer ticks off the whole list."""
    page.goto(reverse("home"))
    page.get_by_role("link", name="Tick off what you have done").click()
    heading(page).to_contain_text("to get started")
    for left in range(page.get_by_role("button", name="Tick off").count(), 0, -1):
        heading(page).to_contain_text(f"{left} of")
        page.get_by_role("button", name="Tick off").first.click()
    heading(page).to_have_text("You have got started")


# How it is lived ------------------------------------------------------------


def plan_review(page, programme, day):
    page.goto(at("review-add", programme))
    for part in ("day", "month", "year"):
        page.locator(f"[name=due_on_{part}]").fill(str(getattr(day, part)))
    save(page)
    heading(page).to_contain_text("A review by")
    return Review.objects.get(charter__programme=programme, held_on=None)


def ask_how_it_is_lived(page, review):
    """The pulse goes out: the sealing worker makes the links and mails them."""
    programme = review.charter.programme
    page.goto(at("review", programme, review.pk))
    page.get_by_role("button", name="Ask how it is lived").click()
    save(page, "Send the pulse")
    heading(page).to_contain_text("A review by")
    review.refresh_from_db()
    opening = Job.objects.get(programme=programme, subject__wave=review.wave_id)
    survey_steps.arrive(page, opening, review.wave)
    mails = Job.objects.filter(programme=programme, title__startswith="Mails to").latest("pk")
    survey_steps.arrive(page, mails, review.wave)
    return review.wave


def answer_pulse(review, tokens, *, mine, ours):
    """Everybody with these links gives each line the same points."""
    keys = [(str(one["mine"]), str(one["ours"])) for one in review.questions]
    given = {key: point for pair in keys for key, point in zip(pair, (mine, ours), strict=True)}
    form = form_of(review.survey)
    for token in tokens:
        survey_steps.answer_at(form, token, given)


def hold_review(page, review, outcome):
    page.goto(at("review-hold", review.charter.programme, review.pk))
    page.get_by_label("When was it held?").fill(f"{timezone.localdate():%-d %B %Y}")
    page.get_by_label("What came of it?").fill(outcome)
    save(page)
    heading(page).to_have_text("What came of the review")
