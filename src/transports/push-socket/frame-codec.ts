import { isRecord } from '../../domain/is-record';

/** The answer to a webhook that was relayed over the push socket. */
export interface AckResponse {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export type Frame =
  | { type: 'hello'; protocol: unknown }
  | { type: 'event'; seq: number; event: string; data: unknown }
  | { type: 'bye'; reconnectMs: number }
  | { type: 'auth-error' }
  | UnintelligibleFrame;

export interface UnintelligibleFrame {
  type: 'unintelligible';
  reason: 'binary' | 'not-json' | 'no-frame' | 'no-seq' | 'unknown-type' | 'unknown-error';
  /** True if the frame holds anything worth keeping. */
  holdsData: boolean;
}

export const PROTOCOL = 1;

const MAX_BYE_MS = 60_000;

/** Reads one WebSocket message of the server. Never throws. */
export function decodeFrame(body: Buffer, isBinary: boolean): Frame {
  if (isBinary) return { type: 'unintelligible', reason: 'binary', holdsData: body.length > 0 };
  const text = body.toString();
  const holdsText = text.trim() !== '';
  const parsed = parse(text);
  if (parsed === undefined) return { type: 'unintelligible', reason: 'not-json', holdsData: holdsText };
  if (!isRecord(parsed) || typeof parsed.type !== 'string') {
    return { type: 'unintelligible', reason: 'no-frame', holdsData: holdsText };
  }
  return decodeTyped(parsed);
}

export function encodeHello(maxBytes: number): string {
  return JSON.stringify({ type: 'hello', protocol: PROTOCOL, maxBytes });
}

export function encodeAck(seq: number, response?: AckResponse): string {
  if (!response) return JSON.stringify({ type: 'ack', seq });
  const { status, headers, body } = response;
  return JSON.stringify({ type: 'ack', seq, response: { status, headers, body: body.toString('base64') } });
}

function decodeTyped(frame: Record<string, unknown>): Frame {
  const holdsData = frame.data !== undefined && frame.data !== null;
  switch (frame.type) {
    case 'hello':
      return { type: 'hello', protocol: frame.protocol };
    case 'event':
      if (!isSeq(frame.seq)) return { type: 'unintelligible', reason: 'no-seq', holdsData };
      // An event without a name goes on: the provider's codec does not understand it, so it is quarantined and acked.
      return {
        type: 'event',
        seq: frame.seq,
        event: typeof frame.event === 'string' ? frame.event : '',
        data: frame.data,
      };
    case 'bye':
      return { type: 'bye', reconnectMs: byeMs(frame.reconnectSeconds) };
    case 'error':
      return frame.code === 'auth'
        ? { type: 'auth-error' }
        : { type: 'unintelligible', reason: 'unknown-error', holdsData };
    default:
      return { type: 'unintelligible', reason: 'unknown-type', holdsData };
  }
}

/** JSON.parse has rounded larger integers, so their ack would name another event. */
function isSeq(seq: unknown): seq is number {
  return typeof seq === 'number' && Number.isSafeInteger(seq) && seq >= 0;
}

function byeMs(seconds: unknown): number {
  return typeof seconds === 'number' && seconds > 0 ? Math.min(seconds * 1_000, MAX_BYE_MS) : 0;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
