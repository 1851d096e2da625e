import { ProviderUnavailableError } from '../domain/errors';
import { scopeBefore } from '../domain/event-key';
import type { SendingNode } from '../outbox/sending-nodes';
import { Outbox } from '../outbox/outbox';
import { OutboxDoor, type OutboxAccess } from '../outbox/outbox-door';
import { Standing } from '../work/standing';
import type { ConnectionOptions } from './connection-options';

/**
 * The sending half of a connection. Before its account is known jobs are taken all the same, under a scope of their own:
 * kept, given up when their time is over, and sent by the account's outbox once there is one.
 */
export class Outgoing {
  readonly #options: ConnectionOptions;
  readonly #senders = new Map<string, SendingNode>();
  #door: OutboxDoor | undefined;
  /** Of before the account was known. */
  #keeping: Outbox | undefined;
  #outbox: Outbox | undefined;
  #flowing = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** Where nodes hand in what is to be sent, whether or not the account is known. */
  get access(): OutboxAccess {
    return (this.#door ??= new OutboxDoor(this.#outbox ?? this.keep()));
  }

  /** Takes up what an earlier process has kept. */
  keep(): Outbox {
    if (this.#keeping) return this.#keeping;
    this.#keeping = newKeeping(this.#options);
    this.#enter(this.#keeping);
    this.#keeping.start();
    return this.#keeping;
  }

  /** The account is known: its outbox takes everything over, and begins where `links`. */
  async begin(outbox: Outbox, links: boolean): Promise<void> {
    const change = async (): Promise<Outbox> => {
      const keeping = this.#keeping;
      this.#keeping = undefined;
      await keeping?.stop();
      if (keeping) outbox.inherit(keeping);
      this.#outbox = outbox;
      this.#enter(outbox);
      if (links) outbox.start();
      return outbox;
    };
    this.#door ??= new OutboxDoor(this.#keeping ?? outbox);
    await this.#door.change(change);
  }

  addSendingNode(sender: SendingNode): void {
    this.#senders.set(sender.id, sender);
    this.#current?.addSendingNode(sender);
  }

  removeSendingNode(id: string): void {
    this.#senders.delete(id);
    this.#current?.removeSendingNode(id);
  }

  resume(): void {
    this.#flowing = true;
    this.#current?.resume();
  }

  async pause(): Promise<void> {
    this.#flowing = false;
    await this.#current?.pause();
  }

  wake(): void {
    this.#current?.wake();
  }

  lookAgain(): void {
    void this.#current?.lookAgain();
  }

  async stop(): Promise<void> {
    await this.#current?.stop();
  }

  get #current(): Outbox | undefined {
    return this.#outbox ?? this.#keeping;
  }

  #enter(outbox: Outbox): void {
    for (const sender of this.#senders.values()) outbox.addSendingNode(sender);
    if (this.#flowing) outbox.resume();
  }
}

function newKeeping(options: ConnectionOptions): Outbox {
  const { id, clock, provider } = options;
  const standing = new Standing({ clock, canTell: () => false });
  standing.missed(new ProviderUnavailableError('the account is not known yet'));
  return new Outbox({
    ...{ ...options, standing, scope: scopeBefore(provider.name, id), connection: id, isQuiet: true },
    emit: () => Promise.resolve(),
    onNews: () => undefined,
    onBlocked: () => undefined,
  });
}
