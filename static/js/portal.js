// Switches on what improves a page that already works: the NHS components, the account menu.

import { initAll } from '../built/nhsuk-frontend.js'
import { closeMenus } from './menus.js'

document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')
initAll()
closeMenus()

// What htmx puts on the page afterwards gets the same components.
document.addEventListener('htmx:load', ({ detail }) => {
  if (detail.elt !== document.body) initAll({ scope: detail.elt })
})
