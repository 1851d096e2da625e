import assert from 'node:assert/strict';
import { isSoapAnswer, soapPush } from '../../../../src/simulator/esendex/push/soap-push';
import { parseXml, type Json } from '../harness';
import { delivered, failed, LOGIN, MESSAGE_ID, received, style, subscription, unknown } from './notifications';

const text = (...push: Parameters<typeof soapPush>): string => soapPush(...push).body.toString();
const bodyOf = (...push: Parameters<typeof soapPush>): Json =>
  (parseXml(text(...push)).Envelope as Json).Body as Json satisfies Json;

describe('a push as SOAP', () => {
  it('is an envelope of 1.1 with the login in its header and the operation in its action', () => {
    const { headers } = soapPush(received(), style());
    assert.deepEqual(headers, {
      'content-type': 'text/xml; charset=utf-8',
      soapaction: '"com.esendex.ems.soapinterface/MessageReceived"',
    });
    const xml = text(received(), style({}, { login: LOGIN }));
    assert.match(xml, /<soap:Envelope xmlns:soap="http:\/\/schemas\.xmlsoap\.org\/soap\/envelope\/">/);
    assert.match(
      xml,
      /<MessengerHeader xmlns="com\.esendex\.ems\.soapinterface"><Username>hook<\/Username><Password>p@ss word<\/Password><Account>EX0000001<\/Account><\/MessengerHeader>/,
    );
  });

  it('tells of a message, a delivery, a failure and a subscription in the order of the documents', () => {
    assert.match(
      text(received(), style()),
      new RegExp(
        `<MessageReceived xmlns="com.esendex.ems.soapinterface"><id>${MESSAGE_ID}</id><originator>123123123</originator>` +
          '<recipient>456456456</recipient><body>some text</body><type>Text</type><sentat>2008-09-15T13:01:49Z</sentat>' +
          '<receivedat>2008-09-15T13:01:49Z</receivedat></MessageReceived>',
      ),
    );
    const occurredat = '2014-07-31T21:42:46Z';
    assert.deepEqual(bodyOf(delivered(), style()).MessageEvent, { id: MESSAGE_ID, eventtype: 'Delivered', occurredat });
    assert.deepEqual(bodyOf(failed(), style()).MessageError, {
      ...{ id: MESSAGE_ID, errortype: 'ValidityPeriodExpired', occurredat, detail: 'Out of reach & gone' },
      failurereason: { code: '27', description: 'Out of reach & gone', permanentfailure: 'false' },
    });
    assert.deepEqual(bodyOf(subscription('c-1'), style()).SubscriptionEvent, {
      ...{ mobileNumber: '447700900123', contactID: 'c-1', eventCode: 'Resubscribe', occurredAt: occurredat },
    });
  });

  it('may misspell the time, and lack sentat and the reason', () => {
    assert.match(text(delivered(), style({ soapOccurred: 'occuredat' })), /<occuredat>/);
    assert.doesNotMatch(text(received(), style({ sentAt: 'absent' })), /sentat/);
    assert.doesNotMatch(text(failed(), style({ failureReason: 'absent' })), /failurereason/);
    assert.ok('MessageRead' in bodyOf(unknown(), style()));
  });

  const answer = (response: string, prefix = 's'): string =>
    `<?xml version="1.0"?><${prefix}:Envelope xmlns:${prefix}="http://schemas.xmlsoap.org/soap/envelope/"><${prefix}:Body>${response}</${prefix}:Body></${prefix}:Envelope>`;

  it('knows its empty response, whatever the prefixes', () => {
    for (const sound of [
      answer('<MessageReceivedResponse xmlns="com.esendex.ems.soapinterface" />'),
      answer('<MessageReceivedResponse xmlns="com.esendex.ems.soapinterface"></MessageReceivedResponse>', 'soap'),
      answer('<e:MessageReceivedResponse xmlns:e="com.esendex.ems.soapinterface"/>'),
    ]) {
      assert.ok(isSoapAnswer(sound, received()), sound);
    }
  });

  it('takes nothing else for it', () => {
    for (const wrong of [
      ...['', 'ok', '<html>', answer(''), answer('<MessageReceivedResponse />')],
      answer('<MessageEventResponse xmlns="com.esendex.ems.soapinterface" />'),
      answer('<MessageReceivedResponse xmlns="com.esendex.ems.soapinterface"><id/></MessageReceivedResponse>'),
      answer('<MessageReceivedResponse xmlns="com.esendex.ems.soapinterface">ok</MessageReceivedResponse>'),
      answer('<MessageReceivedResponse xmlns="com.esendex.ems.soapinterface"/><x/>'),
    ]) {
      assert.ok(!isSoapAnswer(wrong, received()), wrong);
    }
  });
});
