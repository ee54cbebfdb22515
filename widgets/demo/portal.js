const languages = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  pt: 'Português',
  it: 'Italiano',
  nl: 'Nederlands',
  ar: 'العربية',
  zh: '中文',
  ja: '日本語',
}

const page = document.documentElement
const language = document.querySelector('#language')
const theme = document.querySelector('#theme')
const rtl = document.querySelector('#rtl')

for (const [code, name] of Object.entries(languages)) language.append(new Option(name, code))
document.querySelector(`[data-nav="${document.body.dataset.page}"]`)?.setAttribute('aria-current', 'page')

language.value = localStorage.getItem('language') ?? 'en'
theme.value = localStorage.getItem('theme') ?? ''
show()

language.addEventListener('change', () => {
  localStorage.setItem('language', language.value)
  show()
})
theme.addEventListener('change', () => {
  localStorage.setItem('theme', theme.value)
  show()
})
rtl.addEventListener('change', () => {
  language.value = rtl.checked ? 'ar' : 'en'
  language.dispatchEvent(new Event('change'))
})

/** The elements follow the language of the page; their colours follow the system unless `theme` says otherwise. */
function show() {
  page.lang = language.value
  page.dir = language.value === 'ar' ? 'rtl' : 'ltr'
  rtl.checked = page.dir === 'rtl'
  page.dataset.theme = theme.value
  for (const element of document.querySelectorAll('main *')) {
    if (!element.localName.startsWith('ringlock-')) continue
    if (theme.value === '') element.removeAttribute('theme')
    else element.setAttribute('theme', theme.value)
  }
}
