import { FailureError, type Failure } from './failure';
import { metaNamed } from './meta';
import type { Sql } from './queries';

const OTHER_GROUP: Failure = {
  code: 'database-group',
  reason: 'the store belongs to another group of Node-REDs: choose another schema, or enter their group',
};

/**
 * Node-REDs that do not belong together look like those that do. So they may name their group: the first one gives it to the
 * store, which then lets nobody else in, not even who names none.
 */
export async function enterGroup(sql: Sql, schema: string, group: string): Promise<void> {
  const found = (await groupOf(sql, schema)) ?? (group === '' ? '' : await nameGroup(sql, schema, group));
  if (found !== group) throw new FailureError(OTHER_GROUP);
}

/** Nothing is given to it. */
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
