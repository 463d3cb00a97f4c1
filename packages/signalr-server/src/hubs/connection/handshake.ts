/**
 * Whether we can speak what the client wants to speak. Rules: SH-1 to SH-7, SH-140.
 */

import { ProtocolError } from '@parley/signalr-protocol';
import type { HandshakeRequest, HubProtocol } from '@parley/signalr-protocol';
import { asError, SENTENCES, textForClient } from '../errors.ts';
import type { MessageReader } from './message-reader.ts';

/** The first version whose clients number their messages. */
const STATEFUL_VERSION = 2;

/** What both sides speak from here on. */
export interface AcceptedHandshake {
  readonly kind: 'accepted';
  readonly protocol: HubProtocol;
  /** Messages are numbered and acknowledged, so that another socket can go on with them. */
  readonly isStateful: boolean;
}

/** What became of a complete request. */
export type HandshakeVerdict =
  AcceptedHandshake | { readonly kind: 'refused'; readonly text: string };

/** What hub and transport allow. */
export interface HandshakeTerms {
  readonly protocols: readonly HubProtocol[];
  readonly canCarryBinary: boolean;
  readonly canReconnect: boolean;
  readonly hasDetailedErrors: boolean;
}

/** `undefined` while the request is not complete. */
export function readHandshake(
  reader: Pick<MessageReader, 'readHandshake'>,
  terms: HandshakeTerms,
): HandshakeVerdict | undefined {
  try {
    const request = reader.readHandshake();
    return request && judgeHandshake(request, terms);
  } catch (error) {
    return { kind: 'refused', text: textForFailure(asError(error), terms.hasDetailedErrors) };
  }
}

/** Protocol names match whatever their case, as in ASP.NET Core. */
function judgeHandshake(request: HandshakeRequest, terms: HandshakeTerms): HandshakeVerdict {
  const name = request.protocol.toLowerCase();
  const protocol = terms.protocols.find((candidate) => candidate.name === name);
  if (protocol === undefined) {
    return { kind: 'refused', text: SENTENCES['protocol-unknown'](request.protocol) };
  }
  if (protocol.transferFormat === 'Binary' && !terms.canCarryBinary) {
    return { kind: 'refused', text: SENTENCES['transfer-format-unsupported'](protocol.name) };
  }
  if (request.version < 1 || request.version > protocol.version) {
    const text = SENTENCES['version-unsupported'](request.version, protocol.name);
    return { kind: 'refused', text };
  }
  const isStateful = terms.canReconnect && request.version >= STATEFUL_VERSION;
  return { kind: 'accepted', protocol, isStateful };
}

function textForFailure(error: Error, hasDetailedErrors: boolean): string {
  return error instanceof ProtocolError && error.code === 'message-too-large'
    ? SENTENCES['handshake-canceled']()
    : textForClient(SENTENCES['handshake-failed'](), error, hasDetailedErrors);
}
