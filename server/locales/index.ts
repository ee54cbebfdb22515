import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { it } from './it.ts'
import { ja } from './ja.ts'
import type { Language } from './languages.ts'
import { nl } from './nl.ts'
import { pt } from './pt.ts'
import type { Texts } from './texts.ts'
import { zh } from './zh.ts'

/** The texts of mails and of the pages that mailed links lead to. */
export const texts: Readonly<Record<Language, Texts>> = { en, de, fr, es, pt, it, nl, ar, zh, ja }
