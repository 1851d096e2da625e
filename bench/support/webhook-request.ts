export const ACCOUNT_ID = '0a1b2c3d-0000-4000-8000-000000000001';
const ID_DIGITS = 12;
const PLACE = '0'.repeat(ID_DIGITS);

/** The bytes of HTTP requests, each with a different SMS in Esendex's push format. */
export class PushRequest {
  /** The current request; valid until the next call of `as`. */
  readonly bytes: Buffer;
  readonly #places: number[];

  constructor(path: string) {
    const body = pushBody(`00000000-0000-4000-9000-${PLACE}`, `00000000-0000-4000-8000-${PLACE}`);
    this.bytes = Buffer.from(
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    const text = this.bytes.toString('latin1');
    this.#places = [text.indexOf(`9000-${PLACE}`) + 5, text.indexOf(`8000-${PLACE}`) + 5];
  }

  /** Puts the ids of message number `serial` into the request. */
  as(serial: number): this {
    const digits = serial.toString(16).padStart(ID_DIGITS, '0');
    for (const place of this.#places) this.bytes.write(digits, place, 'latin1');
    return this;
  }
}

function pushBody(id: string, messageId: string): string {
  return (
    `<InboundMessage><Id>${id}</Id><MessageId>${messageId}</MessageId><AccountId>${ACCOUNT_ID}</AccountId>` +
    '<MessageText>Running ten minutes late, please keep my appointment. Thanks, Sam</MessageText>' +
    '<From>447700900001</From><To>447700900002</To></InboundMessage>'
  );
}
