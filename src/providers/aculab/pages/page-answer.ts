import type { WebhookAnswer } from '../../../domain/webhook';
import type { CallRow } from '../call/call-row';
import { wireCipher } from '../wire/fax-cipher';
import { PAGE_SUFFIXES, type PageName } from '../wire/page-addresses';

/** Must be the version that is set for the service at Aculab. */
const API_VERSION = '2.0';

/** For a page that is unreadable or belongs to a call that is not ours. */
export const NO_ACTION: WebhookAnswer = answer([]);
/** Aculab requires an empty answer to a notification. */
export const NOTED: WebhookAnswer = { status: 204 };

/** Ends our control of the call, so that Aculab hangs up. */
export function endAnswer(token: string): WebhookAnswer {
  return answer([], token);
}

export function receiveAnswer({ token, cipher }: CallRow, pagesUrl: string): WebhookAnswer {
  return answer(
    [
      {
        receive_fax: {
          id: token,
          next_page: page(pagesUrl, 'next'),
          progress_page: page(pagesUrl, 'progress'),
          fax_available_page: page(pagesUrl, 'fax-available'),
          encryption_cipher: cipher && wireCipher(cipher),
        },
      },
    ],
    token,
  );
}

export function sendAnswer({ token, cipher }: CallRow, file: string, pagesUrl: string): WebhookAnswer {
  return answer(
    [
      {
        send_fax: {
          fax_to_send: file,
          next_page: page(pagesUrl, 'next'),
          progress_page: page(pagesUrl, 'progress'),
          decryption_cipher: cipher && wireCipher(cipher),
        },
      },
    ],
    token,
  );
}

/** An absolute URL, because it is not documented whether relative ones work. */
function page(pagesUrl: string, name: PageName): Record<string, string> {
  return { url: `${pagesUrl}${PAGE_SUFFIXES[name]}`, method: 'POST' };
}

function answer(actions: unknown[], token?: string): WebhookAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    body: JSON.stringify({ api_version: API_VERSION, actions, token }),
  };
}
