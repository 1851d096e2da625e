import assert from 'node:assert/strict';
import fc from 'fast-check';
import { authorizationsOf, basicLogin } from '../../../src/transports/webhook/basic-login';

const basic = (bytes: string | Buffer): string => `Basic ${Buffer.from(bytes).toString('base64')}`;

describe('a Basic login', () => {
  it('is read whatever its user and password are, colons in the password too', () => {
    const name = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes(':') && !text.includes('\0'));
    const password = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(name, password, (username, secret) => {
        assert.deepEqual(basicLogin([basic(`${username}:${secret}`)]), { username, password: secret });
      }),
    );
  });

  it('takes the scheme in any case', () => {
    assert.deepEqual(basicLogin([basic('a:b').replace('Basic', 'bAsIc  ')]), { username: 'a', password: 'b' });
  });

  it('is refused whenever it is ambiguous', () => {
    const refused: string[][] = [
      [],
      [''],
      ['Basic'],
      ['Basic '],
      ['Bearer YTpi'],
      ['Basic YTp'],
      ['Basic YTpi='],
      ['Basic YTpj!'],
      ['Basic YT pj'],
      ['Basic YTpiYR=='],
      ['Basic YTpi, Basic YTpi'],
      [basic('nocolon')],
      [basic('a:b\0')],
      [basic(Buffer.from([0x61, 0x3a, 0xff]))],
      [`Basic ${'YWFh'.repeat(3_000)}`],
      [basic('a:b'), basic('a:b')],
    ];
    for (const headers of refused) assert.equal(basicLogin(headers), undefined, headers.join('|').slice(0, 40));
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.array(fc.string()), (headers) => void basicLogin(headers)));
  });

  it('is looked for in all headers of that name, in any case', () => {
    const raw = ['Host', 'a', 'authorization', '1', 'AUTHORIZATION', '2', 'X-Authorization', '3', 'Authorisation', '4'];
    assert.deepEqual(authorizationsOf(raw), ['1', '2']);
  });
});
