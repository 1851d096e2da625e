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

/** A bare string, not a URL: the vendor's own. */
const NAMESPACE = 'com.esendex.ems.soapinterface';

/**
 * An Account Event Handler call by SOAP 1.1. It is answered as the operation that it is, also where its content goes to
 * quarantine: to the sender it is delivered, and would never become better by being sent again.
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

/** The only child of the only Body. */
function operationOf(envelope: XmlElement): XmlElement | undefined {
  const [body, ...others] = childrenNamed(envelope, 'Body');
  return others.length === 0 && body?.children.length === 1 ? body.children[0] : undefined;
}

/** All elements of that name together, as one: a second header must be noticed, too. */
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
 * For a call in which no operation can be found. With 200 although SOAP says 500: it is kept in quarantine, and any
 * other status would bring the same bytes again for three days.
 */
export const SOAP_FAULT: WebhookAnswer = soapAnswer(
  '<soap:Fault><faultcode>soap:Client</faultcode><faultstring>The request could not be understood.</faultstring></soap:Fault>',
);
