import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { CuttingProxy } from '../../../support/cutting-proxy';
import { readJsonLines } from '../json-lines';
import { RestartingNodeRed } from '../restarting-node-red';
import { makeUserDir, type UserDir } from '../user-dir';
import type { SharedRecord } from './shared-flow';

export interface InstanceOptions {
  name: string;
  port: number;
  otherPort: number;
  /** Of the database. */
  databasePort: number;
  /** Where both write down what they were given, and what they may send lies. */
  folder: string;
  settings: string;
}

/** One Node-RED of those that share a store, with a way of its own to the database. */
export class Instance {
  readonly name: string;
  readonly nodeRed: RestartingNodeRed;
  readonly database: CuttingProxy;
  readonly #own: { userDir: UserDir; records: string };

  private constructor(
    name: string,
    nodeRed: RestartingNodeRed,
    database: CuttingProxy,
    own: { userDir: UserDir; records: string },
  ) {
    this.name = name;
    this.nodeRed = nodeRed;
    this.database = database;
    this.#own = own;
  }

  static async prepare({ name, port, otherPort, databasePort, folder, settings }: InstanceOptions): Promise<Instance> {
    const userDir = await makeUserDir(settings);
    const database = await CuttingProxy.start(databasePort);
    const records = join(folder, `records-${name}.jsonl`);
    const log = join(folder, `log-${name}.txt`);
    const env = {
      INSTANCE: name,
      DATABASE_PORT: String(database.port),
      OTHER: `http://127.0.0.1:${otherPort}/mark`,
      RECORDS: records,
    };
    const nodeRed = new RestartingNodeRed(userDir.path, port, {
      name: `instance ${name}`,
      env,
      onLine: (line) => appendFileSync(log, `${line}\n`),
    });
    return new Instance(name, nodeRed, database, { userDir, records });
  }

  get port(): number {
    return this.nodeRed.port;
  }

  async writeFlows(flows: object[], credentials: Record<string, unknown>): Promise<void> {
    await this.#own.userDir.writeFlows(flows, credentials);
  }

  records(): Promise<SharedRecord[]> {
    return readJsonLines(this.#own.records);
  }

  /** As the admin API tells it; undefined while it does not answer. */
  async stateOf(connection: string): Promise<string | undefined> {
    const answer = await this.nodeRed.admin.connection(connection).catch(() => undefined);
    return answer?.state;
  }

  async remove(): Promise<void> {
    await this.nodeRed.end('SIGKILL');
    await this.database.close();
    await this.#own.userDir.remove();
  }
}
