import { FailureError, type Failure } from './failure';
import { metaNamed } from './meta';
import type { Sql } from './queries';

const OTHER_GROUP: Failure = {
  code: 'database-group',
  reason: 'the store belongs to another group of Node-REDs: choose another schema, or enter their group',
};

/**
 * Unrelated Node-REDs cannot be told from those that belong together, so users may name a group: the first instance
 * gives its group to the store, which then admits nobody else, not even instances without a group. Rejects with
 * `FailureError`.
 */
export async function enterGroup(sql: Sql, schema: string, group: string): Promise<void> {
  const found = (await groupOf(sql, schema)) ?? (group === '' ? '' : await nameGroup(sql, schema, group));
  if (found !== group) throw new FailureError(OTHER_GROUP);
}

/** Checks the group without setting it. Rejects with `FailureError`. */
export async function checkGroup(sql: Sql, schema: string, group: string): Promise<void> {
  const found = await groupOf(sql, schema);
  if (found !== undefined && found !== group) throw new FailureError(OTHER_GROUP);
}

async function nameGroup(sql: Sql, schema: string, group: string): Promise<string | undefined> {
  const text = `INSERT INTO ${schema}.meta (name, value) VALUES ('group', $1) ON CONFLICT DO NOTHING`;
  await sql.run(text, [group]);
  return groupOf(sql, schema);
}

function groupOf(sql: Sql, schema: string): Promise<string | undefined> {
  return metaNamed(sql, schema, 'group');
}
