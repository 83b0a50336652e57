// A form may be older than the sign-in: whoever signs in again, here or in another tab, gets a new form token. The
// cookie always holds the one that counts.

export function formToken () {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? ''
}

export function sendFreshTokens () {
  document.addEventListener('submit', ({ target }) => {
    const field = target.querySelector('input[name="csrfmiddlewaretoken"]')
    const token = formToken()
    if (field && token) field.value = token
  })
}
