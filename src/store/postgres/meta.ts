import type { Sql } from './queries';

/** What is recorded about the store as a whole, by name. `schema`: quoted. */
export async function readMeta(run: Sql['run'], schema: string): Promise<ReadonlyMap<string, string>> {
  const rows = await run<{ name: string; value: string }>(`SELECT name, value FROM ${schema}.meta`);
  return new Map(rows.map(({ name, value }) => [name, value]));
}

export async function metaNamed(sql: Sql, schema: string, name: string): Promise<string | undefined> {
  return (await readMeta(sql.read.bind(sql), schema)).get(name);
}
