import { systemClock } from '../../../src/domain/clock';
import { compact } from '../../../src/domain/compact';
import { PushlineError, toError } from '../../../src/domain/errors';
import { NO_FACTS } from '../connection/account-facts';
import { formSettings } from '../connection/form-settings';
import type { NodeRed } from '../node-red';
import { openProvider } from '../connection/open-provider';

const DEADLINE_MS = 20_000;

/** `ok: false` is a result, not a failure of the request: the dialog shows its message. */
export type TestResult =
  { ok: true; account: string; channels?: number } | { ok: false; code: string; message: string };

/** Tries the credentials of a dialog that may not be deployed yet. */
export async function testConnection(RED: NodeRed, form: Record<string, unknown>): Promise<TestResult> {
  try {
    if (form.simulator === true) return { ok: true, account: 'simulator' };
    const { settings, network } = formSettings(RED, form);
    const provider = openProvider(settings, network, {
      clock: systemClock(),
      facts: NO_FACTS,
      simulator: undefined,
      pagesUrl: () => '',
    });
    try {
      const { account, channels } = await provider.account(AbortSignal.timeout(DEADLINE_MS));
      const works: TestResult = compact({ ok: true, account: account ?? '', channels });
      return works;
    } finally {
      await provider.close();
    }
  } catch (thrown) {
    const error = toError(thrown);
    return error instanceof PushlineError
      ? { ok: false, code: error.code, message: error.message }
      : { ok: false, code: 'PUSHLINE_PROVIDER', message: 'the connection could not be tested' };
  }
}
