import { systemClock, toIso } from '../../../src/domain/clock';
import { compact } from '../../../src/domain/compact';
import { PushlineError, toError } from '../../../src/domain/errors';
import { lastFour } from '../../../src/domain/observation';
import { AdminError } from '../admin-answer';
import { connectionOf } from '../connection/connection-node';
import { deployed, type Deployed } from '../connection/deployed';
import type { NodeRed } from '../node-red';
import { observations } from '../observations';
import { awaitTest, cameBackElsewhere, cameIn } from './awaited-test';
import { submitTest, type TestOrder } from './submit-test';
import { testView, type CameBack, type TestView } from './test-steps';

/** `ok: false` is a result, not a failure of the request: the dialog shows its message. */
export type TestSendAnswer = ({ ok: true } & Partial<TestView>) | { ok: false; code: string; message: string };

interface Watched {
  job: string;
  connection: string;
  kind: 'fax' | 'sms';
  to4: string | undefined;
  cameBack?: CameBack;
}

const MAX_WATCHED = 50;
const CONSENT = /^[\w-]{8,64}$/;

/** Tests that were sent from the dialog, and whether they came back to a number of the same account. */
export class TestSends {
  /** By job id. Whether a test came back is remembered as long as the process runs. */
  readonly #watched = new Map<string, Watched>();
  /** By consent: two requests at once with the same consent make one submission. */
  readonly #submitting = new Map<string, Promise<string>>();

  constructor() {
    observations.observe(({ id }, seen) => {
      if (seen.what !== 'received' || seen.direction !== 'in') return;
      const { kind, to4, pages } = seen;
      const cameBack: CameBack = compact({ at: toIso(systemClock().wall()), pages });
      const entry = deployed.get(id);
      // A failing store is not reported here: the user sees it in the connection's state.
      if (entry && kind && to4 !== undefined) cameIn(entry, { kind, to4 }, cameBack).catch(() => undefined);
      for (const one of this.#watched.values()) {
        if (one.cameBack || one.connection !== id || one.kind !== kind || one.to4 === undefined || one.to4 !== to4)
          continue;
        one.cameBack = cameBack;
      }
    });
  }

  /**
   * `POST …/test-send`: `{job}` looks at a test, `{last: true}` at the last one, if there is any; `kind`, `to`, `from`
   * and `consent` send one.
   */
  async handle(RED: NodeRed, entry: Deployed, body: Record<string, unknown>): Promise<TestSendAnswer> {
    if (body.last === true) return this.#last(entry);
    if (typeof body.job === 'string') return { ok: true, ...(await this.#view(entry, body.job)) };
    const order = orderOf(body);
    const connection = connectionOf(RED, entry.settings.id);
    if (!connection || entry.connection.state.state === 'idle') {
      throw new AdminError(409, 'nothing is sent as long as no node uses the connection: add one and deploy');
    }
    try {
      let submitting = this.#submitting.get(order.consent);
      if (!submitting) {
        submitting = submitTest(RED, connection, order);
        this.#submitting.set(order.consent, submitting);
        submitting.catch(() => undefined).finally(() => this.#submitting.delete(order.consent));
      }
      const job = await submitting;
      await this.#watch(job, entry, order);
      await entry.home.store.remember(lastOf(entry), job);
      return { ok: true, ...(await this.#view(entry, job)) };
    } catch (thrown) {
      const error = toError(thrown);
      if (error instanceof PushlineError) return { ok: false, code: error.code, message: error.message };
      throw error;
    }
  }

  async #watch(job: string, entry: Deployed, { kind, to }: TestOrder): Promise<void> {
    if (this.#watched.has(job)) return;
    const [oldest] = this.#watched.keys();
    if (this.#watched.size >= MAX_WATCHED && oldest !== undefined) this.#watched.delete(oldest);
    const to4 = lastFour(to);
    this.#watched.set(job, { job, connection: entry.settings.id, kind, to4 });
    if (to4 !== undefined) await awaitTest(entry, { job, kind, to4 });
  }

  /** The connection's last test, even if an earlier process sent it. */
  async #last(entry: Deployed): Promise<TestSendAnswer> {
    const job = await entry.home.store.recall(lastOf(entry));
    const view = typeof job === 'string' ? await this.#view(entry, job).catch(() => undefined) : undefined;
    return { ok: true, ...view };
  }

  async #view(entry: Deployed, id: string): Promise<TestView> {
    const { home, settings } = entry;
    const job = await home.store.jobs.get(id);
    // Jobs that flows have submitted are not tests.
    const isTest = job?.messages.some(({ node }) => node === settings.id) ?? false;
    if (!job || !isTest) throw new AdminError(404, 'no such test');
    const cameBack = this.#watched.get(id)?.cameBack ?? (await cameBackElsewhere(entry, id));
    return testView(job, cameBack, home.clock());
  }
}

function lastOf({ settings }: Deployed): string {
  return `dialog-test:${settings.id}`;
}

/** Throws `AdminError`. */
function orderOf({ kind, to, from = '', consent }: Record<string, unknown>): TestOrder {
  if (kind !== 'fax' && kind !== 'sms') throw new AdminError(400, 'kind must be fax or sms');
  if (typeof to !== 'string' || to.trim() === '') throw new AdminError(400, 'to must be a number');
  if (typeof from !== 'string') throw new AdminError(400, 'from must be text');
  if (typeof consent !== 'string' || !CONSENT.test(consent)) {
    throw new AdminError(400, 'consent must be a new value each time that the user agrees');
  }
  return { kind, to: to.trim(), from: from.trim(), consent };
}
