/**
 * The gates that every request passes: who sends it, and whether that user may.
 *
 * Rules: docs/spec/signalr-transports.md, ST-10, ST-100 to ST-103 and ST-116.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PlainAnswer } from '../http/plain-answer.ts';
import { authenticationRefused, FAILED } from '../http/refusals.ts';
import type { Logger } from '../logger.ts';
import type { ConnectedUser } from '../transport-connection.ts';
import { isAnonymous, type UserPolicy } from './user-policy.ts';

/** Who sends a request, as the application's authentication sees it. */
export type Authentication =
  | {
      readonly kind: 'accepted';
      readonly user: ConnectedUser;
      /** When what the user has shown stops being valid: epoch ms. Default: never. */
      readonly expiresAt?: number | undefined;
    }
  /** Answered 401 or 403, on negotiate and on every later request. */
  | { readonly kind: 'refused'; readonly status: 401 | 403 };

/** Who decides about requests. */
export interface AdmissionOptions {
  readonly authenticate: (request: IncomingMessage) => Authentication | Promise<Authentication>;
  readonly authorize: UserPolicy | readonly UserPolicy[];
  readonly logger: Logger;
}

/** A user who may use the endpoint, and until when that is known. */
export interface Admission {
  readonly user: ConnectedUser;
  /** Epoch ms. */
  readonly expiresAt: number | undefined;
}

/** A request that has passed the gates, and what it is answered with. */
export interface AdmittedRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly admission: Admission;
}

/** Whose request it is, or what it is answered. */
export type AdmissionVerdict =
  | { readonly kind: 'admitted'; readonly admission: Admission }
  | { readonly kind: 'refused'; readonly answer: PlainAnswer };

/** Never rejects: what the application throws is logged, and refused with 500. */
export async function admit(
  request: IncomingMessage,
  { authenticate, authorize, logger }: AdmissionOptions,
): Promise<AdmissionVerdict> {
  try {
    const authentication = checked(await authenticate(request));
    if (authentication.kind === 'refused') {
      return refused(authenticationRefused(authentication.status));
    }
    const { user, expiresAt } = authentication;
    if (await isUserAllowed(user, typeof authorize === 'function' ? [authorize] : authorize)) {
      return { kind: 'admitted', admission: { user, expiresAt } };
    }
    return refused(authenticationRefused(isAnonymous(user) ? 401 : 403));
  } catch (error) {
    logger.error({ error }, 'authentication failed unexpectedly');
    return refused(FAILED);
  }
}

/**
 * What is no authentication must not pass for one, whatever the types have promised.
 *
 * @throws {TypeError}
 */
function checked(authentication: Authentication | undefined): Authentication {
  switch (authentication?.kind) {
    case 'accepted':
      if (typeof authentication.user !== 'object') {
        throw new TypeError('The authentication names no user.');
      }
      return authentication;
    case 'refused':
      if (authentication.status !== 401 && authentication.status !== 403) {
        throw new TypeError('The authentication refuses neither with 401 nor with 403.');
      }
      return authentication;
    case undefined:
    default:
      throw new TypeError('The authentication neither accepts nor refuses.');
  }
}

async function isUserAllowed(
  user: ConnectedUser,
  policies: readonly UserPolicy[],
): Promise<boolean> {
  for (const policy of policies) {
    if ((await policy(user)) !== true) {
      return false;
    }
  }
  return true;
}

function refused(answer: PlainAnswer): AdmissionVerdict {
  return { kind: 'refused', answer };
}
