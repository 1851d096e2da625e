import type { Clock } from '../../../domain/clock';
import { pause } from '../../../work/pause';
import type { TransferPlan } from './transfer-plan';

export interface FaxTransfer {
  plan: TransferPlan;
  /** Of the document; the plan may let fewer get across, or say more. */
  totalPages: number;
  clock: Clock;
  /** How long the negotiation, each page, and the end take. */
  stepMs: number;
  /** Stops it. */
  signal: AbortSignal;
  /** After the negotiation and after each page; never rejects. */
  onProgress: (pages: number) => Promise<void>;
}

/** Two machines at work. Resolves with how many pages got across, or that it was stopped; never rejects. */
export async function transferFax(transfer: FaxTransfer): Promise<{ pages: number } | 'interrupted'> {
  const { plan, totalPages, clock, stepMs, signal, onProgress } = transfer;
  const pages = plan.pages ?? totalPages;
  if (plan.negotiates !== false) {
    for (let done = 0; done <= pages; done++) {
      await pause(clock, stepMs, signal);
      if (signal.aborted) return 'interrupted';
      await onProgress(done);
    }
  }
  if (plan.cause === 'never') await aborted(signal);
  else await pause(clock, stepMs, signal);
  return signal.aborted || plan.cause === 'interrupted' ? 'interrupted' : { pages };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
