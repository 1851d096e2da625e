import { systemClock } from '../../../src/domain/clock';
import { isRecord } from '../../../src/domain/is-record';
import type { Deployed } from '../connection/deployed';
import { scopeOf } from '../connection/own-items';
import type { CameBack } from './test-steps';

/** The last test of an account, stored because it may come back to another instance. */
export interface AwaitedTest {
  job: string;
  kind: 'fax' | 'sms';
  to4: string;
  cameBack?: CameBack;
}

/** The store is not asked for every received item whether it is a test, but at most this often. */
const LOOK_EVERY_MS = 1_000;

const clock = systemClock();
const lookedAt = new Map<string, number>();

export async function awaitTest(entry: Deployed, test: AwaitedTest): Promise<void> {
  const { store } = entry.home;
  if (store.sharing.isShared) await store.remember(factOf(entry), test);
}

/** To be called for every received item: it may be a test that another instance has sent. */
export async function cameIn(
  entry: Deployed,
  { kind, to4 }: Pick<AwaitedTest, 'kind' | 'to4'>,
  cameBack: CameBack,
): Promise<void> {
  const { store } = entry.home;
  const { id } = entry.settings;
  const now = clock.monotonic();
  if (!store.sharing.isShared || now - (lookedAt.get(id) ?? -Infinity) < LOOK_EVERY_MS) return;
  lookedAt.set(id, now);
  const test = await store.recall(factOf(entry));
  if (!isAwaited(test) || test.cameBack || test.kind !== kind || test.to4 !== to4) return;
  const name = factOf(entry);
  await store.rememberIf({ name, is: test }, { [name]: { ...test, cameBack } });
}

/** The time at which another instance received this test, if one has. */
export async function cameBackElsewhere(entry: Deployed, job: string): Promise<CameBack | undefined> {
  const { store } = entry.home;
  const test = store.sharing.isShared ? await store.recall(factOf(entry)) : undefined;
  return isAwaited(test) && test.job === job ? test.cameBack : undefined;
}

function factOf(entry: Deployed): string {
  return `dialog-test-awaited:${scopeOf(entry)}`;
}

function isAwaited(value: unknown): value is AwaitedTest {
  return isRecord(value) && typeof value.job === 'string';
}
