import { isOpened, type Opened } from '../../editor-kit/opened';

/** What a test said, until something else is entered: a result for other settings is no longer true. */
export function say(opened: Opened, text: string, mood?: 'good' | 'bad'): void {
  if (!isOpened(opened)) return;
  const result = opened.form.find('#fax-sms-connection-result');
  result.attr('class', mood ? `pushline-${mood}` : '').text(text);
  opened.form.find('#fax-sms-connection-use-channels').hide();
}
