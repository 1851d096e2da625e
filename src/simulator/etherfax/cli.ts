import { compact } from '../../domain/compact';
import { runStandalone } from '../run-standalone';
import { startEtherFaxSimulator } from './etherfax-simulator';

runStandalone(['api-key', 'push-token'], ({ port, clock, given }) =>
  startEtherFaxSimulator(
    compact({ port, clock, account: compact({ apiKey: given['api-key'] }), pushToken: given['push-token'] }),
  ),
);
