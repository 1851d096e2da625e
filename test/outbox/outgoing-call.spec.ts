import assert from 'node:assert/strict';
import { BadInputError, ConfigError } from '../../src/domain/errors';
import { checkOrder } from '../../src/outbox/outgoing-call';
import type { Provider } from '../../src/providers/provider';
import { faxOrder, smsOrder } from './jobs';

describe('an order', () => {
  it('is refused at once where its provider sends no such thing, not left waiting', () => {
    const provider = {} as Provider;
    for (const order of [faxOrder(), smsOrder()]) {
      assert.throws(
        () => checkOrder(provider, order),
        (error) => error instanceof ConfigError && error.message.includes(order.kind === 'fax' ? 'faxes' : 'SMS'),
      );
    }
  });

  it('is checked by the sender of its kind', () => {
    const refuse = (): void => {
      throw new BadInputError('to: is empty');
    };
    const provider = { fax: { check: refuse }, sms: { check: () => undefined } } as unknown as Provider;
    assert.throws(() => checkOrder(provider, faxOrder()), BadInputError);
    checkOrder(provider, smsOrder());
  });
});
