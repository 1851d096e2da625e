import { ItemGoneError, ProviderRefusedError } from '../../../domain/errors';
import type { AculabClient } from '../aculab-client';
import type { CallRow } from './call-row';
import type { CallStore } from './call-store';
import { changeCall, type CallChange } from './change-call';
import { INTERRUPTED, WITHHELD } from './fax-outcome';

export interface CancelOptions {
  client: Pick<AculabClient, 'interrupt'>;
  calls: CallStore;
}

/**
 * Stops an outbound call. One that has not asked for the fax yet cannot be interrupted, because nobody knows its instance:
 * it will not be given the fax.
 */
export async function cancelCall(id: string, { client, calls }: CancelOptions, signal: AbortSignal): Promise<void> {
  const { instanceId } = await changeCall(calls, id, withheld);
  if (instanceId === undefined) return;
  const interruption = await client.interrupt(instanceId, signal);
  if (interruption !== 'interrupted') throw new ProviderRefusedError('the call has ended already');
}

/** Whatever still comes of this call, it is not given the fax; its upload is tidied away. false: it has been given it. */
export async function withholdFax(id: string, calls: CallStore): Promise<boolean> {
  const { isGiven } = await changeCall(calls, id, (call): CallChange & { isGiven: boolean } => {
    if (!call || call.outcome) return { isGiven: false };
    return call.instanceId === undefined ? { call: { ...call, outcome: WITHHELD }, isGiven: false } : { isGiven: true };
  });
  return !isGiven;
}

function withheld(call: CallRow | undefined): { call?: CallRow; instanceId?: string } {
  if (!call) throw new ItemGoneError('no such call');
  if (call.outcome) throw new ProviderRefusedError('the call has ended already');
  return call.instanceId === undefined ? { call: { ...call, outcome: INTERRUPTED } } : { instanceId: call.instanceId };
}
