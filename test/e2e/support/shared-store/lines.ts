import { startAculabSimulator, type AculabSimulator } from '../../../../src/simulator/aculab/aculab-simulator';
import { startEsendexSimulator, type EsendexSimulator } from '../../../../src/simulator/esendex/esendex-simulator';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../../src/simulator/etherfax/etherfax-simulator';
import type { LoadBalancer } from './load-balancer';
import { oneOf, type Random } from '../seeded-random';

export const LINES = ['etherfax fax', 'esendex sms', 'aculab fax', 'aculab sms'] as const;
export type LineName = (typeof LINES)[number];

/** Where the provider itself can tell what became of a request without an answer, though no status comes. */
export const CAN_TELL: readonly LineName[] = ['esendex sms', 'aculab fax'];

/** What the provider knows of a job. */
export interface Truth {
  /** How often it was taken, calls that failed and were made again left out. */
  taken: number;
  state: string | undefined;
}

/** An answer to a request that sends takes its time, so that some are always on their way. */
const LATE_MS = 300;
const STEP_MS = 50;

const FAX_DELIVERIES = ['push', 'push', 'push', 'poll-only', 'push-without-image', 'push-twice'] as const;

/** Delivered, and now and then not; for an SMS at Esendex also without a receipt, so that only the list of sent ones tells. */
const ENDINGS: Record<LineName, readonly [string, ...string[]]> = {
  'etherfax fax': ['0001', '0001', '0001', '0013', '0014', '0008'],
  'esendex sms': ['0001', '0001', '0001', '0008', '0007', '0002'],
  'aculab fax': ['0001', '0001', '0013', '0008'],
  'aculab sms': ['0001', '0001', '0008', '0002'],
};

/** The providers, outside of all Node-REDs: what arrives at them, and what they were sent. */
export class Providers {
  private constructor(
    readonly etherfax: EtherFaxSimulator,
    readonly esendex: EsendexSimulator,
    readonly aculab: AculabSimulator,
  ) {
    etherfax.faults.set({ action: 'outbox.send', lateMs: LATE_MS });
    esendex.faults.set({ action: 'dispatcher.send', lateMs: LATE_MS });
    aculab.faults.set({ action: 'service_start', lateMs: LATE_MS }, { action: 'msg_send', lateMs: LATE_MS });
    aculab.behave({ pageRepeats: 5 });
  }

  static async start({ url }: LoadBalancer, paths: { esendex: string; aculab: string }): Promise<Providers> {
    return new Providers(
      await startEtherFaxSimulator({ stepMs: STEP_MS, account: { ports: 8 } }),
      await startEsendexSimulator({
        ...{ stepMs: STEP_MS, schedule: [500, 1_000, 2_000], timeoutMs: 5_000, parallel: 32 },
        pushTarget: url + paths.esendex,
      }),
      await startAculabSimulator({ stepMs: STEP_MS, propagationMs: 100, callAt: url + paths.aculab }),
    );
  }

  /** Something arrives, in one of the ways in which it can. Most are SMS. */
  inject(random: Random, n: number): void {
    const roll = random();
    if (roll < 0.8) this.esendex.inject({ kind: 'sms', text: `text ${n}`, deliver: smsDelivery(random) });
    else if (roll < 0.9) {
      const deliver = oneOf(random, FAX_DELIVERIES);
      this.etherfax.inject({ pages: oneOf(random, [1, 2]), deliver });
    } else if (roll < 0.985) this.aculab.inject({ kind: 'sms', text: `text ${n}`, times: random() < 0.1 ? 2 : 1 });
    else this.aculab.inject({ pages: 1, available: oneOf(random, ['late', 'early', 'never']) });
  }

  /** Ids of all that has arrived, as the flow is told them. */
  arrived(): Set<string> {
    const { etherfax, esendex, aculab } = this;
    const faxes = [...etherfax.unread(), ...etherfax.received()].map(({ jobId }) => jobId);
    const texts = [...esendex.unread(), ...esendex.read(), ...esendex.deleted()].map(({ id }) => id);
    const files = [...aculab.media.stored(), ...aculab.media.deleted()].filter(isReceivedFile);
    const messages = aculab.received().map(({ msgRef }) => msgRef);
    return new Set([...faxes, ...texts, ...files, ...messages].map((id) => id.toLowerCase()));
  }

  /** How many bytes the document of each fax has. */
  documents(): Map<string, number> {
    const faxes = [...this.etherfax.unread(), ...this.etherfax.received()];
    return new Map(faxes.map(({ jobId, document }) => [jobId.toLowerCase(), document.length]));
  }

  /** What they have not been told of. */
  unread(): number {
    const { etherfax, esendex, aculab } = this;
    return etherfax.unread().length + esendex.unread().length + aculab.media.stored().filter(isReceivedFile).length;
  }

  /** What is not done, as far as they know. */
  get open(): number {
    return this.unread() + this.outstanding;
  }

  /** Pushes and pages on their way, or still to come again. */
  get outstanding(): number {
    return this.esendex.pusher.outstanding().length + this.aculab.pending;
  }

  numberOf(line: LineName, n: number): string {
    const endings = ENDINGS[line];
    return `1555${String(n).padStart(3, '0')}${endings[n % endings.length] ?? endings[0]}`;
  }

  truthOf(line: LineName, n: number): Truth {
    const number = this.numberOf(line, n);
    const { etherfax, esendex, aculab } = this;
    switch (line) {
      case 'etherfax fax': {
        const jobs = etherfax.jobs().filter(({ dialNumber }) => dialNumber.replace(/\D/g, '') === number);
        // A number that is none is refused at once.
        const refused = number.endsWith('0008') ? 'failed' : undefined;
        return { taken: jobs.length, state: jobs.some(({ result }) => result === 0) ? 'succeeded' : refused };
      }
      case 'esendex sms': {
        const sent = esendex.sent().filter(({ to }) => to === number);
        return { taken: sent.length, state: sent[0]?.status.toLowerCase() };
      }
      case 'aculab fax': {
        const calls = aculab.calls().filter(({ direction, to }) => direction === 'out' && to === number);
        const transfers = calls.filter(({ document }) => document !== undefined).length;
        const refused = number.endsWith('0008') && calls.length > 0 ? 'failed' : undefined;
        return { taken: transfers, state: transfers > 0 ? 'succeeded' : refused };
      }
      case 'aculab sms': {
        const sent = aculab.sent().filter(({ to }) => to === number);
        return { taken: sent.length, state: sent[0]?.status };
      }
    }
  }

  /** Resolves when a push socket is up that was not before. */
  whenPushIsUp(): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.etherfax.onChange(({ type }) => {
        if (type !== 'push.ready') return;
        stop();
        resolve();
      });
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.etherfax.close(), this.esendex.close(), this.aculab.close()]);
  }
}

function smsDelivery(random: Random): 'push' | 'push-twice' | 'reordered' | 'poll-only' {
  const roll = random();
  if (roll < 0.9) return 'push';
  return oneOf(random, ['push-twice', 'reordered', 'poll-only']);
}

/** What is sent lies in the same store. */
function isReceivedFile(name: string): boolean {
  return name.startsWith('/rest_api/');
}
