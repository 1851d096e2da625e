import { compact } from '../../../domain/compact';
import { isRecord } from '../../../domain/is-record';
import { withoutCredentials } from '../../../domain/without-credentials';
import { readInstanceId } from '../wire/wire-values';
import { readPageBody, type PageInput } from '../wire/page-body';
import type { ActionResult, CallInfo, CallPage, PageBase, TransferProgress } from '../call/call-page';
import { pageNamed, type PageName } from '../wire/page-addresses';
import { rawFields } from '../../json/raw-fields';
import { readCount, readFlag, readSeconds, readText } from '../../json/read-value';
import { readStoredName } from '../wire/stored-name';

type Fields = Record<string, unknown>;

/** Decodes a request to one of our pages. Returns undefined when it is malformed or not for a call's page. */
export function decodePage({ suffix, ...input }: PageInput & { suffix: string }): CallPage | undefined {
  const page = pageNamed(suffix);
  const fields = readPageBody(input);
  // `raw` leaves out what must not be stored, such as the token.
  const raw = fields && rawFields(fields);
  return page && raw && callPage(page, fields, raw);
}

function callPage(page: PageName, fields: Fields, raw: Fields): CallPage | undefined {
  const instanceId = readInstanceId(fields['application_instance_id']);
  if (instanceId === undefined) return undefined;
  const base: PageBase = {
    instanceId,
    token: tokenIn(fields['token']),
    isNotification: isNotification(page, fields),
    call: isRecord(fields['this_call']) ? callInfo(fields['this_call']) : undefined,
    raw,
  };
  switch (page) {
    case 'first':
      return { ...base, page };
    case 'next':
    case 'fax-available':
    case 'final':
      return { ...base, page, result: actionResult(fields['action_result']) };
    case 'progress':
      return { ...base, page, progress: transferProgress(fields['action_progress']) };
    case 'error':
      return { ...base, page, error: errorText(fields['error_result']) };
  }
}

/** `null` or absent when we gave no token. A token that is not a text is kept as one that cannot be ours. */
function tokenIn(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') return NO_TOKEN;
  return value.trim() === '' ? undefined : value.trim();
}

/** Whether this request must get an empty answer, even if it is not a readable page. */
export function isNotice({ suffix, ...input }: PageInput & { suffix: string }): boolean {
  return isNotification(pageNamed(suffix), readPageBody(input) ?? {});
}

function isNotification(page: PageName | undefined, fields: Record<string, unknown>): boolean {
  return page === 'fax-available' || readFlag(fields['is_notification']);
}

function callInfo(call: Record<string, unknown>): CallInfo {
  return {
    direction: directionOf(call['call_direction']),
    from: readText(call['call_from']) ?? '',
    to: readText(call['call_to']) ?? '',
    seconds: readSeconds(call['seconds_call_duration']),
    cause: readText(call['call_cause']),
    rawCause: readText(call['call_raw_cause']),
  };
}

function directionOf(value: unknown): CallInfo['direction'] {
  const word = readText(value)?.trim().toLowerCase();
  return word === 'in' || word === 'out' ? word : undefined;
}

/** A value that is never a token of ours. */
const NO_TOKEN = '\0';

/** Possible names of the fields of a fax's result, which are not documented: docs/providers.md#aculab-cloud. */
const VERDICTS = ['cause', 'result', 'fax_cause'] as const;
const COUNTERS = ['pages_received', 'pages_sent', 'pages_transferred', 'pages'] as const;

function actionResult(action: unknown): ActionResult | undefined {
  if (!isRecord(action)) return undefined;
  const result = isRecord(action['result']) ? action['result'] : {};
  const rawCause = result['raw_cause'];
  const failedOption = optionsIn(result['failed_option']);
  return {
    ...transferOf(result, action),
    interrupted: readFlag(action['interrupted']),
    filename: filenameIn(result),
    verdict: compact({
      words: VERDICTS.flatMap((name) => (typeof result[name] === 'string' ? [result[name]] : [])),
      rawCause: typeof rawCause === 'number' || typeof rawCause === 'string' ? rawCause : undefined,
      failedOption,
    }),
  };
}

function transferProgress(action: unknown): TransferProgress {
  const fields = isRecord(action) ? action : {};
  return transferOf(isRecord(fields['progress']) ? fields['progress'] : {}, fields);
}

/** `around` is the object that holds `inner`: it is not certain in which of the two Aculab puts our id. */
function transferOf(inner: Record<string, unknown>, around: Record<string, unknown>): TransferProgress {
  const [pages] = COUNTERS.flatMap((name) => readCount(inner[name]) ?? []);
  const negotiated = inner['negotiated_settings'];
  return {
    id: readText(inner['id']) ?? readText(around['id']),
    pages,
    negotiated: isRecord(negotiated) ? withoutCredentials(negotiated) : undefined,
  };
}

function filenameIn(result: Record<string, unknown>): string | undefined {
  const [name] = [result['filename'], ...Object.values(result)].flatMap((value) => readStoredName(value) ?? []);
  return name;
}

/**
 * Accepts a name, a list of names, or names with values, because the format for a pair of options is not documented.
 */
function optionsIn(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.flatMap((name) => readText(name) ?? []).join();
  if (!isRecord(value)) return readText(value);
  return Object.entries(value)
    .map(([name, setting]) => [name, readText(setting) ?? []].flat().join(':'))
    .join();
}

function errorText(error: unknown): string {
  return (isRecord(error) ? readText(error['result']) : readText(error)) ?? '';
}
