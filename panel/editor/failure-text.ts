import type { Host } from './host';
import { RequestError } from './requests';

/** Why a request failed. `gone` (404) and `forbidden` (401, 403) are the keys of texts that fit the request. */
export function failureText(
  host: Host,
  error: unknown,
  { gone, forbidden }: { gone: string; forbidden: string },
): string {
  const status = error instanceof RequestError ? error.status : NaN;
  switch (status) {
    case 0:
      return host.t('message.noAnswer');
    case 401:
    case 403:
      return host.t(forbidden);
    case 404:
      return host.t(gone);
    case 503:
      return host.t('message.notNow');
    default:
      return host.t('message.wentWrong');
  }
}
