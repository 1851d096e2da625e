import { compact } from '../../domain/compact';
import { jsonBody, type Body } from '../http/body';
import type { ItemFault } from './fax-receive';

/** An event for the push socket, repeated on every connection until a client has acked it. */
export interface PushEvent {
  seq: number;
  event: string;
  /** The received fax, if the event is about one. */
  jobId?: string;
  /** Called for each frame. `image` is base64, or undefined to omit it; `fault` says what should be wrong. */
  data: (image: string | undefined, fault: ItemFault | undefined) => unknown;
  image?: Buffer;
  escapeSlashes?: boolean;
}

export interface FrameOptions {
  image: boolean;
  seq: boolean;
  fault: ItemFault | undefined;
}

export function eventBody(push: PushEvent, { image, seq, fault }: FrameOptions): Body {
  const frame = (base64: string | null): unknown => ({
    type: 'event',
    seq: seq ? push.seq : undefined,
    event: push.event,
    data: push.data(base64 ?? undefined, fault),
  });
  return jsonBody(frame, compact({ image: image ? push.image : undefined, escapeSlashes: push.escapeSlashes }));
}
