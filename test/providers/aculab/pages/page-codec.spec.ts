import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodePage } from '../../../../src/providers/aculab/pages/page-codec';
import { body, info, INSTANCE, outCall, page, progress, result, STORED, thisCall } from '../page-bodies';

describe('a page that Aculab requests', () => {
  it('is read with its call', () => {
    const first = page('/first', { token: 'our token' });
    assert.deepEqual(
      [first.page, first.instanceId, first.token, first.isNotification],
      ['first', INSTANCE, 'our token', false],
    );
    assert.deepEqual(first.call, {
      ...{ direction: 'in', from: '15554499760', to: '15558130969', seconds: 12 },
      ...{ cause: undefined, rawCause: undefined },
    });
  });

  it('is the same whatever content type made of its body, and by GET', () => {
    const text = JSON.stringify(info());
    const expected = decodePage({ suffix: '/first', body: body(text) });
    assert(expected);
    const empty = { raw: Buffer.alloc(0) };
    for (const input of [
      { body: { parsed: JSON.parse(text) as unknown } },
      { body: { parsed: { [text]: '' } } },
      { body: body(`\uFEFF${text}`) },
      { body: empty, query: `instance_info=${encodeURIComponent(text)}` },
      { body: empty, query: new URLSearchParams({ a: 'b', instance_info: text }).toString() },
    ]) {
      assert.deepEqual(decodePage({ suffix: '/first', ...input }), expected);
    }
  });

  it('has a token only if it is a text', () => {
    for (const [token, read] of [
      [null, undefined],
      [undefined, undefined],
      ['', undefined],
      [' our token ', 'our token'],
    ] as const) {
      assert.equal(page('/next', { token }).token, read);
    }
    for (const token of [7, 0, true, false, {}, [], ['our token'], { token: 'our token' }]) {
      const { token: read } = page('/next', { token });
      assert(read !== undefined && !/\w/.test(read), JSON.stringify(token));
    }
  });

  it('tells how far a transfer has come', () => {
    const told = page('/progress', { is_notification: true, ...progress(2, { data_rate: 14_400, modem: 'V.17' }) });
    assert(told.page === 'progress' && told.isNotification);
    assert.deepEqual(told.progress, {
      ...{ id: undefined, pages: 2, negotiated: { data_rate: 14_400, modem: 'V.17' } },
    });
  });

  it('finds the result under whichever name', () => {
    for (const [fields, expected] of [
      [{ filename: STORED, cause: 'NORMAL', pages_received: 3 }, [STORED, ['NORMAL'], 3]],
      [{ file: STORED, result: 'normal', pages: '3' }, [STORED, ['normal'], 3]],
      [{ stored_fax: STORED.slice(1), pages_sent: 3 }, [STORED.slice(1), [], 3]],
      [{ cause: 7, filename: 'x.exe', pages_received: -1 }, [undefined, [], undefined]],
    ] as const) {
      const next = page('/next', result(fields));
      assert(next.page === 'next' && next.result);
      assert.deepEqual([next.result.filename, next.result.verdict.words, next.result.pages], expected);
    }
  });

  it('tells an interruption, an error and how the call ended', () => {
    const final = page('/final', {
      action_result: { action: 'send_fax', interrupted: true },
      this_call: outCall({ call_cause: 'busy', call_raw_cause: '486' }),
    });
    assert(final.page === 'final' && final.result?.interrupted);
    assert.deepEqual([final.call?.direction, final.call?.cause, final.call?.rawCause], ['out', 'busy', '486']);
    const error = page('/error', { error_result: { result: 'no such file' } });
    assert(error.page === 'error' && error.error === 'no such file');
  });

  it('has our id in either place', () => {
    const ids = [{ result: { id: 'ours', filename: STORED } }, { id: 'ours', result: { filename: STORED } }];
    for (const action of ids) {
      const available = page('/fax-available', {
        is_notification: true,
        action_result: { action: 'receive_fax', ...action },
      });
      assert(available.page === 'fax-available');
      assert.deepEqual([available.result?.id, available.result?.filename], ['ours', STORED]);
    }
  });

  it('keeps the fields as they came, but neither ciphers, nor the token, nor prototypes', () => {
    const text = `{"__proto__":{"x":1},"new_field":[1,{"y":null}],"encryption_cipher":{"key":"secret"},${JSON.stringify(info()).slice(1)}`;
    const decoded = decodePage({ suffix: '/first', body: body(text) });
    assert(decoded);
    const { token: _, ...others } = info();
    assert.deepEqual(decoded.raw, { ...others, new_field: [1, { y: null }] });
    assert.equal(({} as Record<string, unknown>).x, undefined);
  });

  it('is refused without a usable instance, on a path that is not a page, or nested too deeply', () => {
    const id = 'application_instance_id';
    const bad: [string, unknown][] = [
      ...(['', '[]', 'null', '1', '{', '"x"', '<xml/>'].map((text) => ['/first', text]) as [string, unknown][]),
      ...[undefined, null, '', 7, {}, 'a/b', '../x', 'a b', 'x'.repeat(200)].map(
        (value) => ['/final', info({ [id]: value })] as [string, unknown],
      ),
      ['/elsewhere', info()],
      ['', info()],
      ['/first', `{"${id}":"${INSTANCE}","deep":${'['.repeat(5_000)}${']'.repeat(5_000)}}`],
    ];
    for (const [suffix, value] of bad) assert.equal(decodePage({ suffix, body: body(value) }), undefined);
  });

  it('never throws, whatever comes', () => {
    const suffix = fc.constantFrom('/first', '/next', '/progress', '/fax-available', '/final', '/error', '/messages');
    const names = [
      'action_result',
      'action_progress',
      'error_result',
      'this_call',
      'token',
      'is_notification',
      'msg_ref',
    ];
    const fields = fc.dictionary(fc.constantFrom(...names), fc.jsonValue());
    fc.assert(
      fc.property(suffix, fields, fc.string(), (where, more, text) => {
        decodePage({ suffix: where, body: body(info(more)) });
        decodePage({ suffix: where, body: body(text), query: text });
        decodePage({ suffix: where, body: { parsed: more } });
        decodePage({ suffix: where, body: body(info(result(more))) });
        decodePage({ suffix: where, body: body(info({ this_call: thisCall(more) })) });
      }),
    );
  });
});
