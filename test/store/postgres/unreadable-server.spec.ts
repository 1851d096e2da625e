import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { hangUp, newClient } from '../../../src/store/postgres/closing-client';
import { failureOf } from '../../../src/store/postgres/failure';
import { PostgresPool } from '../../../src/store/postgres/pool';

const read = (name: string): Buffer => readFileSync(join(__dirname, '../../support/tls', `${name}.pem`));

const ignore = (): void => undefined;

describe('a server that answers what pg cannot read', () => {
  let server: Server | undefined;

  afterEach(() => server?.close());

  /** Answers the first message of each connection with these bytes, over TLS if that is asked for. */
  async function answering(hex: string): Promise<number> {
    const answer = (socket: Socket): unknown =>
      socket.on('error', ignore).once('data', () => socket.write(Buffer.from(hex, 'hex')));
    const upgrade = (socket: Socket): void => {
      socket.write('S');
      answer(new TLSSocket(socket, { isServer: true, key: read('key'), cert: read('localhost') }));
    };
    const isTlsRequest = (bytes: Buffer): boolean => bytes.length === 8;
    server = createServer((socket) => {
      socket.on('error', ignore).once('data', (bytes: Buffer) => {
        if (isTlsRequest(bytes)) upgrade(socket);
        else socket.write(Buffer.from(hex, 'hex'));
      });
    }).listen(0);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  const connection = { host: 'localhost', database: 'fax', user: 'pushline', password: 'secret' };

  for (const [what, hex, told] of [
    ['it wants Kerberos', '520000000800000007', 'database-login method'],
    ['a login of an unknown kind', '520000000c0000006300000000', 'database-login method'],
    ['a message that lacks its end', '4b00000004', 'database-away'],
    ['a table that is none', '540000000600ff', 'database-away'],
  ] as const) {
    for (const [way, tls] of [
      ['without TLS', false],
      ['over TLS', { ca: read('localhost') }],
    ] as const) {
      it(`is a failure and does not end Node-RED: ${what}, ${way}`, async () => {
        const pool = new PostgresPool({ ...connection, port: await answering(hex), tls });
        const client = newClient(pool.config);
        for (const attempt of [() => pool.run('SELECT 1'), () => client.connect()]) {
          const { code, detail } = await attempt().then(
            () => assert.fail('there is no database'),
            (error: unknown) => failureOf(error),
          );
          assert.equal(detail === undefined ? code : `${code} ${detail}`, told);
        }
        hangUp(client);
        await pool.end();
      });
    }
  }
});
