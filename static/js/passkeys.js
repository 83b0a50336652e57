// A device that declines or has no passkey says so in plain words beside the button.

const WORDS = 'That did not work: your device offered no passkey for this portal. Try again, or use another way.'

export function explainPasskeys () {
  document.addEventListener('allauth.error', (event) => {
    const place = document.querySelector('[data-passkey-problem]')
    if (!place) return
    event.preventDefault()
    place.textContent = WORDS
  })
}
