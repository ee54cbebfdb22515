/** What is asked of a connection of the driver pg. */
interface Client {
  query(text: string): Promise<{ readonly rows: readonly { readonly pid?: number }[] }>
}

/**
 * Whether a connection to PostgreSQL leads to a pooler, such as PgBouncer. Behind one, each transaction may be on another connection
 * to the server: what one sets or prepares, others find or miss. A pooler gives its clients a process id of its own making, because
 * they send it back to cancel a query.
 */
export async function leadsToPooler(client: Client): Promise<boolean> {
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid')
  return rows[0]?.pid !== Reflect.get(client, 'processID')
}
