// The live room: phones, desk and wall. The page works without this; with it, it changes by itself.
//
// A stream of events says only that something changed (two numbers); the part of the page that changes is then asked
// for under its tag, and nothing comes back where nothing changed. Where no stream comes, or one that a proxy holds
// back, the part is asked for at intervals. An answer that cannot be sent stays in its form and is sent again.

import { initAll } from '../built/nhsuk-frontend.js'

const BETWEEN = 250 // milliseconds from one question to the next, however much happens
const QUIET = 9000 // milliseconds without an event or a beat until we ask by ourselves
const EVERY = 3000 // and so often then
const ANEW = 30000 // until a stream that says nothing is given up for another
const AGAIN = 2500 // until an answer that could not be sent is sent again
const PATIENCE = 15000 // an answer that takes longer is taken for not sent
const TURN = 12000 // until the next page of what is longer than the wall
const TURNED_BY_HAND = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', ' ']

const root = document.querySelector('[data-room]')
if (root) start()

function start () {
  const { now, changes } = root.dataset
  let tag = root.querySelector('[data-tag]').dataset.tag
  let heard = 0 // when the stream last said anything
  let begun = 0 // and when it was asked for
  let numbers = root.dataset.numbers ?? '' // what the page showed as it came
  let asking = false // and whether another question must follow the one under way
  let askAgain = false
  let source = null
  let over = false

  for (const hint of document.querySelectorAll('[data-room-reload]')) hint.hidden = true
  clocks(root)
  listen()
  setInterval(watch, EVERY)
  for (const name of ['online', 'focus']) window.addEventListener(name, ask)
  window.addEventListener('pageshow', ({ persisted }) => { if (persisted) ask() })
  document.addEventListener('visibilitychange', () => { if (!document.hidden) ask() })
  document.addEventListener('submit', submitted)
  fullScreen()
  turnPages()

  function listen () {
    if (!('EventSource' in window) || over) return
    source?.close()
    begun = Date.now()
    source = new EventSource(changes)
    source.addEventListener('message', ({ data }) => {
      heard = Date.now()
      if (data === numbers) return
      numbers = data
      ask()
    })
    source.addEventListener('beat', () => { heard = Date.now() })
  }

  // Nothing heard for a while: the stream is held back, refused or gone. We ask, and try another stream now and then.
  function watch () {
    if (over || document.hidden || Date.now() - heard < QUIET) return
    ask()
    const refused = source?.readyState === EventSource.CLOSED
    if (refused ? Math.random() < 0.2 : Date.now() - Math.max(heard, begun) > ANEW) listen()
  }

  // What happens while a question is under way, or just after it, is asked for once: the last question is after the
  // last change.
  function ask () {
    if (over) return
    askAgain = asking
    if (asking) return
    asking = true
    Promise.all([read().catch(() => {}), pause(BETWEEN)]).then(() => {
      asking = false
      if (askAgain) ask()
    })
  }

  async function read () {
    const response = await fetch(now, {
      headers: { 'If-None-Match': tag, Accept: 'text/html' }, credentials: 'same-origin', signal: AbortSignal.timeout(PATIENCE)
    })
    if (response.status === 304) return
    // Signed out, or the room is not ours any more: the page itself says what to do.
    if (response.redirected || [401, 403, 404].includes(response.status)) { location.reload(); return }
    if (response.ok) put(parsed(await response.text()))
  }

  function parsed (text) {
    return new DOMParser().parseFromString(text, 'text/html').querySelector('[data-tag]')
  }

  // What is there already in the same version stays, with the focus and with what is typed into it; unless the form
  // in it was just answered.
  function put (fresh, answered = null) {
    if (!fresh) return
    tag = fresh.dataset.tag
    over = 'over' in fresh.dataset
    if (fresh.dataset.title) document.title = document.title.replace(/^.* – /s, () => `${fresh.dataset.title.trim()} – `)
    const here = root.querySelector('[data-tag]')
    const names = (part) => [...part.querySelectorAll('[data-part]')].map((each) => each.dataset.part).join()
    if (names(here) !== names(fresh)) {
      here.replaceWith(fresh)
      dress(fresh)
    } else {
      here.dataset.tag = tag
      for (const part of fresh.querySelectorAll('[data-part]')) swap(here, part, answered)
    }
    if (over) source?.close()
  }

  function swap (here, part, answered) {
    const old = here.querySelector(`[data-part=${part.dataset.part}]`)
    if (!answered && old.dataset.version === part.dataset.version) return
    const focus = old.contains(document.activeElement) ? document.activeElement.dataset.focus ?? '' : null
    const unfolded = [...old.querySelectorAll('details')].map((each) => each.open)
    part.querySelectorAll('details').forEach((each, place) => { each.open = unfolded[place] ?? false })
    for (const words of old.querySelectorAll('textarea')) if (words.form !== answered) keep(words, part)
    old.replaceWith(part)
    dress(part)
    if (focus === null) return
    const target = part.querySelector(`[data-focus="${focus}"]`) ?? part.querySelector('[data-focus]') ?? part.querySelector('h1, h2')
    if (target?.matches('h1, h2')) target.tabIndex = -1
    target?.focus({ preventScroll: true })
  }

  // What was typed and not sent goes on in the same field; where the room has gone on, it stays to be read.
  function keep (words, part) {
    if (!words.value.trim()) return
    const field = part.querySelector(`#${words.id}`)
    if (field) { field.value = words.value; return }
    const said = document.createElement('p')
    said.className = 'nhsuk-inset-text'
    said.textContent = `What you had written and not sent: “${words.value.trim()}”`
    part.append(said)
  }

  function dress (part) {
    initAll({ scope: part })
    window.htmx?.process(part) // a page of the portal on the wall asks for itself
    clocks(part)
  }

  function submitted (event) {
    const form = event.target
    if (form.matches('[data-answer]')) {
      event.preventDefault()
      send(form, event.submitter)
    } else if (form.matches('[data-steer]')) {
      event.preventDefault()
      steer(form, event.submitter)
    }
  }

  // An answer. Sent twice it counts once, so it is sent until somebody says that it is in, or why it is not: also
  // where the room has gone on meanwhile, for whoever had no network must read that it came too late.
  async function send (form, button) {
    if (form.dataset.sending) return
    form.dataset.sending = 'yes'
    const lost = form.querySelector('[data-lost]')
    for (;;) {
      const before = tag
      try {
        const response = await fetch(form.action, {
          method: 'POST',
          body: new FormData(form, button),
          credentials: 'same-origin',
          headers: { 'X-Requested-With': 'fetch' },
          signal: AbortSignal.timeout(PATIENCE)
        })
        if (response.status < 500) {
          answered(form, button, response.redirected ? null : parsed(await response.text()), before)
          break
        }
      } catch {
        // no network, or an answer that took too long
      }
      if (lost) lost.hidden = false
      await pause(AGAIN + Math.random() * AGAIN)
    }
    delete form.dataset.sending
  }

  function answered (form, button, fresh, before) {
    // The session ended or a token went stale: sent as a form, the page that says so keeps what was typed.
    if (!fresh && form.isConnected) {
      form.removeAttribute('data-answer')
      form.requestSubmit(button)
    }
    if (!fresh) return
    const newer = tag !== before // what was read while this was on its way
    put(fresh, form)
    if (newer) ask()
    ;(root.querySelector('.nhsuk-error-message, [role=alert]:not([hidden]), .app-room-in, h1'))?.scrollIntoView({ block: 'nearest' })
  }

  async function steer (form, button) {
    try {
      const response = await fetch(form.action, { method: 'POST', body: new FormData(form), credentials: 'same-origin' })
      const page = new DOMParser().parseFromString(await response.text(), 'text/html')
      const fresh = page.querySelector('[data-tag]')
      // Once the room is closed the desk is another page, whether or not the stream has told of it already.
      if (response.ok && !fresh) { location.assign(response.url); return }
      if (!response.ok) throw new Error('not the desk')
      document.querySelector('[data-messages]')?.replaceChildren(...page.querySelector('[data-messages]').children)
      button?.focus()
      put(fresh)
    } catch {
      form.removeAttribute('data-steer')
      form.requestSubmit(button)
    }
  }

  // Clocks: the server says how many seconds are left, so a phone whose own clock is wrong shows the same.
  function clocks (part) {
    for (const clock of part.querySelectorAll('[data-left]')) {
      const end = Date.now() + Number(clock.dataset.left) * 1000
      const show = () => {
        if (!clock.isConnected) { clearInterval(ticking); return }
        const left = Math.max(0, Math.round((end - Date.now()) / 1000))
        clock.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}` : clock.dataset.none
      }
      const ticking = setInterval(show, 500)
      queueMicrotask(show)
    }
  }

  // What is longer than the wall is shown page by page, until somebody scrolls by hand.
  function turnPages () {
    if (!('pages' in root.dataset)) return
    const wall = document.scrollingElement
    const turning = setInterval(() => {
      const below = wall.scrollHeight - wall.clientHeight - wall.scrollTop
      wall.scrollTo({ top: below > 4 ? wall.scrollTop + wall.clientHeight * 0.7 : 0 })
    }, TURN)
    const stop = () => clearInterval(turning)
    for (const by of ['wheel', 'touchmove']) window.addEventListener(by, stop, { once: true, passive: true })
    window.addEventListener('keydown', ({ key }) => { if (TURNED_BY_HAND.includes(key)) stop() })
  }

  function fullScreen () {
    const full = document.querySelector('[data-full-screen]')
    if (!full || !document.fullscreenEnabled) return
    full.hidden = false
    full.addEventListener('click', () => document.documentElement.requestFullscreen())
    document.addEventListener('fullscreenchange', () => { full.hidden = Boolean(document.fullscreenElement) })
  }
}

function pause (milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
