// Moving blocks of an agenda in place: by the buttons, by the arrow keys, by dragging. Without it the buttons lead
// through a page each. A move says which block and where it comes; the portal answers with the list as it is then.

const EDGE = 60 // pixels
const STEP = 14

const root = document.querySelector('[data-agenda]')
if (root) start(root)

function start (root) {
  const status = root.querySelector('[data-status]')
  const say = (words) => { status.textContent = words }
  let moves = Promise.resolve()
  let dragged = null

  root.querySelector('[data-keys]').hidden = false
  ready()

  root.addEventListener('submit', (event) => {
    if (!event.target.matches('[data-move]') || event.submitter.matches('[data-leave]')) return
    event.preventDefault()
    const { value } = event.submitter
    step(event.target.closest('[data-block]'), value, `[name=direction][value=${value}]`)
  })

  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && dragged) return letGo()
    const direction = { ArrowUp: 'up', ArrowDown: 'down' }[event.key]
    if (!direction || !event.target.matches('[data-handle]')) return
    event.preventDefault()
    step(event.target.closest('[data-block]'), direction, '[data-handle]')
  })

  root.addEventListener('pointerdown', (event) => {
    const handle = event.target.closest('[data-handle]')
    if (!handle || event.button) return
    handle.setPointerCapture(event.pointerId)
    dragged = { block: handle.closest('[data-block]'), day: null, next: null }
    dragged.block.classList.add('app-agenda__block--dragged')
  })

  root.addEventListener('pointermove', (event) => {
    if (!dragged) return
    scroll(event.clientY)
    dragged.day = days().findLast((each) => each.getBoundingClientRect().top <= event.clientY) ?? days()[0]
    dragged.next = [...dragged.day.children].find((each) => event.clientY < middle(each)) ?? null
    for (const each of blocks()) each.classList.toggle('app-agenda__block--next', each === dragged.next)
    for (const each of days()) each.classList.toggle('app-agenda--at-end', each === dragged.day && !dragged.next)
  })

  root.addEventListener('pointerup', () => {
    if (!dragged) return
    const { block, day, next } = dragged
    letGo()
    if (!day || next === block || (day === block.parentElement && next === block.nextElementSibling)) return
    const order = blocks().filter((each) => each !== block)
    const end = order.filter((each) => each.parentElement.dataset.day <= day.dataset.day).length
    order.splice(next ? order.indexOf(next) : end, 0, block)
    const fields = new URLSearchParams(order.map((each) => ['order', each.dataset.block]))
    fields.append('day', day.dataset.day)
    move(block, block.dataset.place, fields, '[data-handle]')
  })

  root.addEventListener('pointercancel', letGo)

  function list () { return root.querySelector('[data-blocks]') }
  function blocks () { return [...list().querySelectorAll('[data-block]')] }
  function days () { return [...list().querySelectorAll('[data-day]')] }

  function middle (block) {
    const box = block.getBoundingClientRect()
    return box.top + box.height / 2
  }

  // A long agenda comes along while a block is held near the edge of the window.
  function scroll (y) {
    if (y < EDGE) window.scrollBy(0, -STEP)
    else if (y > window.innerHeight - EDGE) window.scrollBy(0, STEP)
  }

  function letGo () {
    if (!dragged) return
    dragged.block.classList.remove('app-agenda__block--dragged')
    for (const each of blocks()) each.classList.remove('app-agenda__block--next')
    for (const each of days()) each.classList.remove('app-agenda--at-end')
    dragged = null
  }

  function step (block, direction, focus) {
    move(block, block.querySelector('[data-move]').action, new URLSearchParams({ direction }), focus)
  }

  // One after the other, so that an arrow pressed three times moves a block three places.
  function move (block, address, fields, focus) {
    moves = moves.then(() => send(block.dataset.block, address, fields, focus))
  }

  async function send (block, address, fields, focus) {
    const token = root.querySelector('[name=csrfmiddlewaretoken]').value
    try {
      const headers = { 'hx-request': 'true', 'x-csrftoken': token }
      const response = await fetch(address, { method: 'POST', body: fields, headers, redirect: 'error' })
      if (!response.ok) throw new Error(response.status)
      show(await response.text(), block, focus)
    } catch {
      say('The block could not be moved. Load the page again.')
    }
  }

  function show (html, block, focus) {
    const answer = new DOMParser().parseFromString(html, 'text/html').querySelector('[data-blocks]')
    list().replaceWith(answer)
    ready()
    const place = root.querySelector(`[data-block="${block}"]`)
    const wanted = place?.querySelector(focus) ?? place?.querySelector('[data-handle]')
    wanted?.focus()
    say(answer.dataset.said ?? 'This block was withdrawn meanwhile.')
  }

  function ready () {
    for (const each of root.querySelectorAll('[data-handle]')) each.hidden = false
  }
}
