// Switches on what improves a page that already works: the NHS components and a few small things of ours.

import { initAll } from '../built/nhsuk-frontend.js'
import { startClock } from './clock.js'
import { closeMenus } from './menus.js'
import { explainPasskeys } from './passkeys.js'
import { sendFreshTokens } from './token.js'

document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')
initAll()
closeMenus()
explainPasskeys()
startClock()
sendFreshTokens()

// What htmx puts on the page afterwards gets the same components.
document.addEventListener('htmx:load', ({ detail }) => {
  if (detail.elt !== document.body) initAll({ scope: detail.elt })
})
