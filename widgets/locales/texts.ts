import type { locale as englishPublic } from './en.ts'
import type { locale as englishSelf } from './en-self.ts'

/** Texts of elements without a widget token. A language that lacks one of the English texts does not compile. */
export type PublicLocale = typeof englishPublic
/** Further texts of elements with a widget token. */
export type SelfTexts = typeof englishSelf
/** All texts of a language. */
export type Locale = PublicLocale & SelfTexts

/** Sentences, and functions that make them; keys begin with the element's name. */
export type AllTexts = Omit<Locale, 'lang' | 'dir'>

export type TextArguments<Text> = Text extends (...values: infer Values) => string ? Values : []
