import { LocalRouter } from '../../src/hubs/local-router.ts';
import { describeRouter } from '../support/describe-router.ts';

describeRouter('LocalRouter', () => new LocalRouter());
