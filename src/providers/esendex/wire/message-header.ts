import type { XmlElement } from '../../xml/xml-element';
import { readId, type EsendexId } from './wire-values';
import { readTime } from '../../../domain/provider-time';
import { Fields, Unintelligible } from './fields';

/** A `messageheader` of the inbox or of `messageheaders/{id}`: everything but the whole text of a message. */
export interface MessageHeader {
  id: EsendexId;
  /** The account's reference. */
  reference: string | undefined;
  /** undefined when the header does not say. */
  direction: 'inbound' | 'outbound' | undefined;
  isUnread: boolean;
  /** Numbers as Esendex wrote them. */
  from: string | undefined;
  to: string | undefined;
  /** `SMS` or `Voice`. */
  type: string | undefined;
  parts: number | undefined;
  /** Ms by the service's clock. */
  receivedAt: number | undefined;
  submittedAt: number | undefined;
  raw: Record<string, unknown>;
}

/** Throws `Unintelligible`. */
export function readMessageHeader(element: XmlElement): MessageHeader {
  const fields = Fields.of(element);
  const id = readId(element.attributes.get('id'));
  if (id === undefined) throw new Unintelligible('no usable id');
  return {
    id,
    reference: fields.text('reference')?.trim(),
    direction: readDirection(fields.text('direction')),
    // For an unread message the field is missing, or a time in the year 1.
    isUnread: readTime(fields.text('readat')) === undefined,
    from: fields.inside('from')?.text('phonenumber'),
    to: fields.inside('to')?.text('phonenumber'),
    type: fields.text('type')?.trim(),
    parts: readCount(fields.text('parts')),
    receivedAt: readMs(fields.text('receivedat')),
    submittedAt: readMs(fields.text('submittedat')),
    raw: fields.raw,
  };
}

function readDirection(value: string | undefined): MessageHeader['direction'] {
  const text = value?.trim().toLowerCase();
  return text === 'inbound' || text === 'outbound' ? text : undefined;
}

function readMs(value: string | undefined): number | undefined {
  const time = readTime(value);
  return time === undefined ? undefined : Date.parse(time);
}

function readCount(value: string | undefined): number | undefined {
  const text = value?.trim() ?? '';
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : undefined;
}
