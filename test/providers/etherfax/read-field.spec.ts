import assert from 'node:assert/strict';
import { readTime } from '../../../src/domain/provider-time';
import { readCount, readText } from '../../../src/providers/etherfax/read-field';

describe('readTime', () => {
  it('takes a time without zone for UTC', () => {
    assert.equal(readTime('2017-04-12T23:20:50.52'), '2017-04-12T23:20:50.520Z');
    assert.equal(readTime('2017-04-12T23:20:50'), '2017-04-12T23:20:50.000Z');
    assert.equal(readTime('2017-04-12 23:20'), '2017-04-12T23:20:00.000Z');
    assert.equal(readTime('2017-04-12T23:20:50.1234567'), '2017-04-12T23:20:50.123Z');
  });

  it('does so wherever the machine stands', () => {
    const before = process.env['TZ'];
    process.env['TZ'] = 'America/Bogota';
    try {
      assert.equal(readTime('2017-04-12T23:20:50'), '2017-04-12T23:20:50.000Z');
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  it('honours a zone', () => {
    assert.equal(readTime('2017-04-12T23:20:50z'), '2017-04-12T23:20:50.000Z');
    assert.equal(readTime('2017-04-12T23:20:50+02:00'), '2017-04-12T21:20:50.000Z');
    assert.equal(readTime('2017-04-12T23:20:50-0500'), '2017-04-13T04:20:50.000Z');
  });

  it('leaves out what it cannot read, and a time that was never set', () => {
    for (const value of ['', 'now', '2017-13-45T99:99', '0001-01-01T00:00:00', '12/04/2017', 1492039250, null, {}]) {
      assert.equal(readTime(value), undefined);
    }
  });
});

describe('readCount', () => {
  it('takes whole numbers from 0 up, as numbers or digits', () => {
    assert.deepEqual([0, 7, '0', ' 12 '].map(readCount), [0, 7, 0, 12]);
    for (const value of [-1, 1.5, '1e3', '', 'x', null, [], {}, 1e300]) assert.equal(readCount(value), undefined);
  });
});

describe('readText', () => {
  it('makes strings of numbers and of nothing else', () => {
    assert.deepEqual(['x', 7, null, {}, true].map(readText), ['x', '7', undefined, undefined, undefined]);
  });
});
