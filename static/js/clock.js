// The clock on the wall.

export function startClock () {
  const clock = document.querySelector('[data-clock]')
  if (!clock) return
  const show = () => {
    clock.textContent = new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  }
  show()
  setInterval(show, 1000)
}
