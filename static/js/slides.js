// A deck in the room: steps by keyboard without loading the page anew, so that the wall never flickers nor leaves full
// screen; the wall and the laptop's page, in two windows of one browser, follow each other.

const root = document.querySelector('[data-slides]')
if (root && Number(root.dataset.count)) start()

function start () {
  const { slides: deck, address } = root.dataset
  const channel = 'BroadcastChannel' in window ? new BroadcastChannel(`deck-${deck}`) : null
  let here = Number(root.dataset.number)
  let count = Number(root.dataset.count)
  let wanted = here
  const ahead = new Map()

  const addressOf = (number) => address.replace('/0/', `/${number}/`)

  async function read (number) {
    const response = await fetch(addressOf(number), { credentials: 'same-origin' })
    if (!response.ok || response.redirected) throw new Error('not the page of a card')
    return new DOMParser().parseFromString(await response.text(), 'text/html')
  }

  function readAhead () {
    ahead.clear()
    for (const number of [here + 1, here - 1]) {
      if (number < 1 || number > count) continue
      const page = read(number)
      page.catch(() => {})
      ahead.set(number, page)
    }
  }

  async function show (number, { told = false } = {}) {
    wanted = Math.max(1, Math.min(number, count))
    if (wanted === here) return
    const going = wanted
    if (channel && !told) channel.postMessage(going)
    let page
    try {
      page = await (ahead.get(going) ?? read(going))
    } catch {
      location.assign(addressOf(going))
      return
    }
    // Whoever pressed on meanwhile sees where they pressed to, not every card between.
    if (going === wanted) put(page)
  }

  function put (page) {
    const step = document.activeElement?.dataset?.step
    for (const part of document.querySelectorAll('[data-part]')) {
      part.replaceChildren(...page.querySelector(`[data-part=${part.dataset.part}]`).children)
    }
    const shown = page.querySelector('[data-slides]').dataset
    here = wanted = Number(shown.number)
    count = Number(shown.count)
    document.title = page.title
    history.replaceState(null, '', addressOf(here))
    if (step) (document.querySelector(`[data-step=${step}]`) ?? document.querySelector('[data-step]'))?.focus()
    readAhead()
  }

  const STEPS = {
    ArrowRight: () => wanted + 1,
    ArrowDown: () => wanted + 1,
    PageDown: () => wanted + 1,
    ' ': (event) => (event.shiftKey ? wanted - 1 : wanted + 1),
    ArrowLeft: () => wanted - 1,
    ArrowUp: () => wanted - 1,
    PageUp: () => wanted - 1,
    Home: () => 1,
    End: () => count
  }

  document.addEventListener('keydown', (event) => {
    const step = STEPS[event.key]
    if (!step || event.ctrlKey || event.altKey || event.metaKey || event.target.closest('button, input, textarea')) return
    event.preventDefault()
    show(step(event))
  })

  document.addEventListener('click', (event) => {
    const link = event.target.closest('[data-step]')
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    show(link.dataset.step === 'next' ? wanted + 1 : wanted - 1)
  })

  channel?.addEventListener('message', ({ data }) => show(data, { told: true }))

  const full = document.querySelector('[data-full-screen]')
  if (full && document.fullscreenEnabled) {
    full.hidden = false
    full.addEventListener('click', () => document.documentElement.requestFullscreen())
    document.addEventListener('fullscreenchange', () => { full.hidden = Boolean(document.fullscreenElement) })
  }

  readAhead()
}
