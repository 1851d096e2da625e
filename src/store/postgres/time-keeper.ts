import type { PostgresPool } from './pool';
import type { TimeKeeper } from './shared-time';

/** Keeps the shared time in the tables of the store. */
export function timeKeeper(pool: PostgresPool, schema: string): TimeKeeper {
  return {
    async read() {
      const text = `SELECT extract(epoch FROM clock_timestamp()) * 1000 AS wall,
        (SELECT value FROM ${schema}.meta WHERE name = 'time-shift') AS shift`;
      const [row] = await pool.read<{ wall: string; shift: string }>(text);
      return { wall: Number(row?.wall), shift: Number(row?.shift) };
    },

    async move(from, to) {
      const text = `UPDATE ${schema}.meta SET value = $2 WHERE name = 'time-shift' AND value = $1 RETURNING name`;
      return (await pool.run(text, [String(from), String(to)])).length > 0;
    },
  };
}
