/** The local router does what every router does. */

import { LocalRouter } from '../../../src/hubs/routing/local-router.ts';
import { describeRouter } from '../../support/router-contract.ts';

describeRouter('LocalRouter', async () => {
  const router = new LocalRouter();
  return { routerFor: () => router, close: () => router.close() };
});
