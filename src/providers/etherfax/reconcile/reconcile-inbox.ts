import { compact } from '../../../domain/compact';
import { AuthError, ItemGoneError, ProviderRefusedError, RateLimitedError } from '../../../domain/errors';
import { jsonBytes } from '../../../domain/json-bytes';
import { isUnanswered, unavailable } from '../../http/network-error';
import { mayBeOfOneItem } from '../../http/of-one-item';
import type { IncomingEvent, ReconcileSink } from '../../provider';
import type { EtherFaxClient } from '../wire/etherfax-client';
import { decodeFaxReceive, type FaxReceiveDecoded } from '../codec/fax-receive-codec';

export interface ReconcileOptions {
  client: Pick<EtherFaxClient, 'list' | 'getNext' | 'received'>;
  country: string;
  sink: ReconcileSink;
  signal: AbortSignal;
}

/**
 * Hands over every unread fax: from `list`, without documents, or if `list` does not work, one by
 * one by `getnext`, with documents.
 */
export async function reconcileInbox(options: ReconcileOptions): Promise<void> {
  const { client, signal } = options;
  let items: unknown[];
  try {
    items = await client.list(signal);
  } catch (error) {
    if (error instanceof AuthError || error instanceof RateLimitedError || signal.aborted) throw error;
    // `getnext` locks a fax for 5 minutes, even if its answer gets lost, so it is not tried while the network is down.
    if (isUnanswered(error)) throw error;
    await drainInbox(options);
    return;
  }
  await acceptList(items, options);
}

async function acceptList(items: unknown[], options: ReconcileOptions): Promise<void> {
  const { country, sink, signal } = options;
  const unread: string[] = [];
  for (const item of items) {
    if (signal.aborted) throw unavailable('aborted');
    const decoded = decodeFaxReceive(item, { country });
    if (decoded.outcome !== 'event') {
      await sink.quarantine(reasonOf(decoded), jsonBytes(item));
      continue;
    }
    const { event, stated, image } = decoded;
    await handOver(compact({ event, document: image === undefined ? undefined : { content: image, stated } }), options);
    if (event.kind === 'fax.received') unread.push(event.providerId);
  }
  await sink.unread(unread);
}

/**
 * `getnext` locks each fax for 5 minutes, so the next call returns the next fax. When a fax comes a second time, there
 * is no other. A fax that the inbox already knows is no reason to stop, because newer ones may follow.
 */
async function drainInbox(options: ReconcileOptions): Promise<void> {
  const seen = new Set<string>();
  for (;;) {
    if (options.signal.aborted) throw unavailable('aborted');
    const id = await acceptNext(options);
    if (id === undefined || seen.has(id)) return;
    seen.add(id);
  }
}

/** Returns an id for the fax within this pass; undefined when nothing is unread. */
async function acceptNext(options: ReconcileOptions): Promise<string | undefined> {
  const { client, country, sink, signal } = options;
  try {
    const answer = await client.getNext({
      writeDocument: sink.writeDocument,
      // Throws for an unusable fax, so that its document is not kept either.
      read: (fax, hasDocument) => usable(fax, decodeFaxReceive(fax, { country, hasDocument })),
      signal,
    });
    if (answer === undefined) return undefined;
    const { reply, document } = answer;
    const { event, stated } = reply;
    // Also handed over if it was seen before in this pass: the sink then removes the second copy of the document.
    await handOver(
      compact({ event, document: document === undefined ? undefined : { content: document, stated } }),
      options,
    );
    return event.keyId;
  } catch (error) {
    if (!(error instanceof NoUsableFax)) throw error;
    if (error.decoded.outcome === 'none') return undefined;
    const body = jsonBytes(error.fax);
    await sink.quarantine(reasonOf(error.decoded), body);
    return body.toString('utf8');
  }
}

async function handOver(incoming: IncomingEvent, { client, sink, signal }: ReconcileOptions): Promise<void> {
  await sink.accept(incoming);
  // No flow ever closes a call that brought no page, so it is marked received here; otherwise it would stay unread
  // forever.
  if (incoming.event.kind !== 'fax.status') return;
  try {
    await client.received(incoming.event.providerId, signal);
  } catch (error) {
    const isRefused = error instanceof ItemGoneError || error instanceof ProviderRefusedError;
    // It is listed again, and then marked again. One that can never be marked must not hold up the others.
    if (!isRefused && !mayBeOfOneItem(error)) throw error;
  }
}

type Usable = Extract<FaxReceiveDecoded, { outcome: 'event' }>;
type Unusable = Exclude<FaxReceiveDecoded, Usable>;

/** Aborts reading an answer. Caught in `acceptNext`, so callers never see it. */
class NoUsableFax extends Error {
  constructor(
    readonly fax: unknown,
    readonly decoded: Unusable,
  ) {
    super(reasonOf(decoded));
  }
}

function usable(fax: unknown, decoded: FaxReceiveDecoded): Usable {
  if (decoded.outcome !== 'event') throw new NoUsableFax(fax, decoded);
  return decoded;
}

function reasonOf(decoded: Unusable): string {
  return decoded.outcome === 'quarantine' ? decoded.reason : 'FaxReceive without a fax';
}
