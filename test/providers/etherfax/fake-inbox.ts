import type { ServerResponse } from 'node:http';
import { answerJson, startScriptedServer, type ScriptedServer } from '../../support/scripted-server';

export type Fax = Record<string, unknown>;

/** As much of the service as receiving needs. Every call can be answered otherwise through `instead`. */
export interface FakeInbox extends ScriptedServer {
  /** Unread faxes, oldest first. */
  faxes: Fax[];
  /** Ids as they were marked, repeats included. */
  marked: string[];
  /** By action (`list`, `get`, …): what to answer instead. */
  instead: Map<string, (response: ServerResponse, id: string) => void>;
  /** How often an action was asked for. */
  asked(action: string): number;
}

export async function startFakeInbox(): Promise<FakeInbox> {
  const locked = new Set<unknown>();
  const answers: Record<string, (response: ServerResponse, id: string) => void> = {
    status(response) {
      answerJson(response, { Account: 'efax-0000-0000', Name: 'Example', Ports: 3, Enabled: true });
    },
    unread(response) {
      answerJson(response, { UnreadFaxes: inbox.faxes.length });
    },
    list(response) {
      answerJson(
        response,
        inbox.faxes.map((fax) => ({ ...fax, FaxImage: undefined })),
      );
    },
    get(response, id) {
      const fax = inbox.faxes.find(({ JobId }) => JobId === id);
      answerJson(response, fax ?? { Message: 'none' }, fax === undefined ? 404 : 200);
    },
    getnext(response) {
      const next = inbox.faxes.find(({ JobId }) => !locked.has(JobId));
      locked.add(next?.['JobId']);
      if (next === undefined) response.writeHead(204).end();
      else answerJson(response, next);
    },
    received(response, id) {
      const left = inbox.faxes.filter(({ JobId }) => JobId !== id);
      answerJson(response, {}, left.length === inbox.faxes.length ? 404 : 200);
      inbox.marked.push(id);
      inbox.faxes = left;
    },
  };
  const server = await startScriptedServer(({ url }, response) => {
    const action = url.searchParams.get('a') ?? '';
    const answer = inbox.instead.get(action) ?? answers[action];
    if (answer === undefined) answerJson(response, { Message: 'bad request' }, 400);
    else answer(response, url.searchParams.get('id') ?? '');
  });
  const inbox: FakeInbox = Object.assign(server, {
    faxes: [],
    marked: [],
    instead: new Map(),
    asked: (action: string) => server.requests.filter(({ url }) => url.searchParams.get('a') === action).length,
  });
  return inbox;
}
