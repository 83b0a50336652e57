// Sorting cards by drag and by keys. The page works without it: every act is one of its forms, sent from here and
// answered with the board as it is then. Between acts the board is asked for again, for somebody else sorts too.

import { startDragging } from './clusters/drag.js'
import { formToken } from './token.js'

const LOOK_AGAIN = 4000
const UNSAVED = 'Not saved: the portal cannot be reached. Do it once more in a moment.'
const OUTSIDE = 'Not saved: sign in again in another tab, then load this page again.'
const root = document.querySelector('[data-sort]')
if (root) start(root)

function start (root) {
  const place = root.querySelector('[data-board]')
  const said = root.querySelector('[data-said]')
  let current = null // the card that has the focus among the cards
  let acts = Promise.resolve()
  let underWay = 0

  root.classList.add('app-sort--live')
  const dragging = startDragging(place, { put })
  dress()
  place.addEventListener('submit', (event) => {
    event.preventDefault()
    act(event.target, event.submitter)
  })
  place.addEventListener('keydown', onKey)
  place.addEventListener('click', ({ target }) => {
    const face = target.closest('[data-face]')
    if (face) toggle(face.parentElement)
  })
  window.setInterval(lookAgain, LOOK_AGAIN)

  // The board

  function cards () {
    return [...place.querySelectorAll('[data-card]')]
  }

  function piles () {
    return [...place.querySelectorAll('.app-sort__piles [data-pile]')]
  }

  function dress () {
    for (const hint of place.querySelectorAll('[data-needs-keys]')) hint.hidden = false
    const all = cards()
    if (!all.some((card) => card.id === current)) current = all[0]?.id
    for (const card of all) {
      const face = card.querySelector('[data-face]')
      face.setAttribute('role', 'group')
      face.setAttribute('aria-label', face.textContent)
      face.tabIndex = card.id === current ? 0 : -1
      face.draggable = true
    }
  }

  function choose (card) {
    if (!card) return
    current = card.id
    dress()
    card.querySelector('[data-face]').focus()
  }

  function toggle (card) {
    const opened = !card.classList.contains('app-slip--open')
    for (const other of place.querySelectorAll('.app-slip--open')) other.classList.remove('app-slip--open')
    card.classList.toggle('app-slip--open', opened)
    choose(card)
    if (opened) card.querySelector('select').focus()
  }

  function replace (html, { focus }) {
    const open = [...place.querySelectorAll('details[open]')].map((each) => each.id)
    const typed = place.querySelector('#new-cluster')?.value
    place.innerHTML = html
    const heading = place.querySelector('h1').textContent.trim()
    document.title = document.title.replace(/^.* – /s, `${heading} – `)
    for (const id of open) document.getElementById(id)?.setAttribute('open', '')
    if (typed && !focus) place.querySelector('#new-cluster').value = typed
    dress()
    if (focus) goTo(focus)
  }

  // The first of these ids that is still on the page gets the focus.
  function goTo (ids) {
    const found = ids.filter(Boolean).map((id) => document.getElementById(id)).find(Boolean)
    if (found?.dataset.card) choose(found)
    else found?.focus()
  }

  // Acts, one after the other

  function put (card, pile) {
    const form = card.querySelector('form')
    form.elements.cluster.value = pile
    act(form)
  }

  function act (form, submitter) {
    const fields = new URLSearchParams(new FormData(form, submitter))
    const after = follow(form, submitter)
    underWay += 1
    acts = acts.then(() => send(form.action, fields, after)).finally(() => { underWay -= 1 })
  }

  // Where the focus goes when the act is done: to the next card of the pile, or stays where it was.
  function follow (form, submitter) {
    const card = form.closest('[data-card]')
    if (!card) return followCluster(form.closest('details'), form, submitter)
    const next = card.nextElementSibling ?? card.previousElementSibling
    return [next?.id, card.id]
  }

  // A cluster that is named needs the form for it no longer; the others stay open.
  function followCluster (details, form, submitter) {
    const summary = details?.querySelector('summary').id
    if (!form.elements.seen) return [submitter?.id, summary]
    details.open = false
    return [summary]
  }

  async function send (address, fields, after) {
    let response
    try {
      response = await fetch(address, {
        method: 'POST', body: fields, headers: { 'X-Board': 'yes', 'x-csrftoken': formToken() }, redirect: 'manual'
      })
    } catch {
      return say(UNSAVED)
    }
    if (!response.ok) return say(response.status === 404 ? 'It is not there any more. Load the page again.' : OUTSIDE)
    replace(await response.text(), { focus: after })
    const answer = place.firstElementChild.dataset
    say(answer.saidNow)
    const made = answer.anchor?.startsWith('cluster-') && document.getElementById(`summary-${answer.anchor.slice(8)}`)
    if (made && fields.get('cluster') === 'new') rename(answer.anchor.slice(8))
  }

  function say (words) {
    said.textContent = words
  }

  async function lookAgain () {
    if (document.hidden || underWay || dragging.now || isTyping()) return
    const seen = place.firstElementChild.dataset.version
    const focused = document.activeElement
    const kept = place.contains(focused) ? [focused.closest('[data-card]')?.id || focused.id] : null
    try {
      const response = await fetch(`${root.dataset.sort}?seen=${seen}`, {
        headers: { 'X-Board': 'yes' }, redirect: 'manual'
      })
      if (response.status === 200 && !underWay && !dragging.now && !isTyping()) {
        replace(await response.text(), { focus: kept })
      }
    } catch {
      // It is asked for again.
    }
  }

  function isTyping () {
    const focused = document.activeElement
    return place.contains(focused) && focused.matches('input, select')
  }

  // Keys, which work while a card has the focus

  function rename (cluster) {
    place.querySelector(`#change-${cluster}`)?.setAttribute('open', '')
    place.querySelector(`#rename-${cluster}`)?.select()
  }

  function onKey (event) {
    const card = event.target.closest('[data-card]')
    if (!card) return
    if (event.key === 'Escape' && card.classList.contains('app-slip--open')) return toggle(card) || choose(card)
    if (!event.target.matches('[data-face]') || event.ctrlKey || event.metaKey || event.altKey) return
    if (handle(event.key, card)) event.preventDefault()
  }

  function handle (key, card) {
    const all = cards()
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[key]
    if (step) choose(all[all.indexOf(card) + step])
    else if (key === 'Home') choose(all[0])
    else if (key === 'End') choose(all.at(-1))
    else if (key === '0') put(card, '')
    else if (/^[1-9]$/.test(key)) putInto(card, piles()[Number(key) - 1])
    else if (key === 'n') put(card, 'new')
    else if (key === 'm' || key === 'Enter') toggle(card)
    else if (key === 'r') rename(card.closest('[data-pile]').dataset.pile || say('This card is in no cluster.'))
    else return false
    return true
  }

  function putInto (card, pile) {
    if (pile) put(card, pile.dataset.pile)
    else say('There is no such cluster.')
  }
}
