// Dots and places on a phone: buttons instead of numbers and lists. Without this the numbers and lists are the form.

const ENTRIES = '[data-dots]:not([data-dressed]), [data-ranking]:not([data-dressed])'

dress()
// The live page puts other forms in their place.
new MutationObserver(dress).observe(document.body, { childList: true, subtree: true })
document.addEventListener('click', ({ target }) => {
  const step = target.closest('[data-step]')
  const way = target.closest('[data-way]')
  if (step) give(step)
  if (way) move(way)
})
document.addEventListener('input', ({ target }) => {
  const form = target.closest('[data-dots]')
  if (form) countLeft(form)
})

function dress () {
  for (const form of document.querySelectorAll(ENTRIES)) {
    form.dataset.dressed = 'yes'
    if ('dots' in form.dataset) dressDots(form)
    else dressRanking(form)
  }
}

// Dots

function dressDots (form) {
  for (const button of form.querySelectorAll('[data-step]')) button.hidden = false
  form.querySelector('[data-dots-left]').hidden = false
  countLeft(form)
}

function numbers (form) {
  return [...form.querySelectorAll('input[type=number]')]
}

function left (form) {
  return Number(form.dataset.dots) - numbers(form).reduce((sum, each) => sum + (Number(each.value) || 0), 0)
}

function countLeft (form) {
  const free = left(form)
  const words = form.querySelector('[data-dots-left]')
  words.textContent = free < 0
    ? `${-free} too many. Take ${free === -1 ? 'one' : 'some'} back.`
    : `${free || 'No'} dot${free === 1 ? '' : 's'} left`
  for (const button of form.querySelectorAll('[data-step]')) {
    const number = button.parentElement.querySelector('input')
    const stuck = button.dataset.step === '1' ? free <= 0 : !(Number(number.value) > 0)
    button.setAttribute('aria-disabled', String(stuck))
  }
}

function give (button) {
  if (button.getAttribute('aria-disabled') === 'true') return
  const number = button.parentElement.querySelector('input')
  number.value = (Number(number.value) || 0) + Number(button.dataset.step)
  countLeft(button.form)
}

// Places

function rows (form) {
  return [...form.querySelectorAll('[data-ranked]')]
}

function dressRanking (form) {
  const place = (row) => Number(row.querySelector('select').value) || Infinity
  const list = rows(form)[0]?.parentElement
  list?.append(...rows(form).sort((a, b) => place(a) - place(b) || 0))
  for (const row of rows(form)) row.toggleAttribute('data-unplaced', place(row) === Infinity)
  form.classList.add('app-ranking--live')
  for (const row of rows(form)) {
    row.querySelector('select').hidden = true
    const label = row.querySelector('label')
    const words = document.createElement('span')
    words.className = label.className
    words.textContent = label.textContent
    label.replaceWith(words)
  }
  number(form)
}

// What has its place stands above what has none yet: an order that nobody has made is not sent.
function number (form) {
  const placed = rows(form).filter((row) => !row.hasAttribute('data-unplaced'))
  for (const row of rows(form)) {
    const at = placed.indexOf(row)
    row.querySelector('select').value = at < 0 ? '' : String(at + 1)
    row.querySelector('[data-steps]').hidden = at < 0
    row.querySelector('[data-way=in]').hidden = at >= 0
    row.querySelector('[data-place]').textContent = `Place ${placed.length + 1}`
    row.querySelector('[data-way=up]').setAttribute('aria-disabled', String(at === 0))
    row.querySelector('[data-way=down]').setAttribute('aria-disabled', String(at === placed.length - 1))
  }
}

function move (button) {
  if (button.getAttribute('aria-disabled') === 'true') return
  const row = button.closest('[data-ranked]')
  const first = button.form.querySelector('[data-unplaced]')
  if (button.dataset.way === 'in') {
    row.removeAttribute('data-unplaced')
    if (first !== row) first.before(row)
  } else if (button.dataset.way === 'up') row.previousElementSibling.before(row)
  else row.nextElementSibling.after(row)
  const form = button.form
  number(form)
  const place = row.querySelector('select').value
  const words = row.querySelector('.app-ranking__text').textContent
  form.querySelector('[data-ranking-said]').textContent = `${words}: place ${place} of ${rows(form).length}`
  const next = form.querySelector('[data-unplaced] [data-way=in]') ?? row.querySelector('[data-way=up]')
  ;(button.dataset.way === 'in' ? next : button).focus()
}
