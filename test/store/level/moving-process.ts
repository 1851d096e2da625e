import { systemClock } from '../../../src/domain/clock';
import { silentLog } from '../../../src/domain/log';
import { LevelDatabase } from '../../../src/store/level/level-database';
import { levelRows } from '../../../src/store/level/level-rows';
import { loadLevel } from '../../../src/store/level/load-level';
import { keyOf } from '../../../src/store/path';
import type { Hand, Row } from '../../../src/store/rows';

export const GROUP = 'group';
export const HOMES = ['here', 'there', 'elsewhere'].map((name) => keyOf('home', name));
export const OWNERS = Array.from({ length: 20 }, (_, index) => keyOf('row', index));

function rowOf(owner: string, moves: number): Row {
  const home = HOMES[moves % HOMES.length] ?? '';
  const place = { path: `${home}/${owner.replace('/', '-')}`, shows: owner };
  return { key: owner, value: String(moves), places: [place], counts: { group: GROUP, of: { [home]: 1 } } };
}

/** All rows move on, in one change. Returns how often they have moved. */
function move(hand: Hand): number {
  const texts = hand.getAll(OWNERS);
  const moves = Math.max(...texts.map((text) => Number(text ?? 0))) + 1;
  for (const [index, owner] of OWNERS.entries()) {
    const text = texts[index];
    hand.replace(text === undefined ? undefined : rowOf(owner, Number(text)), rowOf(owner, moves));
  }
  return moves;
}

/** Moves rows for ever, and tells each move that is durable. */
async function main(folder: string): Promise<void> {
  const database = await LevelDatabase.open({ folder, clock: systemClock(), log: silentLog, createDb: loadLevel() });
  const rows = levelRows(database);
  for (;;) {
    const moves = await Promise.all(Array.from({ length: 4 }, () => rows.change(OWNERS, move)));
    process.stdout.write(`${Math.max(...moves)}\n`);
  }
}

if (require.main === module) void main(process.argv[2] ?? '');
