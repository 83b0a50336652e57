"""Names, posts and organisations of a roster in a text that is to go out: none may be in it.

Pure. It looks for every form in which people are usually named: a full name, a surname or a first name alone, each half
of a double-barrelled one; an organisation by its name, by what is left of it without "NHS Trust" and the like, or by
its initials; a post by its title with its organisation, or by the title alone where only one on the roster has it.
Case, accents, apostrophes, hyphens, possessives, "St" for "Saint" and what cannot be seen make no difference.

Where a name is an ordinary word as well ("Long", "Grant", "May"), it counts as soon as it is written with a capital, at
the beginning of a sentence too: to reword a sentence costs little, a name that went out cannot be taken back. Written
small such a word is a word. The names of the whole (its system, its group, the programme) name nobody and may stand.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES = _set("""
mr mrs ms miss mx dr prof professor sir dame lord lady baroness baron cllr councillor rev revd father fr hon
""")
AFTER_A_NAME = _set("""
obe mbe cbe kbe dbe jr sr jnr snr phd md frcp frcs frcn mba qpm kfc ii iii esq jp dl mp
""")
PARTICLES = _set("""
van von der den de del della da di du la le ter ten bin ibn al el ap mac mc st o
""")
# What an organisation is, and not which one it is.
KINDS_OF_ORGANISATION = _set("""
nhs foundation trust university teaching hospital hospitals healthcare health care service services community mental
partnership county city borough district metropolitan unitary council clinical commissioning group integrated board
ambulance ccg icb ics icp pcn ft social primary network voluntary sector acute general specialist and of for the in
on limited ltd cic plc llp charity federation association authority system
""")
SMALL = _set("""
and of for the in on with at
""")
# Left out of initials as often as not.
OPTIONAL_INITIALS = ("nhs", "university", "teaching", "foundation", "trust", "hospital", "hospitals", "healthcare")
NO_NAME = _set("""
nhs ics icp stp ccg icb pcn nhsft the and
""")
SHORTENED = {
    "saint": "st", "herts": "hertfordshire", "beds": "bedfordshire", "bucks": "buckinghamshire",
    "cambs": "cambridgeshire", "northants": "northamptonshire", "notts": "nottinghamshire", "leics": "leicestershire",
    "lincs": "lincolnshire", "staffs": "staffordshire", "oxon": "oxfordshire", "wilts": "wiltshire",
    "berks": "berkshire", "hants": "hampshire", "lancs": "lancashire", "glos": "gloucestershire",
    "worcs": "worcestershire", "warks": "warwickshire", "yorks": "yorkshire", "derbys": "derbyshire",
    "ceo": "chief executive", "cfo": "chief finance officer", "coo": "chief operating officer",
}  # fmt: skip
# Names that are words: found only with a capital. Any that is missing here is found however it is written.
ORDINARY = _set("""
person people abbey archer art august baker ball banks barber bell bent best bill bird bishop black blunt bond booth
bowler bridge bright broad brook brooks brown buck burns bush butcher butler cannon carpenter carter case chance
chapel chase child church clay close coach coates cole cook cooper cotton couch court cox craft crane cross crystal
curry dale dawn day dean dear devine dick don drew drake driver early east ever fair faith farmer field finch first
fish fisher flint flood flower foot ford forest fortune fox frank freeman french friend frost fuller gale gardener
gay gates gene giles glass gold good grace grant gray green grey guy hale hall hand hardy harper harvest hatch hay
heath heather hill holiday holly hood hook hope house hunt hunter iris ivy jack jay jolly joy judge june just keen
key king kitchen knight lake lamb lance land lane large law lay leach lee light lily little lock long lord love low
major man mark marsh mason may mayor mercer merry mill miller moody moon moor moss most nail neat new nick noble
noon north nurse old olive page paige palmer park parks parsons pat patience penny pepper perry pike piper pitt
plant pleasant pool poole pope port porter potter power powers pratt price pride priest prince proctor quick rain
ray read reader reed reeve rich ring rivers rob robin rock root rose rowe royal ruby rush sage sale sally sand
savage sawyer say scales self senior sergeant sharp shepherd ship short silk silver singer skinner small smart snow
song south sparks speed spence spring stamp star steel stone storm street strong such sue summer summers sutton swan
sweet swift tanner taylor temple thorn tidy todd tower town tracey trent trust turner vale violet wade walker wall
ward warden water waters way weaver webb well wells west wheeler white whitehead whole wild will wilde wills winter
wise wolf wood woods workman worth wright yard young
""")

SHORT = 3
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
APOSTROPHES = "\u0027\u2019\u2018\u0060\u00b4\u02bc\u02b9\u2032\uff07"
WORD = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}][^\W_]+)*|&")
POSSESSIVE = re.compile(rf"[{APOSTROPHES}]s$", re.IGNORECASE)

Words = tuple[str, ...]
Forms = Mapping[str, Sequence["_Form"]]


@dataclass(frozen=True)
class Roster:
    """Who and what must not be named, and what stands for all of them and may be.

    `people` are names as listed anywhere, `posts` pairs of title and organisation, `organisations` names. `whole`: the
    names of the system, its group and the programme.
    """

    people: frozenset[str]
    posts: frozenset[tuple[str, str]]
    organisations: frozenset[str]
    whole: frozenset[str] = frozenset()

    @cached_property
    def forms(self) -> "Forms":
        """Every way to name somebody or something of it, by its first word; worked out once for all texts."""
        return _by_first_word(_forms(self))


@dataclass(frozen=True)
class _Form:
    """One way to name somebody or something: its words; `needs_capital` where they are ordinary words as well."""

    words: Words
    needs_capital: bool = False
    all_capitals: bool = False


@dataclass(frozen=True)
class _Token:
    """A word of a text as written, from `start` to `end`, and what it is compared by."""

    written: str
    start: int
    end: int
    same: str


def found_in(text: str, roster: Roster) -> tuple[str, ...]:
    """What names somebody or something of the roster in the text, as it is written there, in order, each once.

    What overlaps or follows on is given as one. An empty tuple says that the text may go out.
    """
    seen = UNSEEN.sub("", unicodedata.normalize("NFC", text))
    tokens = list(_tokens(seen))
    whole = list(_places(tokens, _by_first_word(map(_Form, _of_the_whole(roster)))))
    spans = [span for span in _places(tokens, roster.forms) if not any(_within(span, other) for other in whole)]
    return tuple(dict.fromkeys(seen[tokens[a].start : tokens[b - 1].end] for a, b in _joined(spans)))


# Reading a text ------------------------------------------------------------


def _tokens(text: str) -> Iterator[_Token]:
    for match in WORD.finditer(text):
        for part in _same(match[0]):
            yield _Token(match[0], match.start(), match.end(), part)


def _same(word: str) -> Words:
    """What a word is compared by: small, without accents, apostrophes and the possessive; a short form in full."""
    bare = "and" if word == "&" else POSSESSIVE.sub("", word)
    plain = unicodedata.normalize("NFKD", bare).casefold()
    letters = "".join(letter for letter in plain if letter.isalnum())
    return tuple(SHORTENED.get(letters, letters).split())


def _words(text: str) -> Words:
    return tuple(token.same for token in _tokens(UNSEEN.sub("", text)))


def _places(tokens: list[_Token], forms: Forms) -> Iterator[tuple[int, int]]:
    """Where one of these forms stands among the words of a text, from and to."""
    for start, token in enumerate(tokens):
        for form in forms.get(token.same, ()):
            part = tokens[start : start + len(form.words)]
            if tuple(each.same for each in part) == form.words and _fits(form, part):
                yield start, start + len(part)


def _within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]


def _fits(form: _Form, part: list[_Token]) -> bool:
    if form.all_capitals:
        return POSSESSIVE.sub("", part[0].written).isupper()
    return not form.needs_capital or part[0].written[:1].isupper()


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that overlap or follow on one another as one, in reading order."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if kept and start <= kept[-1][1]:
            before, last = kept.pop()
            kept.append((before, max(last, end)))
        else:
            kept.append((start, end))
    return kept


# The forms of a roster ------------------------------------------------------------


def _forms(roster: Roster) -> set[_Form]:
    found = {form for name in roster.people for form in _of_person(name)}
    found |= {form for name in roster.organisations for form in _of_organisation(name)}
    found |= set(_of_posts(roster.posts))
    whole = _of_the_whole(roster)
    return {form for form in found if form.words not in whole}


def _of_the_whole(roster: Roster) -> set[Words]:
    """The names of the whole, and what is left of them without "Integrated Care System" and the like."""
    return {short for name in roster.whole for short in _without_its_kind(_words(name))}


def _by_first_word(forms: Iterable[_Form]) -> Forms:
    found: dict[str, list[_Form]] = {}
    for form in forms:
        if form.words:
            found.setdefault(form.words[0], []).append(form)
    return found


def _of_person(name: str) -> Iterator[_Form]:
    words = [word for word in _words(name) if word not in TITLES | AFTER_A_NAME]
    yield _form(tuple(words))
    telling = [word for word in words if len(word) > 1 and word not in PARTICLES and not word.isdigit()]
    for word in telling:
        yield from (_Form((each,), _is_ordinary(word)) for each in (word, f"{word}s", f"{word}es"))
    yield from _with_o(name)


def _with_o(name: str) -> Iterator[_Form]:
    """ "O'Neill" as "O Neill" or "Neill" too; "Mc Donald" and "MacDonald" are left to their own spelling."""
    for match in re.finditer(rf"\b[Oo][{APOSTROPHES}\s]([^\W\d_]{{2,}})", UNSEEN.sub("", name)):
        (rest,) = _same(match[1])[:1]
        yield from (_form(words) for words in ((rest,), ("o", rest), (f"o{rest}",)))


def _form(words: Words) -> _Form:
    """Ordinary words count with a capital only, where the form is one word."""
    return _Form(words, needs_capital=len(words) == 1 and _is_ordinary(words[0]))


def _is_ordinary(word: str) -> bool:
    """Whether it may be a word like any other; of three letters nearly everything is."""
    return len(word) <= SHORT or word in ORDINARY


def _of_organisation(name: str) -> set[_Form]:
    words = _words(name)
    found = {_form(short) for short in _shorter(words)}
    found |= {_form((*short[:-1], f"{short[-1]}s")) for short in _shorter(words) if _is_possessive_at(name, short)}
    return {form for form in found if form.words} | {_initials(each) for each in _initialisms(words)}


def _shorter(words: Words) -> set[Words]:
    """The name, without "the" before it, without the words at its end that say its kind, and what else it is called."""
    found = _without_its_kind(words)
    shortest = min(found, key=len, default=())
    if len(shortest) > 2 and shortest[-2] not in SMALL:
        found.add(shortest[:-1])  # "Royal Free" of "Royal Free London"
    return {each for each in found if set(each) - KINDS_OF_ORGANISATION}


def _without_its_kind(words: Words) -> set[Words]:
    start = words[1:] if words[:1] == ("the",) else words
    found, rest = {words, start}, start
    while rest and rest[-1] in KINDS_OF_ORGANISATION:
        rest = rest[:-1]
        found.add(rest)
    return {each for each in found if each}


def _is_possessive_at(name: str, short: Words) -> bool:
    """Whether the last word of the short form has a possessive, which people leave the apostrophe out of."""
    written = [match[0] for match in WORD.finditer(name)]
    return any(_same(word)[-1:] == short[-1:] and POSSESSIVE.search(word) for word in written)


def _initialisms(words: Words) -> set[str]:
    """The initials, with and without those of words that often go unsaid; and those of what makes it this one."""
    telling = [word for word in words if word not in SMALL]
    optional = [place for place, word in enumerate(telling) if word in OPTIONAL_INITIALS]
    dropped = (set(some) for count in range(len(optional) + 1) for some in combinations(optional, count))
    found = {"".join(word[0] for place, word in enumerate(telling) if place not in out) for out in dropped}
    core = [word for word in telling if word not in KINDS_OF_ORGANISATION]
    found.add("".join(word[0] for word in core))
    return {each for each in found if len(each) >= SHORT and each not in NO_NAME}


def _initials(letters: str) -> _Form:
    """Three letters may be a word, so they count in capitals only; four or more however they are written."""
    return _Form((letters,), needs_capital=letters in ORDINARY, all_capitals=len(letters) == SHORT)


def _of_posts(posts: Iterable[tuple[str, str]]) -> Iterator[_Form]:
    """A title with its organisation on either side; of one word less than two hold, the title alone."""
    titles = [_words(title) for title, _ in posts]
    for title, organisation in posts:
        words = _words(title)
        for form in _of_organisation(organisation):
            yield from (_Form((*form.words, *words)), _Form((*words, *form.words)))
            yield from (_Form((*words, small, *form.words)) for small in ("of", "at", "for"))
            yield from (_Form((*words, small, "the", *form.words)) for small in ("of", "at", "for"))
        if len(words) > 1 and titles.count(words) == 1:
            yield _Form(words)
