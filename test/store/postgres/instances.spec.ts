import { openPostgresStore } from '../../../src/store/postgres/open-postgres-store';
import { sharingContract, type SharingFixture } from '../../contract/sharing';
import { CuttingProxy } from '../../support/cutting-proxy';
import { PacedClock } from '../../support/paced-clock';
import { optionsFor, withPostgres } from './with-postgres';

describe('instances on PostgreSQL', () => {
  const server = withPostgres();

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
