// Dragging cards onto piles. A pile is anything with data-pile; what lies in it is put there by `put(card, pile)`.

export function startDragging (board, { put }) {
  const state = { now: null }

  board.addEventListener('dragstart', (event) => {
    const card = event.target.closest?.('[data-card]')
    if (!card) return
    state.now = card
    event.dataTransfer.setData('text/plain', card.id)
    event.dataTransfer.effectAllowed = 'move'
    card.classList.add('app-slip--dragged')
  })
  board.addEventListener('dragend', leave)
  board.addEventListener('dragover', (event) => {
    const pile = pileAt(event)
    mark(pile)
    if (pile) event.preventDefault()
  })
  board.addEventListener('drop', (event) => {
    const pile = pileAt(event)
    if (!pile) return
    event.preventDefault()
    const card = state.now
    leave()
    if (card.closest('[data-pile]') !== pile) put(card, pile.dataset.pile)
  })

  function pileAt (event) {
    return state.now && event.target.closest?.('[data-pile]')
  }

  function mark (pile) {
    for (const each of board.querySelectorAll('.app-pile--over')) each.classList.toggle('app-pile--over', each === pile)
    pile?.classList.add('app-pile--over')
  }

  function leave () {
    state.now?.classList.remove('app-slip--dragged')
    state.now = null
    mark(null)
  }

  return state
}
