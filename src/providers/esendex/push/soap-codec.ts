import { compact } from '../../../domain/compact';
import type { WebhookAnswer } from '../../../domain/webhook';
import type { Answered, WebhookDecoded } from '../../provider';
import { childrenNamed, type XmlElement } from '../../xml/xml-element';
import { decodeAccountEvent } from './account-event-codec';
import type { CodecContext } from './codec-context';
import { Fields, Unintelligible } from '../wire/fields';
import { loginOf } from './body-login';
import { rawFields } from '../wire/raw-fields';
import { unknownEvent } from '../events/unknown-event';

/** The vendor's namespace, which is not a URL. */
const NAMESPACE = 'com.esendex.ems.soapinterface';

/**
 * Decodes an Account Event Handler call by SOAP 1.1. The answer is the operation's normal response, even if the
 * content goes to the quarantine: the same bytes would not become readable by being sent again.
 */
export function decodeSoap(envelope: XmlElement, bytes: Buffer, context: CodecContext): WebhookDecoded {
  const header = Fields.of(wrapped(childrenNamed(envelope, 'Header'), 'MessengerHeader'));
  const login = loginOf(header);
  const operation = operationOf(envelope);
  const answered: Answered = compact({ answer: operation ? responseTo(operation.name) : SOAP_FAULT, login });
  try {
    if (!operation) throw new Unintelligible('SOAP without one operation');
    const event = decodeAccountEvent(
      { type: operation.name, fields: Fields.of(operation), account: header.text('account') },
      context,
    );
    const raw = { [operation.name]: rawFields(operation) };
    return { outcome: 'events', events: [{ event: event ?? unknownEvent(raw, bytes) }], ...answered };
  } catch (thrown) {
    if (thrown instanceof Unintelligible) return { outcome: 'quarantine', reason: thrown.reason, ...answered };
    throw thrown;
  }
}

/** The only child of the only Body; undefined when there are more or none. */
function operationOf(envelope: XmlElement): XmlElement | undefined {
  const [body, ...others] = childrenNamed(envelope, 'Body');
  return others.length === 0 && body?.children.length === 1 ? body.children[0] : undefined;
}

/** Merges all elements of that name into one, so that `Fields` notices duplicate fields of a second header. */
function wrapped(parents: readonly XmlElement[], name: string): XmlElement {
  const children = parents.flatMap((parent) => childrenNamed(parent, name)).flatMap((child) => child.children);
  return { name, attributes: new Map(), children, text: '' };
}

function responseTo(operation: string): WebhookAnswer {
  return soapAnswer(`<${operation}Response xmlns="${NAMESPACE}" />`);
}

function soapAnswer(body: string): WebhookAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    body: [
      '<?xml version="1.0" encoding="utf-8"?>',
      `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${body}</soap:Body></soap:Envelope>`,
    ].join('\n'),
  };
}

/**
 * The answer to a call without a recognisable operation. SOAP requires status 500 for a fault, but the call is kept in
 * the quarantine, and with any status but 200 Esendex would repeat it for three days.
 */
export const SOAP_FAULT: WebhookAnswer = soapAnswer(
  '<soap:Fault><faultcode>soap:Client</faultcode><faultstring>The request could not be understood.</faultstring></soap:Fault>',
);
