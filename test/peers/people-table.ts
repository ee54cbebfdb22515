import type { SqlQueries } from '../../adapters/sql/settings.ts'

/**
 * Queries for a table `people` with a layout of its own, with id, login and hash.
 *
 * @param more - further columns, as in `, active AS enabled`
 */
export function peopleQueries(engine: 'mariadb' | 'postgres', more = ''): SqlQueries {
  const columns = `SELECT id, login AS name, hash AS password${more} FROM people WHERE`
  // In either, whether letters are small or capital does not count.
  const like = engine === 'postgres' ? 'ILIKE' : 'LIKE'
  return {
    user: `${columns} login = :login`,
    userById: `${columns} id = :id`,
    page: `${columns} login > :after AND login ${like} :search ORDER BY login LIMIT :limit`,
  }
}
