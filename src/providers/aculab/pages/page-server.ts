import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../domain/clock';
import { compact } from '../../../domain/compact';
import { readCorrelation } from '../../../domain/job';
import type { CallPageContext, CallPages } from '../../provider';
import type { CallRow } from '../call/call-row';
import { changeCall, type CallStore } from '../call/call-store';
import { freshCipher } from '../wire/fax-cipher';
import { nextStep, type Step } from './next-step';
import { NO_ACTION, NOTED } from './page-answer';
import { isEmpty } from '../wire/page-body';
import { decodePage, isNotice } from './page-codec';
import type { CallPage } from '../call/call-page';
import { methodsOf, PAGE_SUFFIXES } from '../wire/page-addresses';
import { storedKey } from '../wire/stored-name';
import { instanceIdIn } from '../wire/wire-values';

export interface PageServerOptions {
  calls: CallStore;
  clock: Clock;
  country: string;
  /** The public, absolute address of our pages, without a slash at the end. */
  pagesUrl: () => string;
  /** Ask Aculab to encrypt received faxes in the media store. */
  encrypt: boolean;
}

/** Serves the pages of calls. */
export function createPageServer(options: PageServerOptions): CallPages {
  const { calls, clock, country, pagesUrl, encrypt } = options;

  async function step(call: CallRow | undefined, page: CallPage, context: CallPageContext): Promise<Step> {
    const isDue =
      call?.direction === 'out' && page.page === 'first' && !page.isNotification && call.outcome === undefined;
    const next = nextStep(call, page, {
      pagesUrl: pagesUrl(),
      now: clock.now(),
      wall: clock.wall(),
      country,
      fresh: compact({ token: randomBytes(12).toString('hex'), cipher: encrypt ? freshCipher() : undefined }),
      mayTransmit: isDue && (await context.mayTransmit(call.token, page.instanceId)),
    });
    // Before the row is written, because the row says that these events were accepted.
    for (const event of next.events) {
      if (event.kind === 'fax.received' && next.call) {
        const times = { storedAt: clock.wall(), toldAt: clock.now() };
        await calls.linkFax(event.keyId, { callId: next.call.id, ...times });
      }
      await context.accept({ event });
    }
    return next;
  }

  return {
    methods: methodsOf(PAGE_SUFFIXES),

    async serve(request, context) {
      const page = decodePage(request);
      if (!page) {
        if (!isEmpty(request)) await context.quarantine('not the JSON of a page');
        return isNotice(request) ? NOTED : NO_ACTION;
      }
      const believed = await withOwnFile(page, calls);
      const { answer } = await changeCall(calls, rowIdOf(page), (call) => step(call, believed, context));
      return answer;
    },
  };
}

/** The row of an outbound call has our token as its id, that of an inbound call the instance. */
function rowIdOf({ token, instanceId, call }: CallPage): string {
  return token !== undefined && call?.direction !== 'in' && readCorrelation(token) ? token : instanceId;
}

type Calls = Pick<CallStore, 'faxOf' | 'get'>;

/** Drops the name of a file that belongs to another call, because that fax would get the wrong numbers. */
async function withOwnFile(page: CallPage, calls: Calls): Promise<CallPage> {
  if (!('result' in page) || page.result?.filename === undefined) return page;
  const { result } = page;
  const isOwn = await isOwnFile(result.filename ?? '', page.instanceId, calls);
  return isOwn ? page : { ...page, result: { ...result, filename: undefined } };
}

async function isOwnFile(name: string, instanceId: string, calls: Calls): Promise<boolean> {
  const known = await calls.faxOf(storedKey(name));
  if (known) return known.callId === instanceId;
  // The names of recordings hold their call's instance; whether those of faxes do is not documented.
  const named = instanceIdIn(name);
  return named === undefined || named === instanceId || (await calls.get(named)) === undefined;
}
