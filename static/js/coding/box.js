// The box in which a theme is typed: a combo box over the codebook, and over the four kinds when a theme is made.

const KINDS = [
  { id: 'issue', name: 'Issue', key: 'i' },
  { id: 'aspiration', name: 'Aspiration', key: 'a' },
  { id: 'barrier', name: 'Barrier', key: 'b' },
  { id: 'strength', name: 'Strength', key: 's' }
]
const kindName = (id) => KINDS.find((kind) => kind.id === id)?.name ?? ''
const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

// `given()` are the themes of the chosen passage; `choose(theme, {stay, isNew})` gives or takes one; `leave()` goes back.
export function startBox (root, themes, { given, choose, leave }) {
  const input = root.querySelector('#theme-box')
  const list = root.querySelector('#theme-options')
  const label = root.querySelector('[data-label]')
  let options = []
  let active = 0
  let naming = null // the name of a theme whose kind is being asked

  input.addEventListener('input', () => (naming ? pickKind() : show()))
  input.addEventListener('focus', () => show())
  input.addEventListener('keydown', onKey)
  list.addEventListener('mousedown', (event) => event.preventDefault())
  list.addEventListener('click', ({ target }) => {
    const at = [...list.children].indexOf(target.closest('[role=option]'))
    if (at >= 0) take(options[at], false)
  })

  function found () {
    const typed = plain(input.value.trim())
    const rank = (theme) => {
      const name = plain(theme.name)
      if (name.startsWith(typed)) return 0
      if (name.includes(` ${typed}`)) return 1
      return name.includes(typed) ? 2 : 3
    }
    const ranked = themes.map((theme) => ({ theme, at: rank(theme) })).filter(({ at }) => at < 3)
    const matching = ranked.sort((a, b) => a.at - b.at).map(({ theme }) => theme)
    const named = themes.some((theme) => plain(theme.name) === typed)
    return typed && !named ? [...matching, { fresh: input.value.trim().replace(/\s+/g, ' ') }] : matching
  }

  function show () {
    options = naming ? KINDS : found()
    active = 0
    draw()
  }

  function draw () {
    const now = new Set(given().map((theme) => theme.id))
    list.replaceChildren(...options.map((each, at) => option(each, at, now)))
    list.hidden = !options.length
    input.setAttribute('aria-expanded', String(options.length > 0))
    mark()
  }

  function option (each, at, now) {
    const item = document.createElement('li')
    item.id = `theme-option-${at}`
    item.setAttribute('role', 'option')
    item.className = 'app-option'
    item.textContent = naming ? `${each.name} (${each.key})` : words(each, now.has(each.id))
    return item
  }

  function words (each, isGiven) {
    if (each.fresh) return `New theme: ${each.fresh}`
    return `${each.name}, ${kindName(each.kind).toLowerCase()}${isGiven ? ' – given, Enter takes it away' : ''}`
  }

  function mark () {
    for (const [at, item] of [...list.children].entries()) item.setAttribute('aria-selected', String(at === active))
    const item = list.children[active]
    item?.scrollIntoView({ block: 'nearest' })
    if (item) input.setAttribute('aria-activedescendant', item.id)
    else input.removeAttribute('aria-activedescendant')
  }

  function onKey (event) {
    if (event.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && options.length) {
      active = (active + step + options.length) % options.length
      mark()
    } else if (event.key === 'Enter') {
      onEnter(event)
    } else if (event.key === 'Escape') {
      if (naming) askName()
      else close()
    } else {
      return
    }
    event.preventDefault()
  }

  function onEnter (event) {
    const fresh = input.value.trim().replace(/\s+/g, ' ')
    if (!naming && (event.ctrlKey || event.metaKey) && fresh) askKind(fresh)
    else if (options[active]) take(options[active], event.shiftKey)
  }

  function take (each, stay) {
    if (naming) make(each)
    else if (each.fresh) askKind(each.fresh)
    else finish(each, stay, false)
  }

  function make (kind) {
    const theme = { id: null, name: naming, kind: kind.id }
    naming = null
    label.textContent = 'Theme'
    finish(theme, false, true)
  }

  function finish (theme, stay, isNew) {
    input.value = ''
    choose(theme, { stay, isNew })
    if (stay) show()
    else close()
  }

  function askKind (name) {
    naming = name
    input.value = ''
    label.textContent = `What kind of theme is “${name}”?`
    show()
  }

  function askName () {
    input.value = naming
    naming = null
    label.textContent = 'Theme'
    show()
  }

  function pickKind () {
    const kind = KINDS.find(({ key }) => key === input.value.trim().toLowerCase())
    if (kind) make(kind)
    else input.value = ''
  }

  function close () {
    input.value = ''
    naming = null
    label.textContent = 'Theme'
    show()
    leave()
  }

  show()
  return {
    refresh: draw,
    open (typed) {
      input.value = typed
      input.focus()
      show()
    }
  }
}
