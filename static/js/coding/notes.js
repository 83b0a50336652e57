// The notes on the page as sentences and passages. Places count characters as the portal does: by code point.

const length = (text) => [...text].length

// Turns the ticked list of the page without scripts into list boxes, and reads the passages that it shows.
export function readNotes (root) {
  const sentences = []
  const notes = [...root.querySelectorAll('[data-note]')].map((list) => readNote(list, sentences))
  return { notes, sentences }
}

function readNote (list, sentences) {
  const note = { key: list.dataset.note, version: list.dataset.version, list, passages: new Map() }
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-multiselectable', 'true')
  list.setAttribute('aria-labelledby', `note-${note.key}`)
  note.sentences = [...list.children].map((item) => {
    const sentence = readSentence(item, note, sentences.length)
    sentences.push(sentence)
    return sentence
  })
  return note
}

function readSentence (item, note, number) {
  item.setAttribute('role', 'option')
  item.setAttribute('aria-selected', 'false')
  item.tabIndex = -1
  const words = item.querySelector('.app-sentence__words')
  item.querySelector('label').replaceWith(words)
  const themes = item.querySelector('.app-sentence__themes')
  for (const shown of themes.children) keepShown(note, shown)
  return { item, words, themes, note, number, start: Number(item.dataset.start), end: Number(item.dataset.end) }
}

function keepShown (note, shown) {
  const themes = [...shown.querySelectorAll('[data-theme]')]
  const read = themes.map((each) => {
    const kind = each.className.split('--')[1]
    return { id: Number(each.dataset.theme), name: each.textContent, kind }
  })
  keep(note, Number(shown.dataset.start), Number(shown.dataset.end), read)
}

export function keep (note, start, end, themes) {
  note.passages.set(`${start}:${end}`, { note, start, end, themes })
}

export function themesAt ({ note, start, end }) {
  return note.passages.get(`${start}:${end}`)?.themes ?? []
}

export function passagesOver (sentence) {
  const all = [...sentence.note.passages.values()].filter((each) => each.themes.length)
  return all.filter((each) => each.start < sentence.end && each.end > sentence.start)
}

export function sentencesOf ({ note, start, end }) {
  return note.sentences.filter((each) => each.start < end && each.end > start)
}

export function wordsOf (place) {
  const run = sentencesOf(place)
  const cut = (each) => [...each.words.textContent]
    .slice(Math.max(place.start - each.start, 0), Math.max(place.end - each.start, 0)).join('')
  return run.map(cut).join(' ')
}

// Puts each passage's themes beside the sentence in which it begins.
export function draw (note) {
  for (const sentence of note.sentences) {
    sentence.themes.replaceChildren()
    sentence.item.classList.remove('app-sentence--coded')
  }
  const inOrder = [...note.passages.values()].sort((a, b) => a.start - b.start || a.end - b.end)
  for (const passage of inOrder) {
    if (passage.themes.length) drawPassage(passage)
  }
}

function drawPassage (passage) {
  const run = sentencesOf(passage)
  for (const each of run) each.item.classList.add('app-sentence--coded')
  if (!run.length) return
  const shown = element('span', 'app-passage')
  Object.assign(shown.dataset, { start: passage.start, end: passage.end })
  const what = whatOf(passage, run)
  if (what) shown.append(element('span', 'app-passage__what', what))
  for (const theme of passage.themes) {
    shown.append(element('span', `app-passage__theme app-passage__theme--${theme.kind}`, theme.name), ' ')
  }
  run[0].themes.append(shown)
}

function whatOf (passage, run) {
  if (run.length > 1) return `${run.length} sentences `
  const whole = passage.start === run[0].start && passage.end === run[0].end
  return whole ? '' : `“${wordsOf(passage)}” `
}

export function element (tag, className, text = '') {
  const made = document.createElement(tag)
  made.className = className
  made.textContent = text
  return made
}

// The place of what the mouse selected, out to whole words; null unless it lies in one note.
export function selectedPlace (notes) {
  const selection = window.getSelection()
  if (!selection.rangeCount || selection.isCollapsed) return null
  const range = selection.getRangeAt(0)
  const note = notes.find((each) => each.list.contains(range.commonAncestorContainer))
  const run = note?.sentences.filter((each) => range.intersectsNode(each.words)) ?? []
  if (!run.length) return null
  const last = run.at(-1)
  const start = run[0].start + before(run[0].words, range.startContainer, range.startOffset, 0)
  const end = last.start + before(last.words, range.endContainer, range.endOffset, length(last.words.textContent))
  return snapped(note, run[0], last, start, end)
}

function before (words, container, offset, otherwise) {
  if (!words.contains(container) || container.nodeType !== Node.TEXT_NODE) return otherwise
  return length(container.data.slice(0, offset))
}

function snapped (note, first, last, start, end) {
  const opening = [...first.words.textContent]
  const closing = [...last.words.textContent]
  let from = start - first.start
  let to = end - last.start
  while (from < opening.length && /\s/.test(opening[from])) from++
  while (from > 0 && !/\s/.test(opening[from - 1])) from--
  while (to > 0 && /\s/.test(closing[to - 1])) to--
  while (to < closing.length && !/\s/.test(closing[to])) to++
  const place = { note, start: first.start + from, end: last.start + to }
  return place.end > place.start ? place : null
}
