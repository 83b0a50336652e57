// Sends acts one after the other. One that got no answer is sent again: the portal does the work of each once.

const AGAIN_AFTER = 2000

// `said(words)` tells the reader how it stands; `done(act, answer)` and `refused(act)` let the page follow.
export function startSending (address, token, { said, done, refused }) {
  const waiting = []
  let sending = false
  let late = false

  window.addEventListener('beforeunload', (event) => {
    if (waiting.length) event.preventDefault()
  })
  window.addEventListener('online', () => run())

  async function run () {
    if (sending) return
    sending = true
    while (waiting.length && await sent(waiting[0])) waiting.shift()
    sending = false
    if (waiting.length) window.setTimeout(run, AGAIN_AFTER)
    else if (late) said('Everything is saved now.')
    late = waiting.length > 0
  }

  // Whether the act is through, done or refused for good.
  async function sent (act) {
    let response
    try {
      response = await fetch(address, {
        method: 'POST',
        body: new URLSearchParams(act.fields),
        headers: { accept: 'application/json', 'x-csrftoken': token },
        redirect: 'manual'
      })
    } catch {
      said('Not saved yet: the portal cannot be reached. Trying again.')
      return false
    }
    return response.ok ? taken(act, response) : turnedAway(act, response)
  }

  async function taken (act, response) {
    try {
      done(act, await response.json(), waiting.length > 1)
      return true
    } catch {
      return false
    }
  }

  async function turnedAway (act, response) {
    if (response.status >= 500 || response.status === 429) {
      said('Not saved yet: the portal does not answer. Trying again.')
      return false
    }
    const outside = response.type === 'opaqueredirect' || [401, 403].includes(response.status)
    said(outside ? 'Not saved: sign in again in another tab, then load this page again.' : await reason(response))
    refused(act)
    return true
  }

  async function reason (response) {
    try {
      return (await response.json()).why
    } catch {
      return 'Not saved. Load the page again.'
    }
  }

  return (act) => {
    waiting.push(act)
    run()
  }
}
