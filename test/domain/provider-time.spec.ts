import assert from 'node:assert/strict';
import { readTime } from '../../src/domain/provider-time';

describe('readTime', () => {
  for (const [written, time] of [
    ['2014-07-31T21:42:46', '2014-07-31T21:42:46.000Z'],
    ['\n  2014-07-31T21:42:46\n', '2014-07-31T21:42:46.000Z'],
    ['2008-09-15 13:01:49Z', '2008-09-15T13:01:49.000Z'],
    ['2013-03-06T14:30:42.407Z', '2013-03-06T14:30:42.407Z'],
    ['2013-03-06T14:30:37.91Z', '2013-03-06T14:30:37.910Z'],
    ['2015-11-09T15:18:19.0333333Z', '2015-11-09T15:18:19.033Z'],
    ['2012-01-01T12:00:05.000', '2012-01-01T12:00:05.000Z'],
    ['2012-01-01T12:00:05+02:00', '2012-01-01T10:00:05.000Z'],
    ['2017-04-12T23:20:50-0500', '2017-04-13T04:20:50.000Z'],
    ['2017-04-12T23:20:50z', '2017-04-12T23:20:50.000Z'],
    ['2017-04-12 23:20', '2017-04-12T23:20:00.000Z'],
    ['now', undefined],
    ['12/04/2017', undefined],
    ['0001-01-01T00:00:00Z', undefined],
    ['2014-13-31T21:42:46', undefined],
    ['5/8/2023 2:42:36 AM', undefined],
    ['', undefined],
    [undefined, undefined],
  ]) {
    it(`reads ${JSON.stringify(written)} as ${time ?? 'no time'}, in any host zone`, () => {
      const zone = process.env['TZ'];
      try {
        for (const other of ['America/Los_Angeles', 'Asia/Kolkata']) {
          process.env['TZ'] = other;
          assert.equal(readTime(written), time);
        }
      } finally {
        if (zone === undefined) delete process.env['TZ'];
        else process.env['TZ'] = zone;
      }
    });
  }

  it('reads no time from anything but text', () => {
    for (const value of [1492039250, null, {}]) assert.equal(readTime(value), undefined);
  });
});
