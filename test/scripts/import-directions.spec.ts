import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Directions {
  MAY_IMPORT: ReadonlyMap<string, readonly string[]>;
  folderOf: (path: string) => string | undefined;
  wrongDirection: (from: string, to: string) => string | undefined;
}

const ROOT = join(__dirname, '../..');

const modules = ['src', 'nodes', 'panel'].flatMap((top) =>
  readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(top, name)),
);

describe('the import directions', () => {
  let table: Directions;
  before(async () => (table = await import('../../scripts/lib/import-directions.mjs')));

  it('name every folder that has modules', () => {
    const folders = new Set(modules.map((path) => dirname(path)));
    assert(folders.size > 50);
    assert.deepEqual(
      [...folders].filter((folder) => table.folderOf(join(folder, 'x')) === undefined),
      [],
    );
  });

  it('name nothing that is not there', () => {
    const named = [...table.MAY_IMPORT].flatMap(([folder, others]) => [folder, ...others]);
    const isThere = (folder: string): boolean => [folder, `${folder}.ts`].some((path) => existsSync(join(ROOT, path)));
    assert.deepEqual(
      [...new Set(named)].filter((folder) => !isThere(folder)),
      [],
    );
    assert.deepEqual(
      named.filter((folder) => !table.MAY_IMPORT.has(folder)),
      [],
    );
  });

  it('have no cycles', () => {
    const done = new Set<string>();
    const visit = (folder: string, path: readonly string[]): void => {
      assert(!path.includes(folder), [...path, folder].join(' → '));
      if (done.has(folder)) return;
      for (const other of table.MAY_IMPORT.get(folder) ?? []) if (other !== folder) visit(other, [...path, folder]);
      done.add(folder);
    };
    for (const folder of table.MAY_IMPORT.keys()) visit(folder, []);
  });

  it('let a module see its own folder and what is below, and nothing else', () => {
    const refused: [from: string, to: string][] = [
      ['src/domain/fax.ts', 'src/work/worker'],
      ['src/domain/numbers/x.ts', 'src/store/store'],
      ['src/store/store.ts', 'src/store/level/view'],
      ['src/store/level/view.ts', 'src/store/postgres/pool'],
      ['src/inbox/x.ts', 'src/outbox/y'],
      ['src/outbox/x.ts', 'src/inbox/y'],
      ['src/outbox/x.ts', 'src/connection/y'],
      ['src/transports/webhook/x.ts', 'src/transports/push-socket/y'],
      ['src/transports/poller.ts', 'src/providers/provider'],
      ['src/providers/etherfax/wire/x.ts', 'src/providers/esendex/wire/y'],
      ['src/providers/aculab/wire/x.ts', 'src/providers/aculab/pages/y'],
      ['src/providers/aculab/files/x.ts', 'src/providers/aculab/pages/y'],
      ['src/simulator/etherfax/x.ts', 'src/simulator/esendex/y'],
      ['src/simulator/etherfax/x.ts', 'src/providers/etherfax/wire/y'],
      ['src/connection/x.ts', 'nodes/runtime/node-red'],
      ['nodes/rules/x.ts', 'nodes/runtime/node-red'],
      ['nodes/editor-kit/x.ts', 'nodes/runtime/settings/y'],
      ['nodes/fax-send/editor.ts', 'nodes/runtime/node-red'],
      ['nodes/fax-send/dialog.ts', 'nodes/fax-send/fax-order'],
      ['nodes/fax-send/fax-send.ts', 'nodes/fax-send/editor'],
      ['nodes/fax-send/fax-send.ts', 'nodes/sms-send/sms-order'],
      ['nodes/fax-send/fax-send.ts', 'src/providers/registry'],
      ['nodes/runtime/connection/x.ts', 'nodes/runtime/sending/y'],
      ['nodes/runtime/sending/x.ts', 'nodes/runtime/admin/y'],
      ['panel/editor/x.ts', 'src/domain/fax'],
      ['src/elsewhere/x.ts', 'src/domain/fax'],
    ];
    for (const [from, to] of refused)
      assert.match(table.wrongDirection(from, to) ?? '', /import-directions/, `${from} → ${to}`);
    const allowed: [from: string, to: string][] = [
      ['src/domain/numbers/x.ts', 'src/domain/fax'],
      ['src/store/level/files/x.ts', 'src/store/events/y'],
      ['src/providers/aculab/pages/x.ts', 'src/providers/aculab/wire/y'],
      ['nodes/fax-send/editor.ts', 'nodes/fax-send/dialog'],
      ['nodes/fax-send/fax-send.ts', 'nodes/runtime/sending/sending-node'],
    ];
    for (const [from, to] of allowed) assert.equal(table.wrongDirection(from, to), undefined, `${from} → ${to}`);
  });
});
