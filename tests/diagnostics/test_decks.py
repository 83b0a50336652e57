"""Decks for the room: what may stand on a card, how it is kept and shown, and that notes stay with who wrote them."""

import io
import threading

import pptx
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diagnostics.deck_figures import of_release
from diagnostics.models import Card, Deck, Release, Survey, Wave
from diagnostics.selectors import decks as selectors
from diagnostics.services import decks as services
from programmes.models import AuditEvent
from programmes.services import records
from tests.diagnostics import coded, dealt, groups
from tests.signing import signed_in

pytestmark = pytest.mark.django_db

NOTES = "zanzibarnotes"


@pytest.fixture
def run():
    return groups.programme()


def address(name, deck, **keywords):
    return reverse(f"diagnostics:{name}", kwargs={"programme": deck.programme_id, "deck": deck.pk, **keywords})


def page(client, name, deck, **keywords):
    answer = client.get(address(name, deck, **keywords))
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def text(element):
    return " ".join(element.get_text().split())


# What may stand on a card ------------------------------------------------------------


def test_a_deck_made_in_one_press_has_the_message_the_figures_that_say_something_and_a_question(run):
    programme, by = run
    release = dealt.survey(programme, by, pairs=8, kinds=("single",))
    client = signed_in(by)
    answer = client.post(reverse("diagnostics:deck-from", kwargs={"programme": programme.pk}), {"release": release.pk})
    deck = Deck.objects.get()
    assert answer.url == address("deck", deck)
    figures = {figure["key"]: figure for figure in release.figures["parts"][0]["figures"]}
    (gap,) = [key for key in figures if key.startswith("gap-")]
    keys = list(deck.cards.values_list("figure", flat=True))
    assert keys == ["", *[key for key in _said(figures) if key != gap], gap, f"{gap}-2", ""]
    assert dealt.titles(deck)[0] == release.figures["message"]
    assert dealt.titles(deck)[-1] == services.CLOSING


def _said(figures):
    return [key for key, figure in figures.items() if figure["has_message"]]


def test_the_address_may_say_of_which_result_and_without_one_nothing_is_made(run):
    programme, by = run
    release = dealt.picture(programme, by)
    client = signed_in(by)
    make = reverse("diagnostics:deck-from", kwargs={"programme": programme.pk})
    for wrong in ("", "?release=x", "?release=²"):
        assert client.post(make + wrong).url == reverse("diagnostics:decks", kwargs={"programme": programme.pk})
    assert client.post(f"{make}?release={release.pk}").status_code == 302
    assert [each["key"] for each in _figures(release)] == [
        card.figure for card in Deck.objects.get().cards.exclude(release=None)
    ]


def _figures(release):
    return [{"key": each.key} for each in of_release(release).figures if each.leads]


def test_only_what_this_programmes_group_reads_can_be_picked(run):
    programme, by = run
    deck = dealt.deck(programme, by)
    elsewhere, other = groups.programme()
    foreign = dealt.picture(elsewhere, other)
    sponsors = dealt.survey(programme, by, audience=Release.Audience.SPONSOR)
    client = signed_in(by)
    for release in (foreign, sponsors):
        key = "choices" if release == foreign else release.figures["parts"][0]["figures"][0]["key"]
        assert client.post(address("deck-pick-figures", deck, release=release.pk), {"figures": key}).status_code == 404
        make = reverse("diagnostics:deck-from", kwargs={"programme": programme.pk})
        assert client.post(make, {"release": release.pk}).status_code == 404
        with pytest.raises(services.NotToBeShown):
            services.add_figures(deck=deck, release=release, keys=[key], by=by)
    with pytest.raises(services.NotToBeShown):
        services.make_from(release=sponsors, by=by)
    assert not Card.objects.exists()


def test_ticked_figures_become_cards_in_the_order_of_the_release_under_their_own_messages(run):
    programme, by = run
    release = dealt.picture(programme, by)
    deck = dealt.deck(programme, by, "First")
    client = signed_in(by)
    pick = address("deck-pick-figures", deck, release=release.pk)
    refused = BeautifulSoup(client.post(pick, {"figures": ""}).content, "html.parser")
    assert refused.select_one(".nhsuk-error-summary a")["href"] == "#id_figures"
    assert client.post(pick, {"figures": ["choices", "no-such-figure"]}).status_code == 200
    client.post(pick, {"figures": ["dimensions", "choices"]})
    shown = release.figures["titles"]
    assert dealt.titles(deck) == ["First", shown["choices"], shown["dimensions"]]
    assert page(client, "deck-wall", deck, number=2).find("svg").find("desc").text.startswith("Competing: first")


def test_a_published_theme_stands_with_the_words_that_were_allowed(run):
    programme, by = run
    theme = coded.theme(programme, by)
    coded.speaking(programme, by, 7, theme)
    release = coded.publish(programme, by)
    composed = release.figures | {"themes": [release.figures["themes"][0] | {"quotes": ["Each of us goes home"]}]}
    Release.objects.filter(pk=release.pk).update(figures=composed)
    deck = services.make_from(release=Release.objects.get(), by=by)
    card = deck.cards.get(figure=f"theme-{theme.pk}")
    (shown,) = selectors.shown([card])
    assert shown.slide.title == theme.statement
    assert "“Each of us goes home” Heard in most of the conversations." in str(shown.slide.picture)
    assert shown.slide.foot.startswith("7 of 7 conversations, counted together, nobody named")


