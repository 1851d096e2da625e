import type { WebhookAnswer, WebhookRequest } from '../../../domain/webhook';
import type { WebhookCodec, WebhookDecoded } from '../../provider';
import { charsetOf, isXml } from '../../xml/decode-text';
import { parseXml } from '../../xml/parse-xml';
import type { XmlElement } from '../../xml/xml-element';
import { loginInBody } from './body-login';
import type { CodecContext } from './codec-context';
import { decodeForm } from './form-codec';
import { formOfParsed, parseForm } from './parse-form';
import { decodePushNotification } from './push-notification-codec';
import { rawFields } from '../wire/raw-fields';
import { decodeSoap, SOAP_FAULT } from './soap-codec';
import { Unintelligible } from '../wire/fields';
import { unknownEvent } from '../events/unknown-event';

const DONE: WebhookAnswer = { status: 200 };

/** Distinguishes Esendex's three push protocols by the body, because the Content-Type is not documented. */
export function createWebhookCodec(context: CodecContext): WebhookCodec {
  return { methods: { '': ['POST'] }, loginIn: loginInBody, decode: (request) => decode(request, context) };
}

function decode({ headers, body }: WebhookRequest, context: CodecContext): WebhookDecoded {
  if ('parsed' in body) {
    const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers['content-type']?.trim() ?? '');
    const pairs = isForm ? formOfParsed(body.parsed) : undefined;
    return pairs ? decodeForm(pairs, context) : quarantine('neither XML nor a form');
  }
  const charset = charsetOf(headers['content-type']);
  if (!isXml(body.raw)) {
    const pairs = parseForm(body.raw, charset ?? 'utf-8');
    return pairs ? decodeForm(pairs, context) : quarantine('neither XML nor a form');
  }
  const parsed = parseXml(body.raw, { charset });
  if (!parsed.ok) return quarantine(parsed.reason, headers['soapaction'] === undefined ? DONE : SOAP_FAULT);
  return parsed.root.name === 'Envelope'
    ? decodeSoap(parsed.root, body.raw, context)
    : decodeNotification(parsed.root, body.raw, context);
}

function decodeNotification(root: XmlElement, bytes: Buffer, context: CodecContext): WebhookDecoded {
  try {
    const known = decodePushNotification(root, context);
    const event = known ?? unknownEvent({ [root.name]: rawFields(root) }, bytes);
    return { outcome: 'events', events: [{ event }], answer: DONE };
  } catch (thrown) {
    if (thrown instanceof Unintelligible) return quarantine(thrown.reason);
    throw thrown;
  }
}

function quarantine(reason: string, answer = DONE): WebhookDecoded {
  return { outcome: 'quarantine', reason, answer };
}
