import type { Clock } from '../../../domain/clock';
import { pause } from '../../../work/pause';
import type { TransferPlan } from './transfer-plan';

export interface FaxTransfer {
  plan: TransferPlan;
  /** The pages of the document. `plan.pages` may be fewer or more. */
  totalPages: number;
  clock: Clock;
  /** How long the negotiation, each page, and the end take. */
  stepMs: number;
  /** Stops the transfer. */
  signal: AbortSignal;
  /** Called after the negotiation and after each page; never rejects. */
  onProgress: (pages: number) => Promise<void>;
}

/** Simulates a transmission. Resolves with the number of pages transmitted, or that it was stopped; never rejects. */
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
