// Saves notes as they are typed. Whatever the network does, and however many pages are open on one conversation, every
// word is kept once: docs/adr/0012-notes.md says how. Nothing is stored in the browser.

import { formToken } from './token.js'

const TIMEOUT = 15000
const SLOWLY = 10000
const SLOWEST = 30000
// What stops saving for good: the notes are closed to whoever types here, or deleted.
const OVER = ['closed', 'deleted']

const isSpace = (character) => character === undefined || /\s/.test(character)

// One note: at most one save under way, the newest answer, and whether the box shows it.
class Note {
  constructor (area, page) {
    Object.assign(this, { area, page, key: area.dataset.note })
    this.base = area.defaultValue // what the page was loaded with
    this.seq = 0 // grows with each new text that is sent
    this.pending = null // the text that was sent, until its answer is here
    this.acked = null // the newest text that was taken, and what came back
    this.adopted = null // the save whose answer the box shows
    this.failures = 0
    area.addEventListener('input', () => this.later(page.pause))
    area.addEventListener('blur', () => this.save())
    area.addEventListener('compositionend', () => this.later(page.pause))
    if (this.isUnsaved) this.later(page.pause)
  }

  // The text of the server from which the words in the box grew.
  get known () {
    if (!this.acked) return this.base
    return this.adopted === this.acked.seq ? this.acked.given : this.acked.sent
  }

  get isUnsaved () {
    return this.pending !== null || this.area.value !== this.known
  }

  later (wait) {
    this.page.render()
    clearTimeout(this.timer)
    // Somebody who never pauses is saved all the same.
    this.due = Math.min(this.due ?? Infinity, Date.now() + 4 * wait)
    this.timer = setTimeout(() => this.save(), Math.max(0, Math.min(wait, this.due - Date.now())))
  }

  async save () {
    this.show()
    if (this.isBusy || !this.isUnsaved || this.page.isOver) return
    clearTimeout(this.timer)
    this.due = undefined
    if (this.pending?.text !== this.area.value) this.pending = { seq: ++this.seq, text: this.area.value }
    const sent = this.pending
    this.isBusy = true
    const answer = await this.page.post(this.fields(sent))
    this.isBusy = false
    if (answer.why) this.refused(answer.why)
    else this.taken(sent, answer)
    this.page.render()
  }

  fields ({ seq, text }) {
    const fields = { question: this.key, tab: this.page.tab, seq, text }
    if (!this.acked) fields.base = this.base
    if (this.adopted) fields.adopted = this.adopted
    return fields
  }

  taken (sent, answer) {
    this.failures = 0
    this.page.settled(this)
    this.acked = { seq: sent.seq, sent: sent.text, given: answer.text }
    this.pending = null
    this.show()
    if (this.isUnsaved) this.later(this.page.pause)
  }

  refused (why) {
    if (why === 'base') { // the page was silent for days, and the server has forgotten what it sent
      this.base = this.known
      this.acked = this.adopted = null
      this.later(0)
      return
    }
    this.failures += 1
    this.page.trouble(this, why)
    const wait = why === 'signed-out' || why === 'confirm' ? SLOWLY : Math.min(500 * 2 ** this.failures, SLOWEST)
    if (why !== 'long') this.timer = setTimeout(() => this.save(), wait)
  }

  // Show the newest answer, unless somebody typed on: then the next save brings a newer one.
  show () {
    const { acked, area } = this
    if (!acked || this.pending || this.adopted === acked.seq || area.value !== acked.sent) return
    if (replace(area, acked.given)) this.adopted = acked.seq
  }
}

// Put another text into a box without moving the caret from the words that it stands beside, also in a box that somebody
// will come back to. False where that cannot be, or is not certain because words repeat: the words are shown later then,
// and nobody's typing is ever torn apart.
function replace (area, text) {
  const old = area.value
  if (old === text) return true
  const [change, other] = [true, false].map((endFirst) => difference(old, text, endFirst))
  const places = [area.selectionStart, area.selectionEnd].map((place) => {
    const found = moved(place, change, old)
    return found === moved(place, other, old) ? found : null
  })
  if (places.includes(null)) return false
  area.setRangeText(change.words, change.from, change.to)
  // Always said: left to the browser, a caret beside the change selects it, and the next word typed would replace it.
  area.setSelectionRange(...places)
  return true
}

// What differs, in whole words: from where to where in the old text, and the words there in the new one. Where the same
// words stand twice there are two answers, found from the end or from the start.
function difference (old, text, endFirst) {
  const most = Math.min(old.length, text.length)
  let [start, end] = [0, 0]
  if (endFirst) end = sameEnd(old, text, most)
  start = sameStart(old, text, most - end)
  if (!endFirst) end = sameEnd(old, text, most - start)
  return { from: start, to: old.length - end, words: text.slice(start, text.length - end) }
}

