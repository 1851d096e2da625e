import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import type { RestartingNodeRed } from './restarting-node-red';
import type { UserDir } from './user-dir';

/** The rows of a store that name something, as they are stored: what the product knew of it, told or not. */
export type StoredRows = (text: string) => Promise<string[]>;

/** Of a store in a user directory. Its Node-RED stands still while the store is copied, and goes on. */
export function storedIn({ path }: UserDir, nodeRed: RestartingNodeRed): StoredRows {
  return async (text) => {
    const copy = await mkdtemp(join(tmpdir(), 'pushline-stored-'));
    try {
      nodeRed.freeze();
      await cp(join(path, 'pushline', 'level'), copy, { recursive: true }).finally(() => nodeRed.thaw());
      return (await rowsOf(copy)).filter((row) => names(row, text));
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  };
}

async function rowsOf(folder: string): Promise<string[]> {
  const level = new ClassicLevel(folder, { createIfMissing: false });
  try {
    return (await level.iterator().all()).map((row) => row.join(' '));
  } finally {
    await level.close();
  }
}

interface Database {
  sql(text: string): Promise<Record<string, unknown>[]>;
}

export function storedInDatabase(server: Database): StoredRows {
  return async (text) => {
    const rows = await server.sql('SELECT path, value FROM pushline.entries ORDER BY path');
    return rows.map(({ path, value }) => `${String(path)} ${String(value)}`).filter((row) => names(row, text));
  };
}

function names(row: string, text: string): boolean {
  return row.toLowerCase().includes(text.toLowerCase());
}
