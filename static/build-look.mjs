// Builds static/built/: the compiled style sheet, the NHS module and the fonts. Nothing in it comes from the network.

import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from 'sass'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const modules = join(root, 'node_modules')
// Made beside its place and moved there whole, so that a running portal never finds half of it.
const built = join(modules, '.look')
const place = join(root, 'static', 'built')

const fontPackage = join(modules, '@fontsource', 'atkinson-hyperlegible-next')
const fontFiles = ['latin', 'latin-ext'].flatMap((subset) =>
  [400, 500, 600, 700].map((weight) => `atkinson-hyperlegible-next-${subset}-${weight}-normal.woff2`)
)

function buildStyles () {
  const { css } = compile(join(root, 'static', 'scss', 'portal.scss'), {
    loadPaths: [modules],
    style: 'compressed',
    quietDeps: true
  })
  const elsewhere = css.match(/url\(["']?(https?:)?\/\//)
  if (elsewhere) throw new Error(`The style sheet asks for a file from elsewhere: ${elsewhere[0]}`)
  writeFileSync(join(built, 'portal.css'), css)
  copyImages(css)
}

function copyImages (css) {
  const names = new Set([...css.matchAll(/url\(["']?images\/([^"')]+)/g)].map((match) => match[1]))
  mkdirSync(join(built, 'images'), { recursive: true })
  for (const name of names) {
    copyFileSync(join(modules, 'nhsuk-frontend', 'dist', 'nhsuk', 'assets', 'images', name), join(built, 'images', name))
  }
}

function copyFonts () {
  mkdirSync(join(built, 'fonts'), { recursive: true })
  for (const name of fontFiles) copyFileSync(join(fontPackage, 'files', name), join(built, 'fonts', name))
  copyFileSync(join(fontPackage, 'LICENSE'), join(built, 'fonts', 'LICENSE'))
}

function copyScripts () {
  // Its last line names a source map that we do not serve; the manifest of static files would look for it.
  const source = readFileSync(join(modules, 'nhsuk-frontend', 'dist', 'nhsuk', 'nhsuk-frontend.min.js'), 'utf8')
  writeFileSync(join(built, 'nhsuk-frontend.js'), source.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n'))
}

rmSync(built, { recursive: true, force: true })
mkdirSync(built, { recursive: true })
buildStyles()
copyFonts()
copyScripts()
rmSync(place, { recursive: true, force: true })
renameSync(built, place)
console.log('The look is built: static/built')
