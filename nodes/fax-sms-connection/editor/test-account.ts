import { call, reasonOf, type Failure } from '../../editor-kit/api';
import { entered } from './entered';
import { field, isOpened, type Opened } from '../../editor-kit/opened';
import { say } from './result';

const ASKED = { texts: ['provider', 'account', 'baseUrl', 'username'], secrets: ['apiKey', 'password'] };

interface TestResult extends Failure {
  ok: boolean;
  account?: string;
  channels?: number;
}

/** Tests the account with what is in the form, deployed or not. */
export async function testAccount(opened: Opened): Promise<void> {
  const { node } = opened;
  say(opened, node._('fax-sms-connection.message.testing'));
  try {
    const result = await call<TestResult>('POST', 'test', entered(opened, ASKED));
    if (!result.ok) {
      say(opened, reasonOf(node, result), 'bad');
      return;
    }
    const { account, channels } = result;
    const parts = [
      node._('fax-sms-connection.message.accepted'),
      ...(account ? [node._('fax-sms-connection.message.account', { account })] : []),
      ...(channels ? [node._('fax-sms-connection.message.channels', { number: channels })] : []),
    ];
    say(opened, parts.join(' '), 'good');
    if (channels) offerChannels(opened, channels);
  } catch (failure) {
    say(opened, reasonOf(node, failure as Failure), 'bad');
  }
}

/** Offers to set the number of channels that the provider reports, if the dialog has another one. */
function offerChannels(opened: Opened, channels: number): void {
  if (!isOpened(opened) || String(channels) === field(opened, 'channels').val()) return;
  const button = opened.form.find('#fax-sms-connection-use-channels');
  button.text(opened.node._('fax-sms-connection.message.use-channels', { number: channels })).show();
  button.off('click').on('click', () => {
    field(opened, 'channels').val(channels).trigger('change');
    button.hide();
  });
}
