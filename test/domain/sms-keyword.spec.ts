import assert from 'node:assert/strict';
import { keywordOf } from '../../src/domain/sms-keyword';

describe('keywordOf', () => {
  it('knows the words in any case, with white space around', () => {
    for (const text of ['STOP', ' stop\n', 'StopAll', 'opt-out', 'arrêt', 'ARRE\u0302T', 'td'])
      assert.equal(keywordOf(text), 'stop');
    for (const text of ['help', 'INFO', 'Aide']) assert.equal(keywordOf(text), 'help');
    for (const text of ['start', 'Resume', 'recommencer']) assert.equal(keywordOf(text), 'start');
  });

  it('knows them only where they are the whole message', () => {
    for (const text of ['', 'stop it', 'please stop', 'STOP.', 'endless', '__proto__', 'constructor']) {
      assert.equal(keywordOf(text), undefined);
    }
  });
});