function sameStart (old, text, most) {
  let length = 0
  while (length < most && old[length] === text[length]) length += 1
  const isWhole = () => isSpace(old[length - 1]) || (isSpace(old[length]) && isSpace(text[length]))
  while (!isWhole()) length -= 1
  return length
}

function sameEnd (old, text, most) {
  const [last, lastOf] = [old.length - 1, text.length - 1]
  let length = 0
  while (length < most && old[last - length] === text[lastOf - length]) length += 1
  const isWhole = () => isSpace(old[last - length + 1]) || (isSpace(old[last - length]) && isSpace(text[lastOf - length]))
  while (!isWhole()) length -= 1
  return length
}

// Where a caret stands after a change; null where words that are typed next would run into others.
function moved (place, { from, to, words }, old) {
  const beyond = place + words.length - (to - from)
  if (place < from) return place
  if (place > to) return beyond
  if (from < to) return place === from && isSpace(words[0]) ? place : null
  if (!isSpace(old[place - 1])) return isSpace(words[0]) ? place : null
  return isSpace(words[words.length - 1]) ? beyond : null
}

// The page: what all its notes share, and what it says about them.
class Page {
  constructor (form) {
    this.form = form
    this.pause = Number(form.dataset.pause)
    this.tab = crypto.randomUUID()
    this.problems = new Map()
    this.state = form.querySelector('[data-notes-state]')
    this.warn = this.warn.bind(this)
    this.areas = [...form.querySelectorAll('textarea[data-note]')]
    this.notes = this.areas.map((area) => new Note(area, this))
    form.addEventListener('submit', (event) => { event.preventDefault(); this.saveAll() })
    form.addEventListener('keydown', (event) => this.press(event))
    form.querySelector('[data-notes-copy]').addEventListener('click', () => this.copy())
    document.addEventListener('visibilitychange', () => this.saveAll())
    for (const moment of ['online', 'focus', 'pagehide']) window.addEventListener(moment, () => this.saveAll())
    this.render()
  }

  get unsaved () {
    return this.notes.filter((note) => note.isUnsaved)
  }

  get isOver () {
    return [...this.problems.values()].some((why) => OVER.includes(why))
  }

  saveAll () {
    for (const note of this.notes) note.save()
  }

  // What the server answers, or why it did not take a save.
  async post (fields) {
    try {
      const response = await fetch(this.form.dataset.save, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { Accept: 'application/json', 'X-CSRFToken': formToken() },
        signal: AbortSignal.timeout(TIMEOUT)
      })
      if (response.ok && !response.redirected) return await response.json()
      return { why: await reason(response) }
    } catch {
      return { why: 'network' }
    }
  }

  trouble (note, why) {
    this.problems.set(note, why)
  }

  settled (note) {
    this.problems.delete(note)
    this.savedAt = new Date()
  }

  render () {
    const unsaved = this.unsaved.length > 0
    const reasons = new Set(this.problems.values())
    for (const box of this.form.querySelectorAll('[data-problem]')) box.hidden = !reasons.has(box.dataset.problem)
    const isStuck = unsaved && reasons.size > 0
    this.form.querySelector('[data-notes-copy]').hidden = !isStuck
    const words = isStuck ? 'Not saved yet, trying again' : unsaved ? 'Saving' : this.saved()
    this.say(this.isOver ? 'Not saved' : words)
    const change = unsaved ? 'addEventListener' : 'removeEventListener'
    window[change]('beforeunload', this.warn)
  }

  saved () {
    if (!this.savedAt) return 'Everything here is saved as you type'
    return `Saved at ${this.savedAt.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`
  }

  say (words) {
    if (this.state.textContent !== words) this.state.textContent = words
  }

  warn (event) {
    event.preventDefault()
  }

  press (event) {
    if (!(event.ctrlKey || event.metaKey)) return
    if (event.key === 'Enter') this.go(event.shiftKey ? -1 : 1)
    else if (event.key === 's') this.saveAll()
    else return
    event.preventDefault()
  }

  go (step) {
    const here = this.areas.indexOf(document.activeElement)
    this.areas[Math.max(0, Math.min(here + step, this.areas.length - 1))].focus()
  }

  async copy () {
    const words = this.unsaved.map((note) => note.area.value).join('\n\n')
    const button = this.form.querySelector('[data-notes-copy]')
    try {
      await navigator.clipboard.writeText(words)
      button.textContent = 'Copied. Paste it where it is safe'
    } catch {
      this.unsaved[0]?.area.select()
    }
  }
}

async function reason (response) {
  if (response.redirected) return 'signed-out'
  const told = await response.json().catch(() => ({}))
  if (told.why) return told.why
  if (response.status === 403 || response.status === 404) return 'closed'
  return response.status === 400 || response.status === 413 ? 'long' : 'network'
}

const form = document.querySelector('form[data-notes]')
if (form) new Page(form)
