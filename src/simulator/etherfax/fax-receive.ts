import { createHash } from 'node:crypto';
import { compact } from '../../domain/compact';
import { extensionOf } from '../../documents/document-type';
import { jsonBody, type Body } from '../http/body';
import type { EffectOf } from './fault';
import { FAX_RESULT, resultOnWire, UNHEARD_OF_RESULT } from './fax-results';
import type { InboxFax } from './inbox-fax';
import type { WireBehaviour } from './wire-behaviour';
import { wireDate } from './wire-date';

export type ItemFault = EffectOf<'item'>['item'];

export interface FaxReceiveOptions {
  behaviour: WireBehaviour;
  fault?: ItemFault | undefined;
}

/** One fax as JSON, with its document unless `image` is false. */
export function faxReceiveBody(fax: InboxFax, options: FaxReceiveOptions & { image: boolean }): Body {
  const { escapeSlashes } = options.behaviour;
  return jsonBody((image) => faxReceive(fax, options, image), {
    escapeSlashes,
    image: options.image ? fax.document : undefined,
  });
}

/**
 * The vendor's FaxReceive, its fields in the documented order. `image` is base64, `null`,
 * or undefined to omit the field.
 */
export function faxReceive(
  fax: InboxFax,
  { behaviour, fault }: FaxReceiveOptions,
  image?: string | null,
): Record<string, unknown> {
  const result = fault === 'unknown-result' ? UNHEARD_OF_RESULT : FAX_RESULT.Success;
  return compact({
    FaxResult: resultOnWire(result, behaviour.results),
    JobId: fault === 'missing-job-id' ? undefined : fax.jobId,
    CalledNumber: fax.calledNumber,
    CallingNumber: fax.callingNumber,
    RemoteId: fax.remoteId,
    PagesReceived: fax.pages,
    ConnectTime: fax.seconds,
    ConnectSpeed: fax.speed,
    DeviceId: fax.deviceId,
    ReceivedOn: wireDate(fax.receivedAt, behaviour.dates),
    FaxImage: image,
    TransactionType: 0,
    DocumentParams: documentParams(fax, behaviour, fault),
    AnalyzeFormResult: behaviour.analyzeForm ? ANALYZE_FORM_RESULT : undefined,
  });
}

function documentParams(fax: InboxFax, behaviour: WireBehaviour, fault?: ItemFault): Record<string, unknown> {
  return {
    Type: fax.type,
    Length: fax.document.length + (fault === 'wrong-length' ? 1 : 0),
    Hash:
      fault === 'wrong-hash' ? md5(Buffer.from('another document'), behaviour) : documentHash(fax.document, behaviour),
    Name: `${fax.jobId}${extensionOf(fax.type === 'image/tif' ? 'image/tiff' : fax.type)}`,
  };
}

/** A cache, because every list contains the hash of every document. */
const hashes = new WeakMap<Buffer, Map<string, string>>();

function documentHash(document: Buffer, behaviour: WireBehaviour): string {
  const known = hashes.get(document) ?? new Map<string, string>();
  hashes.set(document, known);
  const hash = known.get(behaviour.hashes) ?? md5(document, behaviour);
  known.set(behaviour.hashes, hash);
  return hash;
}

function md5(bytes: Buffer, { hashes: form }: WireBehaviour): string {
  return createHash('md5').update(bytes).digest(form);
}

const ANALYZE_FORM_RESULT = {
  AnalyzeResult: {
    DocumentResults: [
      { DocTypeConfidence: 0.97, Fields: [{ Name: 'Reference', Text: 'SAMPLE FAX', Confidence: 0.91 }] },
    ],
  },
};
