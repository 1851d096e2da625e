import assert from 'node:assert/strict';
import { MINUTE_MS } from '../../../src/domain/durations';
import { openPostgresStore } from '../../../src/store/postgres/open-postgres-store';
import { sharingContract, type SharingFixture } from '../../contract/sharing';
import { CuttingProxy } from '../../support/cutting-proxy';
import { eventually } from '../../support/eventually';
import { PacedClock } from '../../support/paced-clock';
import { optionsFor, withPostgres } from './with-postgres';

describe('instances on PostgreSQL', () => {
  const server = withPostgres();

  it('know how long ago an instance was last seen that had ended before they came', async () => {
    const clock = new PacedClock(server().connection());
    const options = optionsFor(server(), { clock });
    const proxy = await CuttingProxy.start(server().port);
    const connection = server().connection({ port: proxy.port });
    const gone = await openPostgresStore({ ...options, connection, instance: 'gone' });
    proxy.cut();
    await server().sql(`UPDATE ${options.schema}.instances SET seen_at = seen_at - interval '5 minutes'`);
    const late = await openPostgresStore({ ...options, instance: 'late' });
    try {
      await eventually('it is taken for gone', () => late.sharing.gone.includes('gone'));
      const [heard] = late.sharing.lastSeen;
      assert((heard?.seenAt ?? Infinity) <= clock.now() - 5 * MINUTE_MS);
    } finally {
      await Promise.all([gone.close(), late.close(), proxy.close(), clock.stop()]);
    }
  });

  sharingContract('PostgreSQL', (): Promise<SharingFixture> => {
    const clock = new PacedClock(server().connection());
    const options = optionsFor(server(), { clock });
    const proxies: CuttingProxy[] = [];
    return Promise.resolve({
      async join(instance) {
        const proxy = await CuttingProxy.start(server().port);
        proxies.push(proxy);
        const connection = server().connection({ port: proxy.port });
        const { sharing, close } = await openPostgresStore({ ...options, connection, instance });
        const [cut, mend] = [() => proxy.cut(), () => proxy.mend()];
        const blink = (): void => {
          cut();
          mend();
        };
        return { sharing, close, cut, mend, blink };
      },
      async destroy() {
        await Promise.all(proxies.map((proxy) => proxy.close()));
        await clock.stop();
      },
    });
  });
});
