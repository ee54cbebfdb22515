import type { Entry, SearchOptions, SearchResult } from 'ldapts'
import type { LdapConnection } from './connection.ts'

export interface PagedSearchesOptions {
  readonly open: (signal: AbortSignal) => Promise<LdapConnection>
  /** Time limit of one page, ms. */
  readonly timeout: number
}

export interface PagedSearch {
  /** Searches with the same key are the same search. */
  readonly key: string
  readonly base: string
  readonly options: SearchOptions
  readonly limit: number
}

export interface EntryPage {
  readonly entries: readonly Entry[]
  /** Number of entries before the next page; null: this is the last page. */
  readonly nextOffset: number | null
}

/** RFC 2696: pages in the server's order, each continuing where the last one ended. */
export interface PagedSearches {
  read(search: PagedSearch, offset: number): Promise<EntryPage>
  close(): void
}

/** A search whose next page has been read already. */
interface OpenSearch {
  readonly connection: LdapConnection
  readonly pages: AsyncGenerator<SearchResult>
  readonly offset: number
  readonly next: readonly Entry[]
}

const mostOpen = 4
/** Milliseconds. */
const keptOpenFor = 30_000

/**
 * A server remembers the position of a search only as long as its connection. A few connections are kept open for
 * callers who soon ask for the next page; for others the search is repeated, skipping the entries they have seen.
 */
export function createPagedSearches({ open, timeout }: PagedSearchesOptions): PagedSearches {
  const openSearches = new Map<string, OpenSearch>()

  async function read(search: PagedSearch, offset: number): Promise<EntryPage> {
    const giveUp = new AbortController()
    const timer = setTimeout(() => giveUp.abort(new Error('there is no answer in time')), timeout)
    try {
      const at = takeOpen(search, offset) ?? (await begin(search, giveUp.signal))
      return await advance(at, search, offset, giveUp.signal)
    } finally {
      clearTimeout(timer)
    }
  }

  async function begin({ base, options, limit }: PagedSearch, signal: AbortSignal): Promise<OpenSearch> {
    const connection = await open(signal)
    const pages = connection.client.searchPaginated(base, { ...options, paged: { pageSize: limit } })
    return { connection, pages, offset: 0, next: [] }
  }

  /** Reads one page ahead, which shows whether there is another. */
  async function advance(
    { connection, pages, offset: start, next }: OpenSearch,
    search: PagedSearch,
    offset: number,
    signal: AbortSignal,
  ): Promise<EntryPage> {
    const cut = () => connection.destroy()
    signal.addEventListener('abort', cut, { once: true })
    try {
      let seen = start
      let page = next
      let following = await nextPage(pages)
      while (following !== null && seen + page.length <= offset) {
        seen += page.length
        page = following
        following = await nextPage(pages)
      }
      const nextOffset = following === null ? null : seen + page.length
      if (following === null || nextOffset === null) connection.destroy()
      else keepOpen(search, { connection, pages, offset: nextOffset, next: following })
      return { entries: page.slice(Math.max(0, offset - seen)), nextOffset }
    } catch (error) {
      connection.destroy()
      throw signal.aborted ? signal.reason : error
    } finally {
      signal.removeEventListener('abort', cut)
    }
  }

  function takeOpen(search: PagedSearch, offset: number): OpenSearch | null {
    const place = placeOf(search, offset)
    const found = openSearches.get(place)
    openSearches.delete(place)
    return found?.connection.isOpen() ? found : null
  }

  function keepOpen(search: PagedSearch, at: OpenSearch): void {
    const place = placeOf(search, at.offset)
    drop(place)
    openSearches.set(place, at)
    const [oldest] = openSearches.keys()
    if (openSearches.size > mostOpen && oldest !== undefined) drop(oldest)
    setTimeout(() => openSearches.get(place) === at && drop(place), keptOpenFor).unref()
  }

  function drop(place: string): void {
    openSearches.get(place)?.connection.destroy()
    openSearches.delete(place)
  }

  return {
    read,
    close() {
      for (const place of openSearches.keys()) drop(place)
    },
  }
}

function placeOf({ key, limit }: PagedSearch, offset: number): string {
  return JSON.stringify([key, limit, offset])
}

async function nextPage(pages: AsyncGenerator<SearchResult>): Promise<readonly Entry[] | null> {
  const { done, value } = await pages.next()
  return done ? null : value.searchEntries
}