def test_a_card_of_what_moved_says_how_many_people_changed(run):
    programme, by = run
    release = dealt.survey(programme, by, since=dealt.moved)
    deck = services.make_from(release=release, by=by)
    moved = selectors.shown(deck.cards.filter(figure__startswith="since-"))
    assert moved
    assert {each.slide.foot.endswith(release.figures["since"]["people"]) for each in moved} == {True}


def test_a_card_stays_as_it_was_published_whatever_becomes_of_its_survey(run):
    programme, by = run
    deck = services.make_from(release=dealt.survey(programme, by), by=by)
    client = signed_in(by)
    before = [client.get(address("deck-wall", deck, number=each)).content for each in (1, 2)]
    records.withdraw(Survey.objects.get(), by=by)
    Wave.objects.update(title="Another name")
    assert [client.get(address("deck-wall", deck, number=each)).content for each in (1, 2)] == before


def test_a_figure_that_is_not_there_any_more_says_so_and_breaks_nothing(run):
    programme, by = run
    deck = services.make_from(release=dealt.picture(programme, by), by=by)
    deck.cards.filter(figure="choices").update(figure="gone")
    client = signed_in(by)
    assert selectors.GONE in text(page(client, "deck-wall", deck, number=2))
    for name in ("deck", "deck-pdf", "deck-powerpoint"):
        assert client.get(address(name, deck)).status_code == 200


# Writing ------------------------------------------------------------


def test_a_message_is_written_corrected_copied_moved_withdrawn_and_restored(run):
    programme, by = run
    deck = dealt.deck(programme, by, "One", "Two")
    client = signed_in(by)
    assert client.post(address("card-add", deck), {"title": "  ", "text": "a\n" * 9}).status_code == 200
    client.post(address("card-add", deck), {"title": "Th\x07ree\u202e", "text": "a\r\n\r\n\r\n\r\nb", "notes": NOTES})
    card = deck.cards.get(position=2)
    assert (card.title, card.text, card.notes) == ("Three", "a\n\nb", NOTES)
    client.post(address("card", deck, card=card.pk), {"title": "3", "text": "", "notes": NOTES})
    client.post(address("card-move", deck, card=card.pk), {"direction": "up"})
    answer = client.post(address("card-copy", deck, card=card.pk))
    assert dealt.titles(deck) == ["One", "3", "3", "Two"]
    copied = deck.cards.get(position=2)
    assert (answer.url, copied.notes) == (f"{address('deck', deck)}#card-{copied.pk}", NOTES)
    client.post(address("card-withdraw", deck, card=card.pk))
    assert dealt.titles(deck) == ["One", "3", "Two"]
    client.post(address("card-restore", deck, card=card.pk))
    assert dealt.titles(deck) == ["One", "3", "3", "Two"]
    verbs = AuditEvent.objects.about(card.key).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["added", "corrected", "moved up", "withdrew", "restored"]


def test_beside_a_picture_the_words_stay_few_and_the_picture_cannot_be_changed(run):
    programme, by = run
    deck = services.make_from(release=dealt.picture(programme, by), by=by)
    card = deck.cards.get(figure="choices")
    client = signed_in(by)
    own = address("card", deck, card=card.pk)
    assert client.post(own, {"title": "Ours", "text": "w" * 161}).status_code == 200
    client.post(own, {"title": "Ours", "text": "two\nlines", "figure": "dimensions", "release": ""})
    card.refresh_from_db()
    assert (card.title, card.text, card.figure) == ("Ours", "two lines", "choices")


def test_a_deck_is_made_named_copied_withdrawn_and_restored(run):
    programme, by = run
    client = signed_in(by)
    client.post(reverse("diagnostics:deck-add", kwargs={"programme": programme.pk}), {"title": "A", "for_whom": "B"})
    deck = Deck.objects.get()
    services.add_message(card=Card(deck=deck, title="One"), by=by)
    records.withdraw(services.add_message(card=Card(deck=deck, title="Two"), by=by), by=by)
    client.post(address("deck-correct", deck), {"title": "C" * 120})
    client.post(address("deck-copy", deck))
    made = Deck.objects.exclude(pk=deck.pk).get()
    assert (made.title, dealt.titles(made)) == (f"{'C' * 113} (copy)", ["One"])
    listing = reverse("diagnostics:decks", kwargs={"programme": programme.pk})
    client.post(address("deck-withdraw", deck))
    shown = BeautifulSoup(client.get(listing).content, "html.parser")
    assert [text(each) for each in shown.select(".app-card__title")] == [made.title]
    client.post(address("deck-restore", deck))
    deck.refresh_from_db()
    assert deck.withdrawn_at is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.embedded
