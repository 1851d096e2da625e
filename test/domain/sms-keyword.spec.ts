import assert from 'node:assert/strict';
import { keywordOf } from '../../src/domain/sms-keyword';

describe('keywordOf', () => {
  for (const [keyword, texts] of [
    [
      'stop',
      ['STOP', ' stop\n', 'StopAll', 'stop all', 'end', 'Cancel', 'quit', 'UNSUB', 'unsubscribe', 'revoke', 'remove'],
    ],
    ['stop', ['opt-out', 'opt out', 'Opt  Out', 'OPTOUT', 'opt_out', 'arrêt', 'ARRE\u0302T', 'arret', 'td']],
    [
      'stop',
      [
        'Stop.',
        'STOP!',
        '"STOP"',
        "'stop'",
        '“Stop”',
        '«ARRÊT»',
        '(stop)',
        '¡STOP!',
        'STOP…',
        '*STOP*',
        '#stop',
        'Stop 🙏',
      ],
    ],
    [
      'stop',
      [
        '\u00a0STOP\u3000',
        'STOP\u0000',
        '\ufeffSTOP',
        '\u202aSTOP\u202c',
        'S\u200bTOP',
        'STOP\ufe0f',
        'ＳＴＯＰ',
        'ｓｔｏｐ！',
      ],
    ],
    ['stop', [`"${'!'.repeat(100)}STOP${'.'.repeat(100)}`]],
    ['help', ['help', 'INFO', 'Aide', 'Help?', 'hlp.', '"info"', 'ＨＥＬＰ']],
    ['start', ['start', 'Resume', 'recommencer', 'Start!', 'UNSTOP.', '"Resume"']],
  ] as const) {
    it(`is ${keyword} for ${texts.slice(0, 3).join(', ')} and the like`, () => {
      for (const text of texts) assert.equal(keywordOf(text), keyword, JSON.stringify(text));
    });
  }

  it('is nothing for a text that says more, or nothing at all', () => {
    for (const text of [
      ...[
        '',
        ' ',
        '.',
        '🙏',
        'stop it',
        'please stop',
        'STOP 12345',
        'STOP12345',
        '12345 STOP',
        'STOP.1',
        "don't stop",
      ],
      ...['endless', 'S T O P', 'STOP or not', 'the end', 'information', 'opt in', '__proto__', 'constructor', 'СТОП'],
      'STOP\nSent from my phone',
    ]) {
      assert.equal(keywordOf(text), undefined, JSON.stringify(text));
    }
  });
});
