// A menu made of <details> stays open by itself; people expect it to close when they look elsewhere.

const OPEN = 'details[data-menu][open]'

function closeAllExcept (kept) {
  for (const menu of document.querySelectorAll(OPEN)) {
    if (menu !== kept) menu.open = false
  }
}

export function closeMenus () {
  document.addEventListener('click', (event) => closeAllExcept(event.target.closest('details[data-menu]')))
  document.addEventListener('keydown', (event) => {
    const menu = event.key === 'Escape' && document.querySelector(OPEN)
    if (!menu) return
    menu.open = false
    menu.querySelector('summary').focus()
  })
}
