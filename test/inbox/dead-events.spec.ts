import assert from 'node:assert/strict';
import { silentLog } from '../../src/domain/log';
import { DeadEvents, type DeadEventsOptions } from '../../src/inbox/dead-events';
import type { OpenRow } from '../../src/store/event-row';
import { FakeClock } from '../support/fake-clock';
import { SCOPE } from '../support/inbox';

describe('dead events that are to be reported', () => {
  let answers: { resolve: (rows: OpenRow[]) => void; reject: (error: Error) => void }[];
  let dead: DeadEvents;

  beforeEach(() => {
    answers = [];
    const takeUntold = () => new Promise<OpenRow[]>((resolve, reject) => void answers.push({ resolve, reject }));
    const options = { scope: SCOPE, clock: new FakeClock(), log: silentLog, nodes: {}, store: { takeUntold } };
    dead = new DeadEvents(options as unknown as DeadEventsOptions);
  });

  it('are looked for again at once if nodes have changed meanwhile', async () => {
    const telling = dead.tell();
    dead.lookAnew();
    answers[0]?.resolve([]);
    await telling;
    assert(dead.inMs <= 0);
  });

  it('are looked for no more once all are reported', async () => {
    const telling = dead.tell();
    answers[0]?.resolve([]);
    await telling;
    assert.equal(dead.inMs, Infinity);
  });

  it('are looked for again if the store could not be read', async () => {
    const telling = dead.tell();
    answers[0]?.reject(new Error('away'));
    await assert.rejects(telling);
    assert(dead.inMs < Infinity);
  });
});
