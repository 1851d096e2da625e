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
  /** Where our pages are as Aculab reaches them: absolute, without a slash at the end. */
  pagesUrl: () => string;
  /** Have received faxes encrypted in the media store. */
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
    // Before the row: what it remembers as told must have been told.
    for (const event of next.events) {
      if (event.kind === 'fax.received' && next.call) {
        const told = { storedAt: clock.wall(), toldAt: clock.now() };
        await calls.linkFax(event.keyId, { callId: next.call.id, ...told });
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

/** A token of ours names an outbound call; inbound ones go by their instance. */
function rowIdOf({ token, instanceId, call }: CallPage): string {
  return token !== undefined && call?.direction !== 'in' && readCorrelation(token) ? token : instanceId;
}

type Calls = Pick<CallStore, 'faxOf' | 'get'>;

/** A page is believed only for the file of its own call: the name of another's, which would get the wrong numbers, goes. */
async function withOwnFile(page: CallPage, calls: Calls): Promise<CallPage> {
  if (!('result' in page) || page.result?.filename === undefined) return page;
  const { result } = page;
  const isOwn = await isOwnFile(result.filename ?? '', page.instanceId, calls);
  return isOwn ? page : { ...page, result: { ...result, filename: undefined } };
}

async function isOwnFile(name: string, instanceId: string, calls: Calls): Promise<boolean> {
  const told = await calls.faxOf(storedKey(name));
  if (told) return told.callId === instanceId;
  // A name may hold an instance, as those of recordings do; that faxes are named so is not documented.
  const named = instanceIdIn(name);
  return named === undefined || named === instanceId || (await calls.get(named)) === undefined;
}
