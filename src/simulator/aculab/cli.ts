import { compact } from '../../domain/compact';
import { runStandalone } from '../run-standalone';
import { startAculabSimulator } from './aculab-simulator';

runStandalone(['target', 'api-key', 'service-password'], ({ port, clock, given }) => {
  const { target: callAt, 'api-key': apiAccessKey, 'service-password': servicePassword } = given;
  return startAculabSimulator(compact({ port, clock, account: compact({ apiAccessKey, servicePassword }), callAt }));
});
