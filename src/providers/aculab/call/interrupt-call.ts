import { PushlineError } from '../../../domain/errors';
import type { AculabClient } from '../wire/aculab-client';
import type { Interruption } from '../wire/interruption-codec';
import type { CallRow } from './call-row';
import type { CallStore } from './call-store-port';
import { changeCall, type CallChange } from './change-call';

export interface InterruptOptions {
  client: Pick<AculabClient, 'interrupt'>;
  calls: CallStore;
}

/** Has a call ended that somebody wants stopped; its pages tell. undefined: Aculab could not be asked, and is asked again. */
export async function interruptCall(
  { id, instanceId }: Pick<CallRow, 'id' | 'instanceId'>,
  { client, calls }: InterruptOptions,
  signal: AbortSignal,
): Promise<Interruption | undefined> {
  let interruption: Interruption;
  try {
    interruption = await client.interrupt(instanceId ?? '', signal);
  } catch (error) {
    if (error instanceof PushlineError && error.retryable) return undefined;
    await changeCall(calls, id, agreed);
    throw error;
  }
  await changeCall(calls, id, agreed);
  return interruption;
}

function agreed(call: CallRow | undefined): CallChange {
  if (!call?.isStopping) return {};
  const next = { ...call };
  delete next.isStopping;
  return { call: next };
}
