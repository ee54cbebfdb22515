import type { locale as englishPublic } from './en.ts'
import type { locale as englishSelf } from './en-self.ts'

/** A language for elements without a widget token. What English says, every language says, or it does not compile. */
export type PublicLocale = typeof englishPublic
/** What elements with a widget token say beside. */
export type SelfTexts = typeof englishSelf
/** A language as a whole. */
export type Locale = PublicLocale & SelfTexts

/** Sentences, and functions that make one; keys begin with the name of their element. */
export type AllTexts = Omit<Locale, 'lang' | 'dir'>

export type TextArguments<Text> = Text extends (...values: infer Values) => string ? Values : []
