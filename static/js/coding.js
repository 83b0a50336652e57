// Coding by keyboard. The page works without it: a form with ticks becomes list boxes, a theme box and small acts.

import { startSending } from './coding/acts.js'
import { startBox } from './coding/box.js'
import * as reading from './coding/notes.js'

const WHOLE = 'A comment is coded as a whole.'
const root = document.querySelector('[data-coding]')
if (root) start(root)

function start (root) {
  const { notes, sentences } = reading.readNotes(root)
  const themes = [...root.querySelectorAll('input[name=theme]')].map((input) => (
    { id: Number(input.value), name: input.parentElement.textContent.trim(), kind: input.dataset.kind }
  ))
  const status = root.querySelector('[data-status]')
  const undoing = root.querySelector('[data-undo]')
  const isWhole = 'whole' in root.dataset // no parts of sentences are marked
  const undoable = []
  let current = 0
  let anchor = 0
  let place = null

  for (const each of root.querySelectorAll('[data-without-script]')) each.hidden = true
  for (const each of root.querySelectorAll('[data-box]')) each.hidden = false
  root.classList.add('app-coding--live')
  root.addEventListener('submit', (event) => event.preventDefault())
  for (const note of notes) reading.draw(note)

  const say = (words) => { status.textContent = words }
  const send = startSending(root.dataset.act, root.querySelector('[name=csrfmiddlewaretoken]').value, {
    said: say,
    done: settled,
    refused: undone
  })
  const box = startBox(root, themes, { given: () => (place ? reading.themesAt(place) : []), choose, leave: goBack })

  // Moving and choosing

  function choosePlace (wanted) {
    place = wanted
    const chosen = new Set(reading.sentencesOf(place))
    for (const each of sentences) each.item.setAttribute('aria-selected', String(chosen.has(each)))
    const words = reading.wordsOf(place)
    root.querySelector('[data-chosen]').textContent = words.length > 110 ? `${words.slice(0, 109)}…` : words
    box.refresh()
  }

  function chooseRun () {
    const [first, last] = [sentences[Math.min(anchor, current)], sentences[Math.max(anchor, current)]]
    choosePlace({ note: first.note, start: first.start, end: last.end })
  }

  function moveTo (number, extending) {
    const to = Math.min(Math.max(number, 0), sentences.length - 1)
    if (extending && sentences[to].note !== sentences[anchor].note) return say(isWhole ? WHOLE : 'A passage stays under one question.')
    current = to
    if (!extending) anchor = to
    chooseRun()
    goBack()
  }

  function goBack () {
    for (const each of sentences) each.item.tabIndex = each.number === current ? 0 : -1
    sentences[current].item.focus()
  }

  function chooseCoded () {
    const here = reading.passagesOver(sentences[current])
    if (!here.length) return say('Nothing is coded here.')
    const at = here.findIndex((each) => place && each.start === place.start && each.end === place.end)
    const passage = here[(at + 1) % here.length]
    choosePlace(passage)
    say(`Chosen: ${passage.themes.map((theme) => theme.name).join(', ')}.`)
  }

  // Acts

  function choose (theme, { isNew }) {
    if (!place) return
    const has = reading.themesAt(place).some((each) => each.id === theme.id)
    if (has && !isNew) act('uncode', place, theme)
    else act('code', place, theme)
  }

  function act (did, where, theme, { isUndo = false } = {}) {
    const { note, start, end } = where
    const others = reading.themesAt(where).filter((each) => each !== theme && (!theme.id || each.id !== theme.id))
    reading.keep(note, start, end, did === 'code' ? [...others, theme] : others)
    reading.draw(note)
    box.refresh()
    const named = theme.id ? { theme: theme.id } : { name: theme.name, kind: theme.kind }
    const fields = { did, note: note.key, version: note.version, start, end, ...named }
    if (!isUndo) undoable.push({ did, where, theme })
    undoing.disabled = !undoable.length
    say(did === 'code' ? `${theme.name}: given.` : `${theme.name}: taken away.`)
    send({ did, where: { note, start, end }, theme, fields })
  }

  // What the portal has now counts, unless more acts are on their way.
  function settled ({ theme, where }, answer, isMoreComing) {
    if (!theme.id) learn(theme, answer.theme)
    if (isMoreComing) return
    where.note.passages.clear()
    for (const { start, end, themes } of answer.passages) reading.keep(where.note, start, end, themes)
    reading.draw(where.note)
    box.refresh()
  }

  function learn (theme, stored) {
    Object.assign(theme, stored)
    if (!themes.some((each) => each.id === stored.id)) themes.push(stored)
  }

  // A refused act is taken back on the page, which says why.
  function undone ({ did, where, theme }) {
    const others = reading.themesAt(where).filter((each) => each !== theme && each.id !== theme.id)
    reading.keep(where.note, where.start, where.end, did === 'code' ? others : [...others, theme])
    reading.draw(where.note)
    const at = undoable.findLastIndex((each) => each.theme === theme && each.did === did)
    if (at >= 0) undoable.splice(at, 1)
    undoing.disabled = !undoable.length
  }

  function undo () {
    const last = undoable.pop()
    if (!last) return say('Nothing to undo.')
    if (!last.theme.id) {
      undoable.push(last)
      return say('Still being saved. Try again in a moment.')
    }
    act(last.did === 'code' ? 'uncode' : 'code', last.where, last.theme, { isUndo: true })
  }

  function takeAway () {
    const given = place ? reading.themesAt(place) : []
    if (!given.length) return say('Choose a coded passage first: press e.')
    for (const theme of [...given]) act('uncode', place, theme)
  }

  // Keys, which work while a sentence has the focus, and the mouse

  const keys = {
    ArrowDown: (shift) => moveTo(current + 1, shift),
    ArrowUp: (shift) => moveTo(current - 1, shift),
    j: () => moveTo(current + 1, false),
    k: () => moveTo(current - 1, false),
    J: () => moveTo(current + 1, true),
    K: () => moveTo(current - 1, true),
    Home: (shift) => moveTo(shift ? sentences[anchor].note.sentences[0].number : 0, shift),
    End: (shift) => moveTo(shift ? sentences[anchor].note.sentences.at(-1).number : sentences.length - 1, shift),
    t: () => box.open(''),
    Enter: () => box.open(''),
    e: chooseCoded,
    u: undo,
    n: () => document.querySelector('[data-next]').click(),
    Delete: takeAway,
    Backspace: takeAway
  }

  root.addEventListener('keydown', (event) => {
    if (!event.target.matches('.app-sentence') || event.ctrlKey || event.metaKey || event.altKey) return
    const act = keys[event.key]
    if (act) act(event.shiftKey)
    else if (/^[\p{L}\p{N}]$/u.test(event.key)) box.open(event.key)
    else return
    event.preventDefault()
  })

  for (const { list } of notes) {
    list.addEventListener('mousedown', (event) => { if (event.shiftKey) event.preventDefault() })
    list.addEventListener('focusin', ({ target }) => arriveAt(target))
  }
  root.addEventListener('mouseup', onMouse)
  undoing.addEventListener('click', undo)

  // Tab brings the focus to a sentence; the first time nothing is chosen yet.
  function arriveAt (item) {
    const found = sentences.findIndex((each) => each.item === item)
    if (found < 0 || (place && found === current)) return
    current = anchor = found
    chooseRun()
  }

  function onMouse (event) {
    const item = event.target.closest('.app-sentence')
    const selected = isWhole ? null : reading.selectedPlace(notes)
    if (selected) return chooseMarked(selected)
    if (!item) return
    const coded = event.target.closest('.app-passage')
    const number = sentences.findIndex((each) => each.item === item)
    moveTo(number, event.shiftKey)
    if (coded) choosePlace({ note: sentences[number].note, start: Number(coded.dataset.start), end: Number(coded.dataset.end) })
  }

  function chooseMarked (selected) {
    current = anchor = reading.sentencesOf(selected).at(-1).number
    choosePlace(selected)
    for (const each of sentences) each.item.tabIndex = each.number === current ? 0 : -1
    sentences[current].item.focus({ preventScroll: true })
  }

  sentences[0].item.tabIndex = 0
}
