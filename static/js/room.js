// The live room: phones, desk and wall. The page works without this; with it, it changes by itself.
//
// A stream of events says only that something changed (two numbers); the part of the page that changes is then asked
// for under its tag, and nothing comes back where nothing changed. Where no stream comes, or one that a proxy holds
// back, the part is asked for at intervals. An answer that cannot be sent stays in its form and is sent again.

const QUIET = 9000 // milliseconds without an event or a beat until we ask by ourselves
const EVERY = 3000 // and so often then
const AGAIN = 2500 // until an answer that could not be sent is sent again
const PATIENCE = 15000 // an answer that takes longer is taken for not sent

const root = document.querySelector('[data-room]')
if (root) start()

function start () {
  const { now, changes } = root.dataset
  let tag = root.querySelector('[data-tag]').dataset.tag
  let heard = 0 // when the stream last said anything
  let numbers = ''
  let asking = null // the request under way, and whether another must follow it
  let askAgain = false
  let source = null
  let over = false

  for (const hint of document.querySelectorAll('[data-room-reload]')) hint.hidden = true
  clocks(root)
  listen()
  setInterval(watch, EVERY)
  for (const name of ['online', 'pageshow', 'focus']) window.addEventListener(name, () => ask())
  document.addEventListener('visibilitychange', () => { if (!document.hidden) { watch(); ask() } })
  document.addEventListener('submit', submitted)
  fullScreen()

  function listen () {
    if (!('EventSource' in window) || over) return
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
    if (source?.readyState === EventSource.CLOSED && Math.random() < 0.2) listen()
  }

  function ask () {
    if (over) return
    if (asking) { askAgain = true; return }
    asking = read().catch(() => {}).finally(() => {
      asking = null
      if (askAgain) { askAgain = false; ask() }
    })
  }

  async function read () {
    const response = await fetch(now, { headers: { 'If-None-Match': tag, Accept: 'text/html' }, credentials: 'same-origin' })
    if (response.status === 304) return
    // Signed out, or the room is not ours any more: the page itself says what to do.
    if (response.redirected || [401, 403, 404].includes(response.status)) { location.reload(); return }
    if (response.ok) put(parsed(await response.text()))
  }

  function parsed (text) {
    return new DOMParser().parseFromString(text, 'text/html').querySelector('[data-tag]')
  }

  // What is there already in the same version stays, with the focus and with what is typed into it.
  function put (fresh, { anew = false } = {}) {
    if (!fresh) return
    tag = fresh.dataset.tag
    over = 'over' in fresh.dataset
    const here = root.querySelector('[data-tag]')
    const names = (part) => [...part.querySelectorAll('[data-part]')].map((each) => each.dataset.part).join()
    if (names(here) !== names(fresh)) {
      here.replaceWith(fresh)
      clocks(fresh)
    } else {
      here.dataset.tag = tag
      for (const part of fresh.querySelectorAll('[data-part]')) swap(here, part, anew)
    }
    if (over) source?.close()
  }

  function swap (here, part, anew) {
    const old = here.querySelector(`[data-part=${part.dataset.part}]`)
    if (!anew && old.dataset.version === part.dataset.version) return
    const focus = old.contains(document.activeElement) ? document.activeElement.dataset.focus ?? '' : null
    const unfolded = [...old.querySelectorAll('details')].map((each) => each.open)
    part.querySelectorAll('details').forEach((each, place) => { each.open = unfolded[place] ?? false })
    old.replaceWith(part)
    clocks(part)
    if (focus === null) return
    const target = part.querySelector(`[data-focus="${focus}"]`) ?? part.querySelector('[data-focus]') ?? part.querySelector('h1, h2')
    if (target?.matches('h1, h2')) target.tabIndex = -1
    target?.focus({ preventScroll: true })
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

  // An answer. Sent twice it counts once, so it is sent until somebody says that it is in, or why it is not.
  async function send (form, button) {
    if (form.dataset.sending) return
    form.dataset.sending = 'yes'
    const body = new FormData(form, button)
    const lost = form.querySelector('[data-lost]')
    while (form.isConnected) {
      try {
        const response = await fetch(form.action, {
          method: 'POST', body, credentials: 'same-origin', headers: { 'X-Requested-With': 'fetch' }, signal: AbortSignal.timeout(PATIENCE)
        })
        if (response.status < 500) {
          const fresh = response.redirected ? null : parsed(await response.text())
          // The session ended or a token went stale: sent as a form, the page that says so keeps what was typed.
          if (!fresh) { form.removeAttribute('data-answer'); form.requestSubmit(button); return }
          put(fresh, { anew: true })
          ;(root.querySelector('.nhsuk-error-message, [role=alert]:not([hidden]), .app-room-in, h1'))?.scrollIntoView({ block: 'nearest' })
          break
        }
      } catch {
        // no network, or an answer that took too long
      }
      if (lost) lost.hidden = false
      await new Promise((resolve) => setTimeout(resolve, AGAIN + Math.random() * AGAIN))
    }
    delete form.dataset.sending
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

  function fullScreen () {
    const full = document.querySelector('[data-full-screen]')
    if (!full || !document.fullscreenEnabled) return
    full.hidden = false
    full.addEventListener('click', () => document.documentElement.requestFullscreen())
    document.addEventListener('fullscreenchange', () => { full.hidden = Boolean(document.fullscreenElement) })
  }
}
