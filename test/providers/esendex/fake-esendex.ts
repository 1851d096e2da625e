import type { ServerResponse } from 'node:http';
import {
  answerJson,
  startScriptedServer,
  type ScriptedRequest,
  type ScriptedServer,
} from '../../support/scripted-server';

export const ACCOUNT = 'EX0012345';
export const ACCOUNT_ID = '6145D724-98CB-41A2-8C4E-4B81EF694897';
export const USER = 'c4n4ry@example.com';
export const PASSWORD = 'c4n4ry-password';

/** A received message as the service holds it. */
export interface Held {
  id: string;
  text: string;
  from?: string;
  to?: string;
  /** As it stands on the wire. */
  receivedat?: string;
  readat?: string;
  reference?: string;
  direction?: string;
  type?: string;
  /** null: the element is missing. */
  characterset?: string | null;
  parts?: string;
}

type Answer = (response: ServerResponse, request: ScriptedRequest) => void;

/** As much of the service as receiving needs. Every call can be answered otherwise through `instead`. */
export interface FakeEsendex extends ScriptedServer {
  /** Newest first, as the service lists them. */
  messages: Held[];
  /** Ids as they were marked or deleted, repeats included. */
  closed: string[];
  /** By call (`accounts`, `inbox`, `header`, `body`, `close`): what to answer instead. */
  instead: Map<string, Answer>;
  /** The most items that a page of the inbox has, whatever was asked for. */
  pageLimit: number;
  /** What `totalcount` says, where it is not the truth; `page`: the number of items on that page. */
  totalCount: string | undefined;
  asked(call: string): ScriptedRequest[];
}

export async function startFakeEsendex(): Promise<FakeEsendex> {
  const answers: Record<string, Answer> = {
    accounts(response) {
      const others = { id: 'f6462f9d-87a2-4cac-97a6-5a2d9cb81997', reference: 'EX0099999', label: '' };
      answerJson(response, { accounts: [others, { id: ACCOUNT_ID, reference: 'ex0012345', label: '' }] });
    },
    inbox(response, { url }) {
      const start = url.searchParams.get('start');
      const from = Number(url.searchParams.get('startindex'));
      const listed = fake.messages.filter(({ receivedat = RECEIVED }) => start === null || receivedat >= start);
      const page = listed.slice(from, from + Math.min(Number(url.searchParams.get('count')), fake.pageLimit));
      const total = fake.totalCount === 'page' ? String(page.length) : (fake.totalCount ?? String(listed.length));
      const attributes = `startindex="${from}" count="${page.length}" totalcount="${total}"`;
      answerXml(
        response,
        `<messageheaders ${attributes} xmlns="${NS}">${page.map(headerXml).join('')}</messageheaders>`,
      );
    },
    header(response, { url }) {
      const message = find(url);
      if (message === undefined) response.writeHead(404).end('error body');
      else answerXml(response, headerXml(message).replace('<messageheader ', `<messageheader xmlns="${NS}" `));
    },
    body(response, { url }) {
      const message = find(url);
      if (message === undefined) response.writeHead(404).end('error body');
      else answerXml(response, bodyXml(message));
    },
    close(response, { method, url }) {
      const message = find(url);
      if (message !== undefined) fake.closed.push(message.id);
      if (message !== undefined && method === 'PUT') message.readat = '2026-11-20T11:59:00Z';
      if (method === 'DELETE') fake.messages = fake.messages.filter((other) => other !== message);
      response.writeHead(message === undefined ? 404 : 200).end();
    },
  };
  const find = (url: URL): Held | undefined => {
    const parts = url.pathname.toLowerCase().split('/');
    return fake.messages.find(({ id }) => parts.includes(id.toLowerCase()));
  };
  const login = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
  const server = await startScriptedServer((request, response) => {
    if (request.headers.authorization !== login) {
      response.writeHead(request.headers.authorization === undefined ? 401 : 403).end('error body');
      return;
    }
    const call = callOf(request);
    const answer = fake.instead.get(call) ?? answers[call];
    if (answer === undefined) response.writeHead(404).end('error body');
    else answer(response, request);
  });
  const fake: FakeEsendex = Object.assign(server, {
    messages: [],
    closed: [],
    instead: new Map<string, Answer>(),
    pageLimit: Infinity,
    totalCount: undefined,
    asked: (call: string) => server.requests.filter((request) => callOf(request) === call),
  });
  return fake;
}

const RECEIVED = '2026-11-20T11:30:00.407Z';
const NS = 'http://api.esendex.com/ns/';

export function answerXml(response: ServerResponse, xml: string): void {
  response
    .writeHead(200, { 'content-type': 'application/xml; charset=utf-8' })
    .end(`<?xml version="1.0" encoding="utf-8"?>${xml}`);
}

function callOf({ method, url }: ScriptedRequest): string {
  const path = url.pathname;
  if (path === '/v1.0/accounts') return 'accounts';
  if (/^\/v1\.0\/inbox\/messages\/[^/]+$/.test(path)) return 'close';
  if (method !== 'GET') return '';
  if (path === `/v1.0/inbox/${ACCOUNT}/messages`) return 'inbox';
  if (/^\/v1\.0\/messageheaders\/[^/]+\/body$/.test(path)) return 'body';
  return /^\/v1\.0\/messageheaders\/[^/]+$/.test(path) ? 'header' : '';
}

function headerXml(message: Held): string {
  const { id, text, from = '447728693893', to = '447786204901', receivedat = RECEIVED } = message;
  return `
  <messageheader id="${id}" uri="https://api.esendex.com/v1.0/messageheaders/${id}">
    <reference>${message.reference ?? ACCOUNT}</reference>
    <status>Submitted</status>
    <receivedat>${receivedat}</receivedat>
    <type>${message.type ?? 'SMS'}</type>
    <to><phonenumber>${to}</phonenumber></to>
    <from><phonenumber>${from}</phonenumber></from>
    <summary>${escapeXml(text.slice(0, 20))}</summary>
    <body id="${id}" uri="https://api.esendex.com/v1.0/messageheaders/${id}/body" />
    <direction>${message.direction ?? 'Inbound'}</direction>
    <parts>${message.parts ?? '1'}</parts>
    <readat>${message.readat ?? '0001-01-01T00:00:00Z'}</readat>
  </messageheader>`;
}

function bodyXml({ text, characterset = 'GSM' }: Held): string {
  const set = characterset === null ? '' : `<characterset>${characterset}</characterset>`;
  return `<messagebody xmlns="${NS}"><bodytext>${escapeXml(text)}</bodytext>${set}</messagebody>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');
}
