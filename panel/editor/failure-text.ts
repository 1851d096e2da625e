import type { Host } from './host';
import { RequestError } from './requests';

/** Why a request was not answered as wished. `gone` and `forbidden` are the texts for what was asked for. */
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
