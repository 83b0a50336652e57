// The NHS components on the pages of people who answer; each page works without them.

import { initAll } from '../built/nhsuk-frontend.js'

document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')
initAll()