def test_cards_added_at_the_same_moment_all_find_a_place_of_their_own(run):
    programme, by = run
    deck = dealt.deck(programme, by)

    def add(number):
        services.add_message(card=Card(deck=deck, title=str(number)), by=by)
        connection.close()

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(deck.cards.values_list("position", flat=True)) == [0, 1, 2, 3]


# Notes ------------------------------------------------------------


def test_no_page_of_the_wall_and_no_pdf_holds_a_word_of_the_notes(run):
    programme, by = run
    deck = services.make_from(release=dealt.picture(programme, by), by=by)
    deck.cards.update(notes=NOTES)
    client = signed_in(by)
    count = deck.cards.count()
    for number in range(1, count + 1):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert NOTES not in client.get(address("deck-wall", deck, number=number)).content.decode()
        assert not any('"notes"' in query["sql"] for query in asked)
        assert NOTES in client.get(address("deck-laptop", deck, number=number)).content.decode()
    (plain, noted) = (client.get(address("deck-powerpoint", deck) + query).content for query in ("", "?notes=yes"))
    assert [_notes(each) for each in (plain, noted)] == [[], [NOTES] * count]
    shown = selectors.presentation(deck, list(deck.cards.all()))
    assert NOTES not in repr(shown)


def _notes(content):
    slides = pptx.Presentation(io.BytesIO(content)).slides
    return [slide.notes_slide.notes_text_frame.text for slide in slides if slide.has_notes_slide]


def test_files_end_with_whom_they_cover_and_are_named_after_the_deck(run):
    programme, by = run
    release = dealt.survey(programme, by, answered=107)
    deck = services.make_from(release=release, by=by)
    client = signed_in(by)
    answer = client.get(address("deck-powerpoint", deck))
    last = pptx.Presentation(io.BytesIO(answer.content)).slides[-1]
    said = [shape.text_frame.text for group in last.shapes if group.name == "Picture" for shape in group.shapes
            if shape.has_text_frame]  # fmt: skip
    assert "107 of 120 people, counted together, nobody named" in " ".join(said).replace("\v", " ")
    printed = client.get(address("deck-pdf", deck))
    assert (printed.content[:5], printed["Content-Type"]) == (b"%PDF-", "application/pdf")
    assert printed["Content-Disposition"].endswith('.pdf"')


# The room ------------------------------------------------------------


def test_steps_lead_from_card_to_card_and_beyond_the_end_stands_the_last(run):
    programme, by = run
    deck = dealt.deck(programme, by, "One", "Two", "Three")
    client = signed_in(by)
    steps = {
        each["data-step"]: each["href"] for each in page(client, "deck-wall", deck, number=2).select("[data-step]")
    }
    assert steps == {way: address("deck-wall", deck, number=to) for way, to in (("previous", 1), ("next", 3))}
    assert [text(page(client, "deck-wall", deck, number=each).h1) for each in (0, 1, 3, 99)] == [
        "One", "One", "Three", "Three"
    ]  # fmt: skip
    laptop = page(client, "deck-laptop", deck, number=2)
    assert [text(each) for each in laptop.select(".app-laptop__label")] == ["On the wall", "Next: Three"]


def test_an_empty_deck_has_nothing_to_show_and_says_what_to_do(run):
    programme, by = run
    deck = dealt.deck(programme, by)
    client = signed_in(by)
    for name in ("deck-wall", "deck-laptop"):
        assert "This deck has no cards yet" in text(page(client, name, deck, number=1))
    for name in ("deck-pdf", "deck-powerpoint"):
        assert client.get(address(name, deck)).status_code == 404


def test_the_list_has_the_newest_first_wherever_the_rows_lie(run):
    programme, by = run
    made = [dealt.deck(programme, by, "One", *more) for more in ((), ("Two",), ("Two", "Three"))]
    Deck.objects.filter(pk=made[0].pk).update(for_whom="The first workshop")
    listed = [(each.pk, each.card_count) for each in selectors.decks_of(programme, by)]
    assert listed == [(made[2].pk, 3), (made[1].pk, 2), (made[0].pk, 1)]


PAGES = ("deck", "deck-pick", "deck-pdf", "deck-powerpoint", "deck-wall", "deck-laptop", "decks")


def test_no_page_asks_the_database_more_for_more_cards_and_releases(run):
    programme, by = run
    deck = services.make_from(release=dealt.survey(programme, by, pairs=1), by=by)
    client = signed_in(by)
    before = {name: _queries(client, deck, name) for name in PAGES}
    for each in (dealt.picture(programme, by), dealt.themes(programme, by)):
        services.add_figures(deck=deck, release=each, keys=[figure["key"] for figure in _figures(each)], by=by)
        services.copy(deck=deck, by=by)
    assert {name: _queries(client, deck, name) for name in PAGES} == before
    assert max(before.values()) <= 15


def _queries(client, deck, name):
    keywords = {"programme": deck.programme_id} | ({} if name == "decks" else {"deck": deck.pk})
    keywords |= {"number": 2} if name in ("deck-wall", "deck-laptop") else {}
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse(f"diagnostics:{name}", kwargs=keywords)).status_code == 200
    return len(asked)
