import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { requestBytes, type RawAnswer, type RequestParts } from './raw-request';

export const MAX_BODY_BYTES = 256 * 1024;

/** What a target must look like for the list to hold: one path, POST only, and a login. */
export interface Target {
  path: string;
  username: string;
  password: string;
  /** A body that is stored. Each call gives another event. */
  body: () => string;
  contentType: string;
}

export interface BadRequest {
  /** The kind of bad input; several rows may be of one. */
  row: number;
  name: string;
  bytes: Buffer;
  /** Close our side after sending. */
  end?: boolean;
  status: number | readonly number[];
  /** Was something to be stored? */
  stored?: boolean;
  check?: (answer: RawAnswer) => boolean;
}

const PASSED_ON = 404;

/** Every row of the table that concerns the request as such; what is in a body is the codecs' matter. */
export function badRequests(target: Target): BadRequest[] {
  const login = (user: string, password: string): string =>
    `Authorization: Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const right = login(target.username, target.password);
  const type = `Content-Type: ${target.contentType}`;
  const valid = (parts: RequestParts = {}): Buffer =>
    requestBytes({
      target: target.path,
      body: target.body(),
      ...parts,
      headers: [right, type, ...(parts.headers ?? [])],
    });
  const withLogin = (...headers: string[]): Buffer =>
    requestBytes({ target: target.path, body: target.body(), headers: [type, ...headers] });
  const basic = (bytes: Buffer | string): string => `Authorization: Basic ${Buffer.from(bytes).toString('base64')}`;
  const allows = (answer: RawAnswer): boolean => answer.headers.get('allow') === 'POST';
  const noCors = ({ headers }: RawAnswer): boolean =>
    ![...headers.keys()].some((name) => name.startsWith('access-control-allow'));
  const { path } = target;
  const changed = `${path.slice(0, -1)}${path.endsWith('x') ? 'y' : 'x'}`;
  const sized = (bytes: number): string => {
    const body = target.body();
    return body + ' '.repeat(bytes - Buffer.byteLength(body));
  };
  const close = ({ headers }: RawAnswer): boolean => headers.get('connection') === 'close';
  return [
    { row: 0, name: 'a valid request', bytes: valid(), status: 200, stored: true },
    { row: 1, name: 'GET', bytes: valid({ method: 'GET' }), status: 405, check: allows },
    { row: 2, name: 'HEAD', bytes: valid({ method: 'HEAD' }), status: 405, check: allows },
    {
      row: 2,
      name: 'OPTIONS from a web page',
      bytes: valid({
        method: 'OPTIONS',
        headers: ['Origin: https://example.com', 'Access-Control-Request-Method: POST'],
      }),
      status: 405,
      check: noCors,
    },
    ...['PUT', 'PATCH', 'DELETE'].map((method) => ({ row: 3, name: method, bytes: valid({ method }), status: 405 })),
    {
      row: 4,
      name: 'TRACE',
      bytes: requestBytes({ method: 'TRACE', target: path, headers: ['X-Secret: echo-me'] }),
      status: 405,
      check: ({ body }: RawAnswer) => !body.includes('echo-me'),
    },
    ...[changed, path.slice(0, -1), `${path}a`, '/', `/${'a'.repeat(8_000)}`].map((other) => ({
      row: 5,
      name: `a path of ${other.length} characters that is not ours`,
      bytes: valid({ target: other }),
      status: PASSED_ON,
    })),
    ...[path.toUpperCase(), `${path}/`, `http://evil.example${path}`].map((other) => ({
      row: 6,
      name: `a spelling that "http in" takes, too (${other.replace(path, '…')})`,
      bytes: valid({ target: other }),
      status: 200,
      stored: true,
    })),
    ...[`/${path}`, `${path}//`, `${path}%2e`, `/x/..${path}`, `${path}/.`].map((other) => ({
      row: 6,
      name: `another spelling of the path (${other.replace(path, '…')})`,
      bytes: valid({ target: other }),
      status: PASSED_ON,
    })),
    ...['?key=a&key=b', '?key[]=a', '?'].map((query) => ({
      row: 7,
      name: `a query string ${query}`,
      bytes: valid({ target: path + query }),
      status: 200,
      stored: true,
    })),
    {
      row: 8,
      name: 'no Authorization',
      bytes: withLogin(),
      status: 401,
      check: ({ headers }: RawAnswer) => headers.get('www-authenticate')?.startsWith('Basic realm=') === true,
    },
    ...[
      'Authorization: Basic !!!!',
      basic('nocolon'),
      basic(`${target.username}:${target.password}\0`),
      basic(Buffer.from([0x61, 0x3a, 0xff, 0xfe])),
      `Authorization: Basic ${'YWFh'.repeat(3_750)}`,
      'Authorization: Basic',
      'Authorization: Bearer x',
      'Authorization:',
    ].map((header) => ({ row: 9, name: `spoiled ${header.slice(0, 26)}`, bytes: withLogin(header), status: 401 })),
    { row: 10, name: 'right user, wrong password', bytes: withLogin(login(target.username, 'wrong')), status: 401 },
    { row: 10, name: 'wrong user, right password', bytes: withLogin(login('wrong', target.password)), status: 401 },
    { row: 12, name: 'two logins, the second right', bytes: withLogin(login('a', 'b'), right), status: 401 },
    { row: 12, name: 'two logins, the first right', bytes: withLogin(right, login('a', 'b')), status: 401 },
    ...[Array(500).fill('10.0.0.1').join(','), 'garbage;;', '1.2.3.4:99', 'fe80::1%eth0'].map((from) => ({
      row: 13,
      name: `X-Forwarded-For: ${from.slice(0, 20)}`,
      bytes: valid({ headers: [`X-Forwarded-For: ${from}`] }),
      status: 200,
      stored: true,
    })),
    { row: 14, name: 'the path twice', bytes: valid({ target: path + path }), status: PASSED_ON },
    { row: 14, name: 'an encoded letter', bytes: valid({ target: encodedOnce(path) }), status: PASSED_ON },
    { row: 16, name: 'length and chunked', bytes: valid({ headers: ['Transfer-Encoding: chunked'] }), status: 400 },
    { row: 17, name: 'two lengths', bytes: valid({ headers: ['Content-Length: 3'] }), status: 400 },
    ...['-1', '+5', '5,5', '0x5'].map((length) => ({
      row: 18,
      name: `Content-Length: ${length}`,
      bytes: requestBytes({ target: path, headers: [right, `Content-Length: ${length}`] }),
      status: 400,
    })),
    ...['gzip', 'chunked, identity'].map((coding) => ({
      row: 19,
      name: `Transfer-Encoding: ${coding}`,
      bytes: requestBytes({ target: path, headers: [right, `Transfer-Encoding: ${coding}`] }),
      status: 400,
    })),
    {
      row: 20,
      name: 'a chunk extension of 20 KB',
      bytes: Buffer.concat([
        requestBytes({ target: path, headers: [right, 'Transfer-Encoding: chunked'] }),
        Buffer.from(`1;${'a'.repeat(20_480)}\r\na\r\n0\r\n\r\n`),
      ]),
      status: [400, 413, 431],
    },
    {
      row: 21,
      name: 'LF only',
      bytes: Buffer.from(`POST ${path} HTTP/1.1\nHost: a\nContent-Length: 1\n\na`),
      status: 400,
    },
    ...['X-A: a\0b', 'X-A : b', 'X-A: a\r\n b'].map((header) => ({
      row: 22,
      name: `header ${JSON.stringify(header)}`,
      bytes: valid({ headers: [header] }),
      status: [400, ...(header.includes('\n') ? [200] : [])],
    })),
    { row: 23, name: 'a header of 20 KB', bytes: valid({ headers: [`X-A: ${'a'.repeat(20_480)}`] }), status: 431 },
    { row: 23, name: 'a URL of 20 KB', bytes: valid({ target: `${path}?${'a'.repeat(20_480)}` }), status: 431 },
    {
      row: 23,
      name: '5,000 headers',
      bytes: valid({ headers: Array.from({ length: 5_000 }, (_, i) => `X-${i}: 1`) }),
      status: 431,
    },
    { row: 24, name: 'no Host', bytes: Buffer.from(`POST ${path} HTTP/1.1\r\nContent-Length: 0\r\n\r\n`), status: 400 },
    { row: 25, name: 'two Hosts', bytes: valid({ headers: ['Host: evil.example'] }), status: [200, 400] },
    {
      row: 27,
      name: 'absolute form of another path',
      bytes: valid({ target: `http://evil.example/x${path}` }),
      status: PASSED_ON,
    },
    { row: 28, name: 'Expect: foo', bytes: valid({ headers: ['Expect: foo'] }), status: 417 },
    {
      row: 34,
      name: 'a TLS hello',
      bytes: Buffer.concat([Buffer.from('1603010200010001fc0303', 'hex'), randomBytes(64)]),
      status: [0, 400],
    },
    { row: 35, name: 'an HTTP/2 preface', bytes: Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), status: 400 },
    {
      row: 37,
      name: '64 KB of random bytes',
      bytes: Buffer.concat([Buffer.from([0]), randomBytes(64 * 1024)]),
      status: [0, 400],
    },
    ...['', ' ', '\r\n\t \n'].map((body) => ({
      row: 38,
      name: `the body ${JSON.stringify(body)}`,
      bytes: valid({ body }),
      status: 400,
    })),
    { row: 38, name: 'no body at all', bytes: requestBytes({ target: path, headers: [right, type] }), status: 400 },
    {
      row: 39,
      name: 'a body of exactly the cap',
      bytes: valid({ body: sized(MAX_BODY_BYTES) }),
      status: 200,
      stored: true,
    },
    {
      row: 39,
      name: 'a body one byte above it',
      bytes: valid({ body: sized(MAX_BODY_BYTES + 1) }),
      status: 413,
      check: close,
    },
    {
      row: 39,
      name: 'an announced length of 10 GB',
      bytes: requestBytes({ target: path, headers: [right, type, 'Content-Length: 10000000000'] }),
      status: 413,
      check: close,
    },
    {
      row: 41,
      name: 'a gzip bomb',
      bytes: valid({ body: gzipSync(Buffer.alloc(50 * 1024 * 1024)), headers: ['Content-Encoding: gzip'] }),
      status: 415,
    },
    {
      row: 41,
      name: 'coding identity',
      bytes: valid({ headers: ['Content-Encoding: identity'] }),
      status: 200,
      stored: true,
    },
    ...[[], ['Content-Type: ///'], [`Content-Type: ${'a'.repeat(8_000)}`], [type, 'Content-Type: text/plain']].map(
      (headers, index) => ({
        row: 42,
        name: `Content-Type number ${index}`,
        bytes: requestBytes({ target: path, body: target.body(), headers: [right, ...headers] }),
        status: 200,
        stored: true,
      }),
    ),
    {
      row: 43,
      name: 'multipart with a file',
      bytes: requestBytes({
        target: path,
        headers: [right, 'Content-Type: multipart/form-data; boundary=b'],
        body: '--b\r\nContent-Disposition: form-data; name="f"; filename="f.xml"\r\n\r\n<a/>\r\n--b--\r\n',
      }),
      status: 415,
    },
    {
      row: 43,
      name: 'multipart by its label only',
      bytes: requestBytes({
        target: path,
        headers: [right, 'Content-Type: multipart/form-data; boundary=b'],
        body: target.body(),
      }),
      status: 200,
      stored: true,
    },
    {
      row: 32,
      name: 'a body shorter than its length',
      bytes: requestBytes({ target: path, headers: [right, type, 'Content-Length: 100'] }),
      end: true,
      status: [0, 400],
    },
  ];
}

function encodedOnce(path: string): string {
  const letter = path.charAt(1);
  return `/%${letter.charCodeAt(0).toString(16)}${path.slice(2)}`;
}
