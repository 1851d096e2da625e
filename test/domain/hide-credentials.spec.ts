import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hideCredentials } from '../../src/domain/hide-credentials';

const SECRET = 'sup3r-s3cret';
const shown = (text: string): string => hideCredentials(Buffer.from(text)).toString();

const BODIES = [
  `<Login><Username>x</Username><Password>${SECRET}</Password></Login>`,
  `<a:Password xmlns:a="y" a="b">\n<![CDATA[${SECRET}]]></a:Password><b>after</b>`,
  `<Password>${SECRET}`,
  `<Password><part>${SECRET}</part></Password>`,
  `<x password = "${SECRET}" other="1"/>`,
  `<x pwd='${SECRET}'>text</x>`,
  `<Field name="Password">${SECRET}</Field>`,
  `<Field><Name>api key</Name><Value><![CDATA[${SECRET}]]></Value></Field>`,
  `<add key="Password" value="${SECRET}"/>`,
  `<!-- Authorization: Basic ${SECRET} -->`,
  `notificationType=X&password=${SECRET}&id=1`,
  `password+=${SECRET}&id=1`,
  `p%61ssword%20=${SECRET}`,
  `login[pass]=${SECRET}`,
  `name=password&value=${SECRET}`,
  `{"id":1,"password":"${SECRET}","b":2}`,
  `{"id":1,"pass\\u0077ord" : "a\\"${SECRET}","b":2}`,
  `{"token":{"value":"${SECRET}"},"b":2}`,
  `{"secret":["${SECRET}","x"],"b":2}`,
  `{"pin":"${SECRET}`,
  `{"password":"a","password":"${SECRET}"}`,
  `{"name":"apiKey","value":"${SECRET}"}`,
  `{'password':'${SECRET}'}`,
  `{headers:{authorization: "Basic ${SECRET}"}}`,
  `{\n  "password"\n  :\n  "${SECRET}"\n}`,
  `{"body":"{\\"password\\":\\"${SECRET}\\"}","b":2}`,
  `password:\r\n  ${SECRET}\r\nother: 1`,
  `--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n${SECRET}\r\n--b--`,
  `--b\nContent-Disposition: form-data; name="api key"\nContent-Type: text/plain\n\n${SECRET}\n--b--`,
  `{"path":"/hook?token=${SECRET}"}`,
  `<Password a=">">${SECRET}</PASSWORD>`,
  `<wsse:Password Type="#PasswordText">${SECRET}</wsse:Password>`,
  `["Authorization","Basic ${SECRET}"]`,
  `a=1;pwd=${SECRET}`,
  `X-Api-Key: ${SECRET}\r\nbody`,
  `SOAP\n<s:Header><MessengerHeader><Username>u</Username><Password>${SECRET}</Password></MessengerHeader>`,
];

describe('a body that is shown', () => {
  for (const body of BODIES) {
    it(`has no login in it: ${body.slice(0, 60).replaceAll('\n', ' ')}`, () => {
      const text = shown(body);
      assert.ok(!text.includes(SECRET), text);
    });
  }

  it('has none in UTF-16 either', () => {
    const text = `<Password>${SECRET}</Password>`;
    const little = Buffer.from(`\ufeff${text}`, 'utf16le');
    assert.ok(!hideCredentials(little).toString('utf16le').includes(SECRET));
    const big = hideCredentials(Buffer.from(little).swap16());
    assert.equal(Buffer.from(big).swap16().toString('utf16le'), '\ufeff<Password>***</Password>');
  });

  it('has everything else as it came, to the byte', () => {
    const bodies = [
      Buffer.from('<InboundMessage><MessageText>a=b & "c": d</MessageText><From>447700900001</From>'),
      Buffer.from('notificationType=MessageReceived&body=100%25+x'),
      Buffer.from('{"JobId":"x","FaxImage":"'.concat('QUJD'.repeat(100), '"}')),
      Buffer.from([0, 1, 2, 255, 254, 0x3c, 0x3e, 0x3d]),
      Buffer.alloc(0),
    ];
    for (const body of bodies) assert.equal(hideCredentials(body), body);
    assert.equal(
      shown('<Id>1</Id><Password>x</Password><Text>y</Text>'),
      '<Id>1</Id><Password>***</Password><Text>y</Text>',
    );
    assert.equal(shown('{"a":"1","password":"x","b":"2"}'), '{"a":"1","password":"***","b":"2"}');
    assert.equal(shown('a=1&password=x&b=2'), 'a=1&password=***&b=2');
  });

  it('has no login in it wherever it is cut, and whatever comes before', () => {
    const signs = /["'<>=:&\\%]/g;
    fc.assert(
      fc.property(fc.constantFrom(...BODIES), fc.string(), fc.nat(5), (body, junk, cut) => {
        const whole = `${junk.replace(signs, '')}\n${body.slice(0, body.indexOf(SECRET) + SECRET.length)}`;
        assert.ok(!shown(whole.slice(0, whole.length - cut)).includes(SECRET.slice(0, -5)));
      }),
    );
  });

  it('has no login in it however deep it lies in JSON or XML, among whatever else', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('a=b', 'x: y', '"q"', '\\', '<t>', '&', 'password', 'line\nbreak'),
    );
    const secret = fc.oneof(
      fc.constant<unknown>(SECRET),
      fc.constant([SECRET]),
      fc.constant({ v: SECRET, w: [SECRET] }),
    );
    const login = fc.tuple(fc.constantFrom('password', 'x-api-key', 'Token', 'client Secret', 'user'), secret);
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc
          .tuple(fc.array(fc.tuple(fc.constantFrom('a', 'name', 'x y'), tie('tree')), { maxLength: 3 }), login)
          .map(([fields, last]): unknown => Object.fromEntries([...fields, last])),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.constantFrom(undefined, 2), fc.nat(20), (value, indent, cut) => {
        for (const whole of [JSON.stringify({ value }, null, indent), `<r>${xmlOf(value)}</r>`]) {
          assert.ok(!shown(whole.slice(0, whole.length - cut)).includes(SECRET), whole);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('has no login in it that a relayed request brought', () => {
    const body = Buffer.from(`id=1&password=${SECRET}`).toString('base64');
    const { path, body: relayed } = JSON.parse(shown(JSON.stringify({ path: '/x', body }))) as Record<string, string>;
    assert.deepEqual([path, Buffer.from(relayed ?? '', 'base64').toString()], ['/x', 'id=1&password=***']);
  });
});

function xmlOf(value: unknown): string {
  if (typeof value === 'string') return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const items = Array.isArray(value)
    ? value.map((item: unknown) => ['i', item] as const)
    : Object.entries(value as object);
  return items
    .map(([name, inner]) => `<n:${name.replace(' ', '_')} a="1">${xmlOf(inner)}</n:${name.replace(' ', '_')}>`)
    .join('');
}
