import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { namedQuery, namesIn } from '../../../adapters/sql/named-values.ts'
import { queryFault } from '../../../adapters/sql/settings.ts'

const named = { login: 'alice', id: '7', limit: '10' }

test('names become the placeholders of the database, in order', () => {
  const text = 'SELECT 1 WHERE a = :login OR b = :id OR c = :login'
  const mariadb = namedQuery(text, '?')
  assert.is(mariadb.text, 'SELECT 1 WHERE a = ? OR b = ? OR c = ?')
  assert.equal(mariadb.values(named), ['alice', '7', 'alice'])
  const postgres = namedQuery(text, '$')
  assert.is(postgres.text, 'SELECT 1 WHERE a = $1 OR b = $2 OR c = $1')
  assert.equal(postgres.values(named), ['alice', '7'])
})

test('what is quoted, a comment or a cast is no name', () => {
  const text = `SELECT ':a', 'it''s :b', ":c", \`:d\`, x::text, y :: int -- :e
    /* :f
    :g */ FROM t WHERE z = :login::text AND w='12:30'`
  assert.equal([...namesIn(text)], ['login'])
  assert.is(namedQuery(text, '$').text, text.replace(':login', '$1'))
})

test('a query holds the names that it is given values for, and no others', () => {
  assert.is(queryFault('user', 'SELECT 1 WHERE a = :login'), null)
  assert.is(queryFault('page', 'x > :after AND x LIKE :search LIMIT :limit'), null)
  for (const [query, text] of [
    ['user', 'SELECT 1'],
    ['user', "SELECT 1 WHERE a = ':login'"],
    ['user', 'SELECT 1 WHERE a = :login AND b = :password'],
    ['userById', 'SELECT 1 WHERE id = :login'],
    ['page', 'SELECT 1 LIMIT :limit'],
  ] as const) {
    assert.match(queryFault(query, text) ?? 'none', /^a query with :/, text)
  }
})

test.run()
