import { isOpened, type Opened } from '../../editor-kit/opened';

/** Shows the result of a test; the empty text removes it, because a result for other settings is no longer true. */
export function say(opened: Opened, text: string, mood?: 'good' | 'bad'): void {
  if (!isOpened(opened)) return;
  const result = opened.form.find('#fax-sms-connection-result');
  result.attr('class', mood ? `pushline-${mood}` : '').text(text);
  opened.form.find('#fax-sms-connection-use-channels').hide();
}
