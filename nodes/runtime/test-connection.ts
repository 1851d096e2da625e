import { systemClock } from '../../src/domain/clock';
import { PushlineError, toError } from '../../src/domain/errors';
import { NO_FACTS } from './account-facts';
import { connectionSettings } from './connection-settings';
import { deployed } from './deployed';
import { networkSettings } from './network';
import type { NodeConfig, NodeRed } from './node-red';
import { openProvider } from './open-provider';

const DEADLINE_MS = 20_000;

/** `ok: false` is a result, not a failure of the request: the dialog shows its message. */
export type TestResult =
  { ok: true; account: string; channels?: number } | { ok: false; code: string; message: string };

/**
 * Tries the credentials of a dialog that may not be deployed yet. Those of the running connection fill in for fields left
 * untouched, but only towards the service, address and proxy it runs with: else whoever may edit could send them to a server of their own.
 */
export async function testConnection(RED: NodeRed, form: Record<string, unknown>): Promise<TestResult> {
  try {
    if (form.simulator === true) return { ok: true, account: 'simulator' };
    const config: NodeConfig = { ...withEnvironment(form), id: textOf(form.id), type: 'fax-sms-connection' };
    const settings = connectionSettings(config, credentialsFor(config));
    const provider = openProvider(settings, networkSettings(RED, config), {
      clock: systemClock(),
      facts: NO_FACTS,
      simulator: undefined,
      pagesUrl: () => '',
    });
    try {
      const { account, channels } = await provider.account(AbortSignal.timeout(DEADLINE_MS));
      return { ok: true, account: account ?? '', ...(channels !== undefined && { channels }) };
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

/** The dialog sends what is typed; the runtime replaces `${NAME}` only at a deploy. */
function withEnvironment(form: Record<string, unknown>): Record<string, unknown> {
  const resolve = (value: unknown): unknown =>
    typeof value === 'string' ? value.replace(/^\$\{(\S+)\}$/, (all, name: string) => process.env[name] ?? all) : value;
  return Object.fromEntries(Object.entries(form).map(([name, value]) => [name, resolve(value)]));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const SECRETS = ['apiKey', 'password'] as const;
/** What decides where a secret goes. */
const DESTINATION = ['provider', 'baseUrl', 'proxy', 'tls'] as const;

function credentialsFor(form: NodeConfig): Record<string, string | undefined> {
  const typed: Record<string, string | undefined> = {};
  for (const name of [...SECRETS, 'username'] as const) {
    const value = form[name];
    if (typeof value === 'string') typed[name] = value;
  }
  const running = deployed.get(form.id);
  if (!running || running.settings.simulator) return typed;
  if (DESTINATION.some((name) => textOf(form[name]) !== textOf(running.config[name]))) return typed;
  return { ...running.settings.credentials, ...typed };
}
