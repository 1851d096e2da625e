import type { WebhookRequest } from '../../../../src/domain/webhook';

/** Requests as the vendor's three push protocols make them. */

export function push(xml: string, contentType = 'text/xml'): WebhookRequest {
  return request(Buffer.from(xml), { 'content-type': contentType });
}

/** As captured in 2008: lower-case escapes, `+` for blanks, CRLF after the last value. */
export function form(fields: Record<string, string>, lineEnd = '\r\n'): WebhookRequest {
  const pairs = Object.entries(fields).map(([name, value]) => `${name}=${escapeForm(value)}`);
  return rawForm(`${pairs.join('&')}${lineEnd}`);
}

function escapeForm(value: string): string {
  return encodeURIComponent(value)
    .replaceAll('%20', '+')
    .replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
}

export function rawForm(text: string): WebhookRequest {
  return request(Buffer.from(text), { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' });
}

export function parsedForm(parsed: unknown): WebhookRequest {
  return { ...rawForm(''), body: { parsed } };
}

export function soap(
  operation: string,
  body: string,
  header = messengerHeader('soap-user', 'soap-password'),
): WebhookRequest {
  const envelope = `<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
  <soap:Header>${header}</soap:Header>
  <soap:Body>
    <${operation} xmlns="com.esendex.ems.soapinterface">${body}</${operation}>
  </soap:Body>
</soap:Envelope>`;
  return request(Buffer.from(envelope), {
    'content-type': 'text/xml; charset=utf-8',
    soapaction: `"com.esendex.ems.soapinterface/${operation}"`,
  });
}

export function messengerHeader(username: string, password: string, account = 'EX0012345'): string {
  return `
    <MessengerHeader xmlns="com.esendex.ems.soapinterface">
      <Username>${username}</Username>
      <Password>${password}</Password>
      <Account>${account}</Account>
    </MessengerHeader>`;
}

export function request(raw: Buffer, headers: Record<string, string> = {}): WebhookRequest {
  return { method: 'POST', suffix: '', headers, body: { raw } };
}
